"""Doors of each hall, as the matrix needs them."""

from booking_server.domain.people import Grant, Person, Role
from booking_server.services.doors import enrolments, remote_release
from booking_server.services.foundation import setup
from booking_server.services.lora import lora_bridges
from tests.booking_server.web.matrix.scene import Scene, Spot


def door(scene: Scene, spot: Spot) -> str:
    """A door of the hall, named by the bird."""
    door_id = f"d-door-{spot.venue.id[:8]}"  # the audit log names doors, so this one names nobody
    lora_bridges.note(scene.village.house, spot.town.id)  # so that the pages of LoRaWAN exist
    setup.enrol_door(scene.village.house, spot.venue, door_id=door_id, number=6, name=f"Tor {spot.bird}")
    return door_id


def enrolment(scene: Scene, spot: Spot) -> str:
    """A device that is to become a door of the hall, named by the bird."""
    clerk = Person("clerk", "Clerk", "", (Grant(Role.CLERK, spot.venue.municipality_id),))
    return enrolments.mint(scene.village.house, clerk, spot.venue.slug, name=spot.bird).enrolment.token_id


def command(scene: Scene, spot: Spot) -> str:
    """A command to the hall's door, with the bird as its reason."""
    house, clerk = scene.village.house, scene.people[(Role.CLERK, True)]
    door_id = scene.thing("door_id", spot.place, door)
    with house.unit_of_work() as uow:
        uow.doors.note(door_id, reports_online=True, last_seen_at=uow.now, session="session-1")
        uow.commit()
    grant = Grant(Role.CLERK, spot.venue.municipality_id)
    return remote_release.open_now(house, Person(clerk.id, "", "", (grant,)), door_id, why=spot.bird).id
