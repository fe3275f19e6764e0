"""Which space is taken when: rows of leaf spaces, buffers and shared rooms included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking_server.domain.venues import Space
from calendars.period import Period

LONGEST_ROW = timedelta(days=7)
"""What is taken for longer (a closed hall) is several rows in a row: short rows let an index answer."""


@dataclass(frozen=True, slots=True)
class Occupancy:
    """A leaf space taken by a booking for a half-open period in UTC."""

    space_id: str
    venue_id: str
    booking_id: str
    period: Period


def occupancies(booking_id: str, period: Period, spaces: Iterable[Space]) -> tuple[Occupancy, ...]:
    """Return what a use of `spaces` occupies: set-up and tidy-up time is occupied time.

    Rooms that a space shares are taken along for as long as the space or the room itself needs.
    """
    taken: dict[str, Period] = {}
    for space in spaces:
        needed = period.widened(space.setup_buffer, space.teardown_buffer)
        taken[space.id] = _both(taken.get(space.id), needed)
        for shared in space.shares:
            own = period.widened(shared.setup_buffer, shared.teardown_buffer)
            taken[shared.id] = _both(taken.get(shared.id), _both(own, needed))
    venue_of = {room.id: room.venue_id for space in spaces for room in (space, *space.shares)}
    return tuple(
        Occupancy(space_id, venue_of[space_id], booking_id, piece)
        for space_id, whole in taken.items()
        for piece in _pieces(whole)
    )


def _both(one: Period | None, other: Period) -> Period:
    return other if one is None else Period(min(one.start, other.start), max(one.end, other.end))


def _pieces(whole: Period) -> Iterator[Period]:
    start: datetime = whole.start
    while start < whole.end:
        end = min(start + LONGEST_ROW, whole.end)
        yield Period(start, end)
        start = end
