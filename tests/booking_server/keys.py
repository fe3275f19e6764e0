"""Programs that come with a key of a municipality."""

from booking_server.domain.api_keys import KeyScope
from booking_server.domain.venues import Municipality
from booking_server.services.partners import api_keys
from booking_server.services.partners.api_keys import GivenKey
from tests.builders import Village


def give(
    village: Village, *scopes: KeyScope, town: Municipality | None = None, name: str = "Portal"
) -> GivenKey:
    """Give a key of the municipality; without scopes it has all of them."""
    here = town or village.cast.municipality
    return api_keys.give_key(village.house, here, name=name, scopes=scopes or tuple(KeyScope), actor="test")


def bearing(given: GivenKey) -> dict[str, str]:
    """Return the fields with which the key's program asks."""
    return {"Authorization": f"Bearer {given.token}"}
