"""Berlin wall-clock time: the only place that knows the zone.

Everything else lives in UTC. Local time is entered here for what people read and write, and left
at once: adding hours to a local time is wrong twice a year.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendars.errors import AmbiguousLocalTime, NonexistentLocalTime
from calendars.period import Period

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def from_local(local: datetime, *, fold: int | None = None) -> datetime:
    """Return the instant of a naive Berlin wall-clock time, in UTC.

    `fold` tells apart the two passes of the repeated hour in autumn (0 summer time, 1 winter time)
    and is ignored on all other times. Raises NonexistentLocalTime in the skipped hour of spring,
    AmbiguousLocalTime in the repeated hour when `fold` is None.
    """
    first = local.replace(tzinfo=BERLIN, fold=0)
    second = local.replace(tzinfo=BERLIN, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if is_nonexistent(local):
        raise NonexistentLocalTime(local, _end_of_gap(local))
    if fold is None:
        raise AmbiguousLocalTime(local)
    return (second if fold else first).astimezone(UTC)


def at(date_: date, clock: time, *, fold: int = 0) -> datetime:
    """Return the instant the clock of a Berlin day first shows `clock`, in UTC; with `fold` 1 the last.

    For hours a house sets once and for all: where the clock skips one in spring, it is the moment after.
    """
    local = datetime.combine(date_, clock)
    return from_local(_end_of_gap(local) if is_nonexistent(local) else local, fold=fold)


def months_later(date_: date, months: int) -> date:
    """Return the day so many months later, the last of its month where that has no such day."""
    years, month_ = divmod(date_.year * 12 + date_.month - 1 + months, 12)
    return date(years, month_ + 1, min(date_.day, calendar.monthrange(years, month_ + 1)[1]))


def is_nonexistent(local: datetime) -> bool:
    """Whether the clock skips this naive wall-clock time in spring."""
    there_and_back = local.replace(tzinfo=BERLIN, fold=0).astimezone(UTC).astimezone(BERLIN)
    return there_and_back.replace(tzinfo=None) != local.replace(fold=0)


def is_repeated(instant: datetime) -> bool:
    """Whether the clock shows this instant's wall-clock time twice, in autumn."""
    local = to_local(instant)
    return local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()


def to_local(instant: datetime) -> datetime:
    """Return an aware instant as Berlin wall-clock time, aware."""
    return instant.astimezone(BERLIN)


def local_date(instant: datetime) -> date:
    """Return the Berlin calendar day an instant falls on."""
    return to_local(instant).date()


def day(date_: date) -> Period:
    """Return a Berlin calendar day: 23, 24 or 25 hours."""
    return Period(_midnight(date_), _midnight(date_ + timedelta(days=1)))


def month(year: int, month_: int) -> Period:
    """Return a Berlin calendar month."""
    last = date(year, month_, calendar.monthrange(year, month_)[1])
    return Period(_midnight(date(year, month_, 1)), _midnight(last + timedelta(days=1)))


def year(year_: int) -> Period:
    """Return a Berlin calendar year."""
    return Period(_midnight(date(year_, 1, 1)), _midnight(date(year_ + 1, 1, 1)))


def month_grid(year: int, month_: int) -> list[list[date]]:
    """Return the weeks a month touches, Monday first, filled up with the neighbours' days."""
    return calendar.Calendar().monthdatescalendar(year, month_)


def say_date(date_: date) -> str:
    """Return "Fr., 02.10.2026"."""
    return f"{WEEKDAYS[date_.weekday()]}, {date_:%d.%m.%Y}"


def say_month(year: int, month_: int) -> str:
    """Return "Oktober 2026"."""
    return f"{MONTHS[month_ - 1]} {year}"


def say_time(instant: datetime) -> str:
    """Return "19:00 Uhr", with "Sommerzeit" or "Winterzeit" where the clock shows it twice."""
    return f"{_clock(instant)} Uhr{_season(instant)}"


def say_moment(instant: datetime) -> str:
    """Return "Fr., 02.10.2026, 19:00 Uhr"."""
    return f"{say_date(local_date(instant))}, {say_time(instant)}"


def say_period(period: Period) -> str:
    """Return "Fr., 02.10.2026, 19:00 bis 22:00 Uhr", with both days when it ends on another."""
    first, last = local_date(period.start), local_date(period.end)
    if first != last or is_repeated(period.start) or is_repeated(period.end):
        return f"{say_moment(period.start)} bis {say_moment(period.end)}"
    return f"{say_date(first)}, {_clock(period.start)} bis {say_time(period.end)}"


def _end_of_gap(local: datetime) -> datetime:
    minute = local.replace(second=0, microsecond=0)
    while is_nonexistent(minute):
        minute += timedelta(minutes=1)
    return minute


def _midnight(date_: date) -> datetime:
    return datetime.combine(date_, time(), BERLIN).astimezone(UTC)


def _clock(instant: datetime) -> str:
    return f"{to_local(instant):%H:%M}"


def _season(instant: datetime) -> str:
    if not is_repeated(instant):
        return ""
    return " (Winterzeit)" if to_local(instant).fold else " (Sommerzeit)"
