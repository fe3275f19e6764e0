"""What we write, read and write again, and what another program writes of it, stays what it was."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest
from icalendar import Calendar

from calendars.ical_event import CalendarEvent
from calendars.ical_series import Pattern, as_one_entry
from calendars.period import Period
from calendars.reading.process import read_calendar
from calendars.recurrence import Clock, Frequency, Rule, Season, days, occurrence
from tests.calendars.feeds import YEARS, an_event, change_nights, written
from tests.calendars.readers import read_with_icalendar, read_with_recurring_ical_events

ALL_YEARS = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC))
SATURDAY = 5
NIGHTS = Clock(time(20), time(4))


@dataclass(frozen=True, order=True)
class Time:
    """One time an entry takes, as our own reader tells it."""

    uid: str
    start: datetime
    end: datetime
    summary: str


def ours(feed: bytes) -> list[Time]:
    """Read as the server reads the calendar of a stranger."""
    reading = read_calendar(feed, ALL_YEARS)
    assert reading.notes == ()
    return sorted(Time(one.uid, one.period.start, one.period.end, one.summary) for one in reading.occurrences)


def time_of(event: CalendarEvent) -> Time:
    return Time(event.uid, event.period.start, event.period.end, event.summary)


def again(times: list[Time]) -> list[CalendarEvent]:
    return [an_event(Period(one.start, one.end), uid=one.uid, summary=one.summary) for one in times]


def nights_of(year: int) -> tuple[list[CalendarEvent], list[Time]]:
    """A series of nights all year: as one entry, and as the times it takes."""
    pattern = Pattern(Rule(Frequency.WEEKLY, SATURDAY), Season(date(year, 1, 10), date(year, 12, 20)), NIGHTS)
    found = {day: occurrence(day, NIGHTS).period for day in days(pattern.rule, pattern.season)}
    dates = {day: an_event(period, uid="x") for day, period in found.items() if period}
    uid = f"{year}@example"
    events = as_one_entry(uid, pattern, dates, sequence=0)
    return list(events), [Time(uid, one.period.start, one.period.end, one.summary) for one in dates.values()]


def test_what_was_written_is_read_to_the_same_instants_and_written_the_same_again() -> None:
    events = sorted(change_nights(), key=time_of)
    feed = written(events)

    read = ours(feed)

    assert read == list(map(time_of, events))
    assert written(again(read)) == feed


def test_series_are_read_to_the_instants_that_were_written() -> None:
    series = [nights_of(year) for year in YEARS]

    read = ours(written([event for events, _ in series for event in events]))

    assert read == sorted(one for _, times in series for one in times)


@pytest.mark.parametrize("kind", ["single", "series"])
def test_another_program_writes_what_it_read_and_nothing_has_changed(kind: str) -> None:
    singles = change_nights()
    feed = written(singles if kind == "single" else [one for year in YEARS for one in nights_of(year)[0]])

    passed_on = Calendar.from_ical(feed).to_ical()

    assert ours(passed_on) == ours(feed)
    assert read_with_icalendar(passed_on) == read_with_icalendar(feed)
    assert read_with_recurring_ical_events(passed_on) == read_with_recurring_ical_events(feed)
    assert Calendar.from_ical(passed_on).to_ical() == passed_on
