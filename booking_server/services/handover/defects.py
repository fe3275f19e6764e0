"""What is broken in the halls, until somebody mended it."""

from dataclasses import dataclass

from booking_server.domain.handover.protocol import Defect
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried


@dataclass(frozen=True, slots=True)
class HallDefects:
    """The defects of one hall, the open ones first."""

    venue: Venue
    defects: tuple[Defect, ...]

    @property
    def open_count(self) -> int:
        """How many are not mended."""
        return sum(1 for one in self.defects if one.done_at is None)


def of_person(house: House, person: Person) -> tuple[HallDefects, ...]:
    """Return the defects of the person's halls; halls without any are left out."""
    with house.reading() as uow:
        halls = [
            venue
            for venue in uow.venues.all()
            if person.may(Deed.HAND_OVER, municipality_id=venue.municipality_id, venue_id=venue.id)
        ]
        found = uow.handovers.defects_at([venue.id for venue in halls])
    each = [HallDefects(venue, tuple(one for one in found if one.venue_id == venue.id)) for venue in halls]
    return tuple(one for one in each if one.defects)


@retried
def mark(house: House, person: Person, defect_id: str, *, done: bool) -> None:
    """Note that a defect was mended, or that it was not after all. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        defect = uow.handovers.defect(defect_id)
        require_at(person, Deed.HAND_OVER, uow.venues.by_id(defect.venue_id))
        if (defect.done_at is not None) == done:
            return
        uow.handovers.mark_defect(defect_id, uow.now if done else None)
        action = "defect_done" if done else "defect_reopened"
        uow.audit.add(person.id, action, defect_id, municipality_id=defect.municipality_id)
        uow.commit()
