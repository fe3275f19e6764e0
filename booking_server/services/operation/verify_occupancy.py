"""The oracle's own reckoning of what bookings occupy: it shares no line with the program it checks.

Each booking names the version of its hall's rooms it was made under; the buffers and shared rooms of that
version decide, whatever the hall changed since.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from booking_server.domain.bookings import OCCUPYING, BookingStatus
from booking_server.storage.tables import booking_spaces, bookings, occupancy, room_versions, spaces, venues
from booking_server.storage.unit_of_work import UnitOfWork

Stretch = tuple[datetime, datetime]
Taken = dict[str, Stretch]
Rooms = dict[str, dict[str, Any]]


def no_space_is_taken_twice(uow: UnitOfWork) -> Iterator[str]:
    """Yield every two bookings that share a space and an instant."""
    rows = uow.connection.execute(select(occupancy).order_by(occupancy.c.space_id, occupancy.c.starts_at))
    for earlier, later in pairwise(rows):
        if earlier.space_id == later.space_id and later.starts_at < earlier.ends_at:
            yield (
                f"I1: bookings {earlier.booking_id} and {later.booking_id} overlap"
                f" in space {later.space_id} from {later.starts_at.isoformat()}"
            )


def occupancy_is_what_bookings_say(uow: UnitOfWork) -> Iterator[str]:
    """Yield every booking whose rows are not what its times, spaces and version of the rooms ask for."""
    versions = {
        (row.venue_id, row.version): row.rooms for row in uow.connection.execute(select(room_versions))
    }
    named: dict[str, list[str]] = defaultdict(list)
    for row in uow.connection.execute(select(booking_spaces)):
        named[row.booking_id].append(row.space_id)
    found = _found(uow)
    for row in uow.connection.execute(select(bookings)):
        rooms = versions.get((row.venue_id, row.rooms_version))
        occupying = BookingStatus(row.status) in OCCUPYING
        if rooms is None:
            yield f"I1: booking {row.id} names version {row.rooms_version} of its rooms, which nobody kept"
        if occupying and not named[row.id]:
            yield f"I2: booking {row.id} is {row.status} but names no space"
        wanted = _wanted((row.starts_at, row.ends_at), named[row.id], rooms or {}) if occupying else {}
        if wanted != found.pop(row.id, {}):
            yield f"I1: the occupancy of booking {row.id} ({row.status}) is not what its times and spaces say"
    for booking_id in found:
        yield f"I2: occupancy without a booking {booking_id}"


def spaces_are_as_remembered(uow: UnitOfWork) -> Iterator[str]:
    """Yield every hall whose spaces are not what its present version of the rooms says."""
    now: dict[str, Rooms] = defaultdict(dict)
    for row in uow.connection.execute(select(spaces)):
        minutes = [int(each.total_seconds() // 60) for each in (row.setup_buffer, row.teardown_buffer)]
        now[row.venue_id][row.id] = {"setup": minutes[0], "teardown": minutes[1], "shares": row.shares}
    kept = select(room_versions.c.venue_id, room_versions.c.rooms).join(
        venues,
        (venues.c.id == room_versions.c.venue_id) & (venues.c.rooms_version == room_versions.c.version),
    )
    remembered = {row.venue_id: row.rooms for row in uow.connection.execute(kept)}
    for venue_id, rooms in now.items():
        if remembered.get(venue_id) != rooms:
            yield f"I1: the spaces of hall {venue_id} are not what their version remembers"


def _wanted(use: Stretch, named: list[str], rooms: Rooms) -> Taken:
    taken: Taken = {}

    def take(space_id: str, setup: int, teardown: int) -> None:
        start, end = use[0] - timedelta(minutes=setup), use[1] + timedelta(minutes=teardown)
        before, after = taken.get(space_id, (start, end))
        taken[space_id] = (min(start, before), max(end, after))

    for space_id in named:
        own = rooms.get(space_id, {"setup": 0, "teardown": 0, "shares": []})
        take(space_id, own["setup"], own["teardown"])
        for shared_id in own["shares"]:
            shared = rooms[shared_id]
            take(shared_id, max(own["setup"], shared["setup"]), max(own["teardown"], shared["teardown"]))
    return taken


def _found(uow: UnitOfWork) -> dict[str, Taken]:
    """Return what is taken by booking and space; rows that follow each other without a gap are one."""
    found: dict[str, Taken] = defaultdict(dict)
    rows = uow.connection.execute(select(occupancy).order_by(occupancy.c.space_id, occupancy.c.starts_at))
    for row in rows:
        taken = found[row.booking_id]
        start, end = taken.get(row.space_id, (row.starts_at, row.starts_at))
        if end == row.starts_at:
            taken[row.space_id] = (start, row.ends_at)
        else:
            taken[f"{row.space_id}, again"] = (row.starts_at, row.ends_at)
    return found
