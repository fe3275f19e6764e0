"""Codes held for good at each hall, as the matrix needs them."""

from booking_server.services.holders import holders
from tests.booking_server.web.matrix.people import helper
from tests.booking_server.web.matrix.scene import Scene, Spot


def holder(scene: Scene, spot: Spot) -> str:
    """The code of the hall's technician, who is named by the bird."""
    person_id = scene.thing("person_id", spot.place, helper)
    return holders.give(scene.village.house, None, spot.venue.slug, person_id).id


def of_hall(scene: Scene, spot: Spot) -> str:
    """The hall's slug, once its technician has a code."""
    scene.thing("holder_id", spot.place, holder)
    return spot.venue.slug
