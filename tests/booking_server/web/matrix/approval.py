"""Deputies of each hall, as the matrix needs them."""

from datetime import timedelta

from booking_server.domain.people import Grant, Role
from tests.booking_server.web.matrix.people import helper
from tests.booking_server.web.matrix.scene import Scene, Spot
from tests.builders import NOW


def deputy(scene: Scene, spot: Spot) -> str:
    """A deputy's grant at the hall; the bird's technician stands in for somebody."""
    person_id = scene.thing("person_id", spot.place, helper)
    grant_id = spot.venue.id[::-1]
    with scene.village.house.unit_of_work() as uow:
        principal = scene.people[(Role.DISTRICT_HEAD, False)].id
        grant = Grant(
            Role.DISTRICT_HEAD,
            spot.town.id,
            spot.venue.id,
            until=NOW + timedelta(days=90),
            deputy_of=principal,
        )
        uow.people.grant(person_id, grant_id, grant)
        uow.commit()
    return grant_id
