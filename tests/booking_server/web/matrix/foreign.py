"""A calendar of a club at each hall, as the matrix needs it: everything in it is named by the bird."""

from booking_server.domain.foreign_calendars import Mode
from booking_server.domain.people import Grant, Person, Role
from booking_server.services import foreign_look
from booking_server.services.foreign_look import Wanted
from tests.booking_server.web.matrix.scene import Scene, Spot
from tests.calendars.foreign import CHOIR, calendar


def taken_over(scene: Scene, spot: Spot) -> str:
    """A calendar whose one entry is proposed."""
    entry = CHOIR.replace("Chorprobe", f"Probe {spot.bird}").replace("20261002", "20261102")
    wanted = Wanted(spot.venue.slug, (), f"Verein {spot.bird}", Mode.PROPOSE, file=calendar(entry))
    clerk = Person(
        scene.village.cast.frau_weber.id, "Clerk", "", (Grant(Role.CLERK, spot.venue.municipality_id),)
    )
    looked = foreign_look.look(scene.village.house, clerk, wanted)
    return foreign_look.accept_draft(scene.village.house, clerk, spot.venue.slug, looked.draft_id).id
