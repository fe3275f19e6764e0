"""Taking over what a foreign calendar says now: one step of use cases, the same for feeds and files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from booking_server.domain.foreign_calendars import (
    ForeignCalendar,
    ForeignTime,
    Mode,
    notes_of,
    only_the_first,
    what_stands,
)
from booking_server.services.foreign.foreign_blocks import block
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.fetching.feeds import Marks
from calendars.period import Period
from calendars.reading.process import read_calendar
from calendars.reading.report import Reading

BACK = timedelta(days=2)
AHEAD = timedelta(days=400)
"""How far ahead times are taken over: a year and the month after it."""


def read(house: House, data: bytes) -> Reading:
    """Return what a calendar says about the time to come, in a process that may be killed for it."""
    now = house.clock()
    return only_the_first(read_calendar(data, Period(now - BACK, now + AHEAD)))


def take_over(
    house: House,
    uow: UnitOfWork,
    calendar: ForeignCalendar,
    reading: Reading,
    *,
    actor: str,
    marks: Marks | None = None,
) -> ForeignCalendar:
    """Store what a calendar says now and let it block; return the calendar as it stands after that.

    An empty answer leaves no marks behind: it is asked for as a whole again.
    """
    stored = uow.foreign_calendars.times(calendar.id)
    kept = what_stands(calendar, stored, reading, since=uow.now)
    marks = (marks if reading.entries and reading.is_whole else None) or Marks()
    read_now = replace(
        calendar,
        tried_at=uow.now,
        good_at=uow.now if reading.is_whole else calendar.good_at,
        read_at=uow.now if reading.is_whole else calendar.read_at,
        etag=marks.etag,
        last_modified=marks.last_modified,
        notes=notes_of(reading),
        empty_answers=kept.empty_answers,
        failure="" if reading.is_whole else "not-whole",
        failure_fact="",
        failures=0,
    )
    store(house, uow, read_now, stored, kept.times, actor=actor)
    return read_now


def store(
    house: House,
    uow: UnitOfWork,
    calendar: ForeignCalendar,
    stored: Sequence[ForeignTime],
    times: Sequence[ForeignTime],
    *,
    actor: str,
) -> int:
    """Let times block where the calendar is for that, and store them; return how many rows changed."""
    if calendar.mode is Mode.BLOCK:
        times = block(house, uow, calendar, uow.venues.by_id(calendar.venue_id), times, actor=actor)
    return uow.foreign_calendars.replace_times(calendar, stored, times)
