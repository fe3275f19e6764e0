"""The months figures are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from booking_server.domain.errors import TimeUnreadable
from calendars import local_time
from calendars.period import Period

MOST_MONTHS = 12
"""More at once would be more than a page may cost, and than anybody reads."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole Berlin months from `first` to `last`, both the first of a month."""

    first: date
    last: date

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month, in order."""
        return tuple(_from(self.first, self.last))

    @property
    def period(self) -> Period:
        """From the first instant to the last."""
        start = local_time.month(self.first.year, self.first.month).start
        return Period(start, local_time.month(self.last.year, self.last.month).end)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day."""
        end = local_time.local_date(self.period.end)
        return tuple(self.first + timedelta(days=n) for n in range((end - self.first).days))

    @property
    def words(self) -> str:
        """Return "Oktober 2025 bis September 2026"."""
        first, last = (local_time.say_month(one.year, one.month) for one in (self.first, self.last))
        return first if self.first == self.last else f"{first} bis {last}"


def a_span(first: date, last: date) -> Span:
    """Return the months from one day to another. Raises TimeUnreadable."""
    span = Span(first.replace(day=1), last.replace(day=1))
    if span.last < span.first:
        raise TimeUnreadable("Der letzte Monat liegt vor dem ersten.", field="bis")
    if len(span.months) > MOST_MONTHS:
        raise TimeUnreadable(f"Bitte wählen Sie höchstens {MOST_MONTHS} Monate auf einmal.", field="bis")
    return span


def last_twelve(today: date) -> Span:
    """Return this month and the eleven before it."""
    this = today.replace(day=1)
    return Span(local_time.months_later(this, 1 - MOST_MONTHS), this)


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def _from(first: date, last: date) -> Iterator[date]:
    month = first
    while month <= last:
        yield month
        month = local_time.months_later(month, 1)
