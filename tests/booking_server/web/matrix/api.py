"""What other programs have of each municipality, as the matrix needs it: everything is named by the bird."""

from booking_server.domain.api_keys import KeyScope
from booking_server.domain.webhooks import FOR_CHOICE
from booking_server.services.partners import api_keys, credentials, webhooks
from booking_server.services.partners.webhooks import Wanted
from tests.booking_server.web.matrix.scene import Scene, Spot, in_addresses
from tests.builders import between

FREE = between("2026-11-09 10:00", "2026-11-09 12:00")


def key(scene: Scene, spot: Spot) -> str:
    """A key of the hall's municipality."""
    house, name = scene.village.house, f"Portal {spot.bird}"
    return api_keys.give_key(house, spot.town, name=name, scopes=list(KeyScope), actor="test").key.id


def webhook(scene: Scene, spot: Spot) -> str:
    """An address the hall's municipality tells everything to."""
    url = f"https://{in_addresses(spot.bird)}.example.org/"
    wanted = Wanted(name=f"Portal {spot.bird}", url=url, events=FOR_CHOICE)
    return webhooks.add_webhook(scene.village.house, spot.town.id, wanted, actor="test").webhook.id


def message(scene: Scene, spot: Spot) -> str:
    """What was told to it."""
    webhook_id = scene.thing("webhook_id", spot.place, webhook)
    return webhooks.send_test(scene.village.house, webhook_id, actor="test").id


def credential(scene: Scene, spot: Spot) -> str:
    """What another booking system of the municipality asked of the hall's door; its name has the bird."""
    house, name = scene.village.house, f"Portal {spot.bird}"
    given = api_keys.give_key(house, spot.town, name=name, scopes=[KeyScope.DOORS_WRITE], actor="test")
    made = credentials.make(house, given.key, venue=spot.venue.slug, spaces=(), period=FREE)
    return made.credential.id
