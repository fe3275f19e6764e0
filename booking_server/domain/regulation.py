"""A hall's regulation: what a municipality decides about times, people and rooms without touching code.

A regulation that says nothing permits everything, but for holding the door open. Hours that end at or before
they begin end on the day after: "08:00 bis 02:00" is how village halls are open.
"""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from booking_server.domain.uses import Purpose, UserGroup
from calendars import local_time
from calendars.period import Period

EVERY_HOLIDAY = "*"


class OvernightStay(StrEnum):
    """Whether people may sleep in the hall: no word about it, a notice, or bookings over night refused."""

    ALLOWED = "allowed"
    NOTICE = "notice"
    REFUSED = "refused"


class ElectionDays(StrEnum):
    """What a hall does on election days: nothing special, close, or serve as polling place."""

    OPEN = "open"
    CLOSED = "closed"
    POLLING_PLACE = "polling_place"


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of the day by the wall clock; it ends on the day after when `ends` is not after `begins`."""

    begins: time
    ends: time

    def on(self, day: date) -> Period | None:
        """Return the stretch that begins on a day; None when a clock change leaves nothing of it.

        Where the clock shows an hour twice the stretch begins with the first and ends with the second.
        """
        last = day if self.ends > self.begins else date.fromordinal(day.toordinal() + 1)
        start, end = local_time.at(day, self.begins), local_time.at(last, self.ends, fold=1)
        return Period(start, end) if start < end else None

    def say(self) -> str:
        """Return "08:00 bis 22:00 Uhr", "08:00 bis 02:00 Uhr am Folgetag"."""
        after = "" if self.ends > self.begins else " am Folgetag"
        return f"{self.begins:%H:%M} bis {self.ends:%H:%M} Uhr{after}"


@dataclass(frozen=True, slots=True)
class GroupLimits:
    """What one user group is asked for, or everybody; None leaves what holds for everybody.

    `lead_days` are calendar days: asked on the 2nd, a lead of seven allows the 9th from midnight on.
    """

    lead_days: int | None = None
    horizon_months: int | None = None
    longest_hours: int | None = None


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When it has to be quiet: a notice for everybody; uses named in `end_before` must be over by then."""

    hours: Hours = Hours(time(22), time(6))
    end_before: tuple[Purpose, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Spaces that are offered together under one name, by their slugs."""

    slug: str
    name: str
    spaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A seating plan: how many persons some spaces then hold. Other spaces hold what they always do."""

    slug: str
    name: str
    capacities: tuple[tuple[str, int], ...]

    def capacity_of(self, space_slug: str, usual: int) -> int:
        """Return how many persons a space holds in this layout."""
        return dict(self.capacities).get(space_slug, usual)


@dataclass(frozen=True, slots=True)
class Regulation:
    """Everything a hall may decide. `opening` has an entry per weekday from Monday, None for closed."""

    everybody: GroupLimits = GroupLimits()
    groups: tuple[tuple[UserGroup, GroupLimits], ...] = ()
    opening: tuple[Hours | None, ...] = ()
    quiet: QuietHours | None = field(default_factory=QuietHours)
    booking_day: time | None = None
    overnight: OvernightStay = OvernightStay.ALLOWED
    closed_on: tuple[str, ...] = ()
    rests_in_school_holidays: tuple[Purpose, ...] = ()
    elections: ElectionDays = ElectionDays.OPEN
    adult_required: bool = False
    hold_open: tuple[Purpose, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    layouts: tuple[Layout, ...] = ()

    def open_on(self, day: date) -> Period | None:
        """Return when the hall opens and closes on a day, None when it stays closed."""
        hours = self.opening[day.weekday()] if self.opening else Hours(time(), time())
        return hours.on(day) if hours else None

    def is_closed_on(self, holiday: str) -> bool:
        """Whether the hall stays closed on a public holiday of this name."""
        return EVERY_HOLIDAY in self.closed_on or holiday in self.closed_on


PERMISSIVE = Regulation()
