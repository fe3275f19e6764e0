"""Days that come again, and the instants of a wall-clock time on each of them.

A rule counts calendar days; instants are made one by one from Berlin wall-clock time, so that 19:00
stays 19:00 over a clock change. Adding weeks to an instant would be an hour off half the year.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from calendars.errors import (
    AmbiguousLocalTime,
    NonexistentLocalTime,
    RuleUnclear,
    SeasonReversed,
    TooManyDays,
)
from calendars.local_time import from_local
from calendars.period import Period

MOST_DAYS = 200
"""What one rule may yield: nearly four years of weeks. More is a typing mistake."""
LAST = -1
NTH = (1, 2, 3, 4, LAST)
_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(days=7)


class Frequency(StrEnum):
    """How often a day comes again."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Rule:
    """Every week, every second week, or the nth such weekday of each month.

    `weekday` is 0 for Monday; `nth` is 1 to 4 or LAST and only looked at for MONTHLY.
    Raises RuleUnclear for anything else.
    """

    frequency: Frequency
    weekday: int
    nth: int = 1

    def __post_init__(self) -> None:
        if self.weekday not in range(7) or self.nth not in NTH:
            raise RuleUnclear(f"weekday {self.weekday}, nth {self.nth}")


@dataclass(frozen=True, slots=True)
class Season:
    """From its first to its last day, both included. Raises SeasonReversed."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise SeasonReversed(f"{self.last} lies before {self.first}")

    def contains(self, day: date) -> bool:
        """Whether a day lies in the season."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Clock:
    """From one wall-clock time to another; an end that is not later lies on the next day."""

    start: time
    end: time

    @property
    def is_overnight(self) -> bool:
        """Whether the end lies on the day after the start."""
        return self.end <= self.start


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A wall-clock time on one day.

    `period` is None when the clock skips the start or the end that night: `next_valid` is then the
    first time after the gap. `other` are the further readings of a time the clock shows twice;
    `period` takes the first pass, as RFC 5545 (3.3.5) reads it.
    """

    day: date
    period: Period | None
    next_valid: datetime | None = None
    other: tuple[Period, ...] = ()


def days(
    rule: Rule, season: Season, *, without: Collection[date] = (), most: int = MOST_DAYS
) -> tuple[date, ...]:
    """Return the days of a rule in a season, less the exceptions.

    Every second week counts from the first such weekday of the season. Raises TooManyDays.
    """
    found = tuple(islice(_days(rule, season), most + 1))
    if len(found) > most:
        raise TooManyDays(most)
    left_out = frozenset(without)
    return tuple(day for day in found if day not in left_out)


def occurrence(day: date, clock: Clock) -> Occurrence:
    """Return the instants of a wall-clock time on one day, or what keeps it from being one."""
    last_day = day + _A_DAY if clock.is_overnight else day
    try:
        starts = _readings(datetime.combine(day, clock.start))
        ends = _readings(datetime.combine(last_day, clock.end))
    except NonexistentLocalTime as error:
        return Occurrence(day, None, next_valid=error.next_valid)
    readings = tuple(Period(start, end) for start in starts for end in ends if start < end)
    return Occurrence(day, readings[0], other=readings[1:])


def nth_of(day: date) -> int:
    """Return which one of its weekdays a day is in its month: 1 to 4, or LAST for the fifth."""
    number = (day.day - 1) // 7 + 1
    return number if number in NTH else LAST


def _days(rule: Rule, season: Season) -> Iterator[date]:
    if rule.frequency is Frequency.MONTHLY:
        months = range(_count(season.first), _count(season.last) + 1)
        found = (_nth_weekday(month // 12, month % 12 + 1, rule) for month in months)
        return (day for day in found if season.contains(day))
    return _weeks(rule, season)


def _weeks(rule: Rule, season: Season) -> Iterator[date]:
    step = _A_WEEK if rule.frequency is Frequency.WEEKLY else 2 * _A_WEEK
    day = season.first + timedelta(days=(rule.weekday - season.first.weekday()) % 7)
    while day <= season.last:
        yield day
        day += step


def _nth_weekday(year: int, month: int, rule: Rule) -> date:
    if rule.nth == LAST:
        first_after = date(year + month // 12, month % 12 + 1, 1)
        return first_after - timedelta(days=(first_after.weekday() - rule.weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(rule.weekday - first.weekday()) % 7, weeks=rule.nth - 1)


def _readings(local: datetime) -> tuple[datetime, ...]:
    try:
        return (from_local(local),)
    except AmbiguousLocalTime:
        return (from_local(local, fold=0), from_local(local, fold=1))


def _count(day: date) -> int:
    return day.year * 12 + day.month - 1
