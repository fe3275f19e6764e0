"""What the calendar says of the days of a use, brought to the rules as values."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from calendars import local_time
from calendars.answers import NO, Answer
from calendars.period import Period

END_OF_NIGHT = time(6)
"""Who stops before this hour used the day before: a wedding until 02:00 is no use of the Sunday."""

MOST_DAYS = 40
"""No use is longer; whoever asks for years is refused for that and need not wait for their holidays."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One Berlin day: its holidays as far as known, and the election on it, empty for none."""

    date: date
    public_holiday: Answer = NO
    school_holiday: Answer = NO
    election: str = ""


def days_of(period: Period) -> tuple[date, ...]:
    """Return the Berlin days a use belongs to, at most forty of them."""
    first, last = local_time.local_date(period.start), local_time.local_date(period.end)
    if last > first and period.end <= local_time.at(last, END_OF_NIGHT):
        last -= timedelta(days=1)
    count = min((last - first).days + 1, MOST_DAYS)
    return tuple(first + timedelta(days=number) for number in range(count))
