"""Errors of the calendars library.

CalendarError
├── NaiveTime           a time without a zone was given where an instant is needed
├── PeriodReversed      a period must end after it starts
├── NonexistentLocalTime  the clock skips this time on that night in spring
├── AmbiguousLocalTime  the clock shows this time twice on that night in autumn
├── RuleUnclear         a rule of recurrence names no weekday, or no weekday of a month
├── SeasonReversed      a season ends on or after the day it begins
└── TooManyDays         a rule yields more days than anybody books at once
"""

from datetime import datetime


class CalendarError(ValueError):
    """Base of all errors of this library."""


class NaiveTime(CalendarError):
    """A time without a zone was given where an instant is needed."""


class PeriodReversed(CalendarError):
    """A period must end after it starts."""


class NonexistentLocalTime(CalendarError):
    """The clock skips this time; `next_valid` is the first wall-clock time after the gap."""

    def __init__(self, local: datetime, next_valid: datetime) -> None:
        super().__init__(f"{local} does not exist in Berlin")
        self.local = local
        self.next_valid = next_valid


class AmbiguousLocalTime(CalendarError):
    """The clock shows this time twice; `fold` 0 means the first (summer time), 1 the second."""

    def __init__(self, local: datetime) -> None:
        super().__init__(f"{local} happens twice in Berlin")
        self.local = local


class RuleUnclear(CalendarError):
    """A rule of recurrence names no weekday, or no weekday of a month."""


class SeasonReversed(CalendarError):
    """A season ends on or after the day it begins."""


class TooManyDays(CalendarError):
    """A rule yields more days than `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} days")
        self.most = most
