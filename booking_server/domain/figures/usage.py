"""How full halls were: days, hours and uses a month, and the hours of the week."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking_server.domain.calendar_days import days_of
from booking_server.domain.figures.span import Span, month_of
from calendars import local_time
from calendars.period import Period

HOURS = 24
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Use:
    """A confirmed use of a hall; nothing of who it was."""

    venue_id: str
    period: Period
    persons: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What came together in one stretch: `days` are those of all halls, `used` those with a use on them.

    Uses, hours and persons count where a use begins, a used day where it lies.
    """

    used: int = 0
    days: int = 0
    uses: int = 0
    hours: float = 0.0
    persons: int = 0

    @property
    def percent(self) -> int:
        """Used days of all days."""
        return round(100 * self.used / self.days) if self.days else 0


@dataclass(frozen=True, slots=True)
class WeekHour:
    """An hour of the week: on how many of the days there were it was in use."""

    weekday: int
    hour: int
    used: int
    days: int

    @property
    def percent(self) -> int:
        """Hours used of all there were."""
        return round(100 * self.used / self.days) if self.days else 0


def by_month(uses: Iterable[Use], span: Span, halls: int) -> dict[date, Usage]:
    """Return the usage of each month."""
    uses = tuple(uses)
    used = Counter(month_of(day) for _, day in _used_days(uses))
    days = Counter(month_of(day) for day in span.days)
    begun: dict[date, list[Use]] = {month: [] for month in span.months}
    for use in uses:
        begun.setdefault(month_of(local_time.local_date(use.period.start)), []).append(use)
    return {month: _usage(begun[month], used[month], days[month] * halls) for month in span.months}


def by_hall(uses: Iterable[Use], span: Span, venue_ids: Sequence[str]) -> dict[str, Usage]:
    """Return the usage of each hall over all months."""
    of: dict[str, list[Use]] = {venue_id: [] for venue_id in venue_ids}
    for use in uses:
        of[use.venue_id].append(use)
    whole, last, count = span.period, span.days[-1], len(span.days)
    found = {}
    for venue_id, its in of.items():
        used = sum(1 for _, day in _used_days(its) if span.first <= day <= last)
        found[venue_id] = _usage([use for use in its if whole.contains(use.period.start)], used, count)
    return found


def week_hours(uses: Iterable[Use], span: Span, halls: int) -> tuple[tuple[WeekHour, ...], ...]:
    """Return the hours of a week, a row a weekday; rooms in use at once count once."""
    every = span.days
    taken = {
        (use.venue_id, day, moment.hour)
        for use in uses
        for moment in _hours_of(use)
        if every[0] <= (day := moment.date()) <= every[-1]
    }
    used = Counter((day.weekday(), hour) for _, day, hour in taken)
    days = Counter(day.weekday() for day in every)
    return tuple(
        tuple(WeekHour(weekday, hour, used[weekday, hour], days[weekday] * halls) for hour in range(HOURS))
        for weekday in range(7)
    )


def _usage(uses: Sequence[Use], used: int, days: int) -> Usage:
    seconds = sum(use.period.duration.total_seconds() for use in uses)
    return Usage(used, days, len(uses), round(seconds / 3600, 1), sum(use.persons for use in uses))


def _used_days(uses: Iterable[Use]) -> set[tuple[str, date]]:
    return {(use.venue_id, day) for use in uses for day in days_of(use.period)}


def _hours_of(use: Use) -> Iterable[datetime]:
    """Yield the hours a use touches, by the clock on the wall: steps of its hands, not of real time."""
    moment = local_time.to_local(use.period.start).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    end = local_time.to_local(use.period.end).replace(tzinfo=None)
    while moment < end:
        yield moment
        moment += _AN_HOUR
