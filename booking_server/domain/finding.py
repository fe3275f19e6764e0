"""Whether a hall suits somebody who looks for one: on a day, for so many people, with what they need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from booking_server.domain.occupancy import Occupancy, occupancies
from booking_server.domain.regulation import Hours
from booking_server.domain.venues import Space, Venue
from calendars import local_time
from calendars.period import Period

SHORTEST_GAP = timedelta(hours=1)
"""A free stretch that is worth telling."""


class Part(StrEnum):
    """Which part of the day somebody needs a hall."""

    DAY = "tag"
    MORNING = "vormittag"
    AFTERNOON = "nachmittag"
    EVENING = "abend"


HOURS = {
    Part.DAY: Hours(time(8), time(22)),
    Part.MORNING: Hours(time(8), time(13)),
    Part.AFTERNOON: Hours(time(13), time(18)),
    Part.EVENING: Hours(time(17), time(23)),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; without a `day` only the halls themselves are looked at.

    `near` is the slug of the village whose neighbours come first.
    """

    day: date | None = None
    part: Part = Part.DAY
    persons: int = 0
    step_free: bool = False
    kitchen: bool = False
    near: str = ""


class How(StrEnum):
    """How far a hall is free; words and signs are the page's."""

    FREE = "free"
    ROOMS = "rooms"
    HOURS = "hours"
    TAKEN = "taken"
    REFUSED = "refused"
    UNASKED = "unasked"
    UNSUITED = "unsuited"


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer for one hall: `rooms` that are free, `hours` in which all of it is, or why it is not."""

    how: How
    rooms: tuple[Space, ...] = ()
    hours: tuple[Period, ...] = ()
    reason: str = ""

    @property
    def is_offered(self) -> bool:
        """Whether it can be had for the whole time that was asked for."""
        return self.how in (How.FREE, How.ROOMS, How.UNASKED)


def suits(venue: Venue, wish: Wish) -> bool:
    """Whether a hall is what somebody needs, whenever it is free. What is not known does not suit."""
    roomy = wish.persons <= most_persons(venue, venue.spaces)
    step_free = not wish.step_free or venue.facts.step_free is True
    return roomy and step_free and (not wish.kitchen or venue.has_kitchen)


def most_persons(venue: Venue, spaces: Sequence[Space]) -> int:
    """Return how many persons some rooms hold in whatever layout."""
    usual = sum(space.capacity for space in spaces)
    plans = (
        sum(layout.capacity_of(space.slug, space.capacity) for space in spaces)
        for layout in venue.regulation.layouts
    )
    return max(usual, *plans) if venue.regulation.layouts else usual


def wanted_time(venue: Venue, wish: Wish, now: datetime) -> Period | None:
    """Return the time a hall would be needed, within its opening hours and from now on; None when shut.

    A hall let by the day is needed for the booking day that begins on that day.
    """
    if wish.day is None:
        return None
    hour = venue.regulation.booking_day
    if hour is not None:
        return Period(
            local_time.at(wish.day, hour), local_time.at(wish.day + timedelta(days=1), hour, fold=1)
        )
    asked, opened = HOURS[wish.part].on(wish.day), venue.regulation.open_on(wish.day)
    if asked is None or opened is None:
        return None
    start, end = max(asked.start, opened.start, now), min(asked.end, opened.end)
    return Period(start, end) if start < end else None


def judge(venue: Venue, wanted: Period, taken: Sequence[Occupancy], persons: int) -> Judged:
    """Return how far a hall is free in a time; buffers and shared rooms are taken into account."""
    rooms = tuple(space for space in venue.spaces if not _in_the_way(wanted, [space], taken))
    if len(rooms) == len(venue.spaces):
        return Judged(How.FREE, rooms)
    if rooms and most_persons(venue, rooms) >= max(persons, 1):
        return Judged(How.ROOMS, rooms)
    gaps = tuple(gap for gap in _gaps(wanted, venue, taken) if gap.duration >= SHORTEST_GAP)
    return Judged(How.HOURS if gaps else How.TAKEN, hours=gaps)


def _in_the_way(wanted: Period, spaces: Iterable[Space], taken: Sequence[Occupancy]) -> list[Period]:
    """Return the times for which a use of rooms could not be, as the uses see it: buffers taken off."""
    needed = occupancies("", wanted, spaces)
    return [
        _seen_by(row.period, one, wanted)
        for one in needed
        for row in taken
        if row.space_id == one.space_id and row.period.overlaps(one.period)
    ]


def _seen_by(taken: Period, needed: Occupancy, wanted: Period) -> Period:
    """Return what is taken, widened by the buffers a use of its own would need beside it."""
    before, after = wanted.start - needed.period.start, needed.period.end - wanted.end
    return taken.widened(after, before)


def _gaps(wanted: Period, venue: Venue, taken: Sequence[Occupancy]) -> Iterable[Period]:
    """Return the stretches of a time in which the whole hall is free, in order."""
    free_from = wanted.start
    for period in sorted(_in_the_way(wanted, venue.spaces, taken)):
        if period.start > free_from:
            yield Period(free_from, min(period.start, wanted.end))
        free_from = max(free_from, period.end)
    if free_from < wanted.end:
        yield replace(wanted, start=free_from)
