"""The month of a hall as people read it: a list of days, and the same days as a grid."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from booking_server.services.halls.halls import HallPage, TakenTime
from calendars import local_time
from calendars.holidays import public_holiday, school_holiday
from calendars.local_time import is_repeated, say_time, to_local
from calendars.period import Period

ONE_DAY, TWO_WEEKS = timedelta(days=1), timedelta(days=13)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class DayState(StrEnum):
    """How a day is shown; the word is always shown with its sign."""

    FREE = "frei"
    PARTLY = "teils belegt"
    TAKEN = "belegt"
    CLOSED = "geschlossen"
    PAST = "vorbei"


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, compared by time."""

    year: int
    number: int

    def __str__(self) -> str:
        """Return it as it stands in addresses, "2026-10"."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def words(self) -> str:
        """Return "Oktober 2026"."""
        return local_time.say_month(self.year, self.number)

    @property
    def period(self) -> Period:
        """The month in Berlin."""
        return local_time.month(self.year, self.number)

    def moved(self, months: int) -> "Month":
        """Return the month so many months later."""
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)


@dataclass(frozen=True, slots=True)
class DayView:
    """One day: its state and, for what is taken, a sentence each; `holidays` as far as known.

    One can wait for a day on which something is booked; for what is closed there is nothing to wait for.
    """

    date: date
    state: DayState
    taken: tuple[str, ...]
    is_today: bool
    in_month: bool = True
    holidays: tuple[str, ...] = ()
    can_wait: bool = False

    @property
    def can_book(self) -> bool:
        """Whether some of the day is free."""
        return self.state in (DayState.FREE, DayState.PARTLY)


@dataclass(frozen=True, slots=True)
class MonthView:
    """What the hall page shows of one month; `earlier` and `later` are None at the edges."""

    month: Month
    days: tuple[DayView, ...]
    weeks: tuple[tuple[DayView, ...], ...]
    earlier: Month | None
    later: Month | None


def month_of(day: date) -> Month:
    """Return the month a day lies in."""
    return Month(day.year, day.month)


def read_month(text: str, now: datetime, horizon_end: datetime) -> Month | None:
    """Return the month named in an address, this month for none; None when nothing can be booked in it."""
    first, last = _bounds(now, horizon_end)
    if not text:
        return first
    month = read_any_month(text)
    return month if month is not None and str(first) <= str(month) <= str(last) else None


def read_any_month(text: str) -> Month | None:
    """Return the month named in an address, or None."""
    found = _MONTH.fullmatch(text)
    return Month(int(found[1]), int(found[2])) if found else None


def view_month(page: HallPage, month: Month) -> MonthView:
    """Return the month of a hall, days gone by left out of the list but not of the grid.

    The list of this month goes on for two weeks at least: at the end of a month people look at the next one.
    """
    today = local_time.local_date(page.now)
    grid = local_time.month_grid(month.year, month.number)
    weeks = tuple(tuple(_day(page, month, day, today) for day in week) for week in grid)
    shown = listed(month, page.now)
    days = tuple(day_view(page, day) for day in _days(shown) if day >= today)
    first, last = _bounds(page.now, page.venue.latest_start(page.now))
    return MonthView(
        month,
        days,
        weeks,
        earlier=month.moved(-1) if str(first) < str(month) else None,
        later=month.moved(1) if str(month) < str(last) else None,
    )


def listed(month: Month, now: datetime) -> Period:
    """Return what the list of a month shows."""
    today = local_time.local_date(now)
    if month != month_of(today):
        return month.period
    return Period(month.period.start, max(month.period.end, local_time.day(today + TWO_WEEKS).end))


def _days(period: Period) -> Iterator[date]:
    day, last = local_time.local_date(period.start), local_time.local_date(period.end)
    while day < last:
        yield day
        day += ONE_DAY


def _bounds(now: datetime, horizon_end: datetime) -> tuple[Month, Month]:
    return month_of(local_time.local_date(now)), month_of(local_time.local_date(horizon_end))


def _day(page: HallPage, month: Month, day: date, today: date) -> DayView:
    in_month = month_of(day) == month
    if day < today or not in_month:
        return DayView(day, DayState.PAST, (), day == today, in_month)
    return day_view(page, day)


def day_view(page: HallPage, day: date) -> DayView:
    """Return a day that is not over."""
    today = local_time.local_date(page.now)
    taken = page.taken_on(day)
    whole_day = local_time.day(day)
    sentences = tuple(say_taken(page, time, whole_day) for time in sorted(taken, key=lambda t: t.period))
    state = DayState.CLOSED if _is_closed(page, day) else _state(taken, whole_day)
    can_wait = state is not DayState.CLOSED and any(not time.is_closed for time in taken)
    return DayView(day, state, sentences, day == today, holidays=_holidays(day), can_wait=can_wait)


def _is_closed(page: HallPage, day: date) -> bool:
    """Whether the regulation shuts the hall on a day, or a blackout all of it."""
    regulation, shut = page.venue.regulation, public_holiday(day)
    if shut.is_yes and regulation.is_closed_on(shut.name):
        return True
    if regulation.opening and regulation.opening[day.weekday()] is None:
        return True
    closed = tuple(time for time in page.taken_on(day) if time.is_closed)
    return bool(closed) and _state(closed, local_time.day(day)) is DayState.TAKEN


def _holidays(day: date) -> tuple[str, ...]:
    return tuple(answer.name for answer in (public_holiday(day), school_holiday(day)) if answer.is_yes)


def _state(taken: tuple[TakenTime, ...], day: Period) -> DayState:
    """A day is taken when the whole hall is, from its first to its last minute."""
    if not taken:
        return DayState.FREE
    free_from = day.start
    for period in sorted(time.period for time in taken if time.is_whole_hall):
        if period.start <= free_from:
            free_from = max(free_from, period.end)
    return DayState.TAKEN if free_from >= day.end else DayState.PARTLY


def say_taken(page: HallPage, time: TakenTime, day: Period) -> str:
    """Return "14:00 bis 18:00 Uhr: Saal" on a day; a hall with one room does not name it."""
    when = _span(time.period, day)
    if time.is_closed:
        when = f"{when} geschlossen"
    title = f" – {time.title}" if time.title else ""
    if len(page.venue.spaces) == 1:
        return when + title
    rooms = "ganzes Haus" if time.is_whole_hall else ", ".join(space.name for space in time.spaces)
    return f"{when}: {rooms}{title}"


def _span(period: Period, day: Period) -> str:
    if period.start <= day.start and period.end >= day.end:
        return "ganztägig"
    begins, ends = period.start >= day.start, period.end <= day.end
    if begins and ends:
        start = say_time(period.start) if is_repeated(period.start) else f"{to_local(period.start):%H:%M}"
        return f"{start} bis {say_time(period.end)}"
    if begins:
        return f"ab {say_time(period.start)}"
    return f"bis {say_time(period.end)}"
