"""The week of a hall: each day room by room."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from booking_server.domain.venues import Space
from booking_server.services.halls.halls import HallPage
from booking_server.web.months import DayState, DayView, day_view, say_taken
from calendars import local_time
from calendars.period import Period

A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room on a day, and when it is taken; nothing means free."""

    space: Space
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekView:
    """Monday to Sunday; a day that is over has no rooms. `earlier` and `later` are None at the edges."""

    days: tuple[tuple[DayView, tuple[RoomView, ...]], ...]
    earlier: date | None
    later: date | None


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def read_week(day: date | None, now: datetime, horizon_end: datetime) -> date | None:
    """Return the Monday of the week that is asked for; None when nothing can be booked in it."""
    if day is None or not monday_of(local_time.local_date(now)) <= day <= local_time.local_date(horizon_end):
        return None
    return monday_of(day)


def week_period(monday: date) -> Period:
    """Return the week in Berlin."""
    return Period(local_time.day(monday).start, local_time.day(monday + A_WEEK).start)


def view_week(page: HallPage, monday: date) -> WeekView:
    """Return the week of a hall."""
    today, last = local_time.local_date(page.now), local_time.local_date(page.venue.latest_start(page.now))
    days = [monday + timedelta(days=number) for number in range(7)]
    return WeekView(
        tuple(_day(page, day, today) for day in days),
        earlier=monday - A_WEEK if monday > today else None,
        later=monday + A_WEEK if monday + A_WEEK <= last else None,
    )


def _day(page: HallPage, day: date, today: date) -> tuple[DayView, tuple[RoomView, ...]]:
    if day < today:
        return DayView(day, DayState.PAST, (), is_today=False), ()
    return day_view(page, day), tuple(_room(page, space, day) for space in page.venue.spaces)


def _room(page: HallPage, space: Space, day: date) -> RoomView:
    """Say when one room is taken; which room is said already."""
    whole_day, alone = local_time.day(day), replace(page, venue=replace(page.venue, spaces=(space,)))
    times = sorted(
        (time for time in page.taken_on(day) if space in time.spaces), key=lambda time: time.period
    )
    return RoomView(space, tuple(say_taken(alone, time, whole_day) for time in times))
