"""A stretch of time from one instant to another, half-open: the end is no longer part of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calendars.errors import NaiveTime, PeriodReversed


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """[start, end) in UTC, whatever zone the instants came in.

    Raises NaiveTime for a time without a zone, PeriodReversed unless the end lies after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise NaiveTime("a period needs aware times")
        if self.start.tzinfo is not UTC or self.end.tzinfo is not UTC:
            object.__setattr__(self, "start", self.start.astimezone(UTC))
            object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise PeriodReversed(f"{self.end} is not after {self.start}")

    @property
    def duration(self) -> timedelta:
        """The real time that passes, also over a clock change."""
        return self.end - self.start

    def overlaps(self, other: "Period") -> bool:
        """Whether both share an instant; back-to-back periods do not."""
        return self.start < other.end and other.start < self.end

    def touches(self, other: "Period") -> bool:
        """Whether one begins exactly where the other ends."""
        return self.end == other.start or other.end == self.start

    def contains(self, instant: datetime) -> bool:
        """Whether an instant lies within; the end does not."""
        return self.start <= instant < self.end

    def widened(self, before: timedelta, after: timedelta) -> "Period":
        """Return the period with time added at both sides."""
        return Period(self.start - before, self.end + after)

    def shifted(self, by: timedelta) -> "Period":
        """Return the period moved by real time."""
        return Period(self.start + by, self.end + by)
