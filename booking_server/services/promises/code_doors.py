"""Where a code stands at the doors of its hall, and what that means for whoever holds it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.access import AccessCode, DoorCodeStatus, door_code_status
from booking_server.domain.coverage import AMBER
from booking_server.domain.doors import Door
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class CodeDoor:
    """One door of the hall, and where the code stands there."""

    door: Door
    status: DoorCodeStatus
    is_online: bool

    @property
    def takes_offline(self) -> bool:
        """Whether it takes the offline code as it is shown now."""
        return not self.door.has_old_secret


def doors_of_code(uow: UnitOfWork, code: AccessCode) -> tuple[CodeDoor, ...]:
    """Return every door of the code's hall with what it has acknowledged of the code."""
    at_doors = uow.access_codes.at_doors(code.id)
    return tuple(
        CodeDoor(door, door_code_status(code, at_doors[door.id], uow.now), door.is_online(uow.now))
        for door in uow.doors.of_venue(code.venue_id)
    )


def lacks_the_pin(doors: Iterable[CodeDoor], window: Period, now: datetime) -> bool:
    """Whether, a day before the code begins or later, a door that cannot be reached does not know it."""
    is_near = window.start - now <= AMBER
    return is_near and any(one.status is DoorCodeStatus.PUBLISHED and not one.is_online for one in doors)
