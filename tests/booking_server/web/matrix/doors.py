"""Doors of each hall, as the matrix needs them."""

from booking_server.services import setup
from tests.booking_server.web.matrix.scene import Scene, Spot


def door(scene: Scene, spot: Spot) -> str:
    """A door of the hall, named by the bird."""
    door_id = f"d-door-{len(spot.bird)}"  # the audit log names doors, so this one names nobody
    setup.enrol_door(scene.village.house, spot.venue, door_id=door_id, number=6, name=f"Tor {spot.bird}")
    return door_id
