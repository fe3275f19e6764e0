"""A series is one entry, and every calendar program expands it to the instants we mean."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from calendars.ical_event import CalendarEvent, EventStatus
from calendars.ical_series import Pattern, as_one_entry
from calendars.period import Period
from calendars.recurrence import LAST, Clock, Frequency, Rule, Season, days, occurrence
from tests.calendars.feeds import YEARS, an_event, written
from tests.calendars.readers import (
    Read,
    Reader,
    meant,
    read_with_icaljs,
    read_with_khal,
    read_with_recurring_ical_events,
)

UID = "serie@example"
SUNDAY, FRIDAY, SATURDAY = 6, 4, 5
ALL_YEARS = (
    Season(date(2026, 1, 1), date(2029, 9, 30)),
    Season(date(2029, 10, 1), date(2033, 5, 31)),
    Season(date(2033, 6, 1), date(2036, 12, 31)),
)
CHANGES = tuple(Season(date(year, month, 8), date(year, month + 1, 7)) for year in YEARS for month in (3, 10))
"""A month around every clock change: khal takes a second for a few hundred dates."""
CLOCKS = (
    Clock(time(19), time(21)),
    Clock(time(20), time(4)),
    Clock(time(20), time(2, 30)),
    Clock(time(2, 30), time(5)),
    Clock(time(1), time(2)),
)
READERS = ("recurring-ical-events", "ical.js", "khal")


@pytest.fixture
def readers(tmp_path: Path) -> dict[str, Reader]:
    return {
        "recurring-ical-events": read_with_recurring_ical_events,
        "ical.js": read_with_icaljs,
        "khal": lambda feed: read_with_khal(feed, tmp_path),
    }


def dates_of(pattern: Pattern, **changes: object) -> dict[date, CalendarEvent]:
    """Return the entry of every date whose time exists, each with an identity of its own."""
    found = {day: occurrence(day, pattern.clock).period for day in days(pattern.rule, pattern.season)}
    return {day: an_event(period, uid=f"{day}@example", **changes) for day, period in found.items() if period}


def as_series(pattern: Pattern, dates: Mapping[date, CalendarEvent]) -> tuple[CalendarEvent, ...]:
    return as_one_entry(UID, pattern, dates, sequence=0)


def instants(found: list[Read]) -> list[tuple[object, ...]]:
    return sorted((one.start, one.end, one.status, one.summary) for one in found)


RULES = (Rule(Frequency.WEEKLY, SATURDAY), Rule(Frequency.MONTHLY, SUNDAY, LAST))


@pytest.mark.parametrize(
    ("reader", "patterns"),
    [
        *(
            (reader, [Pattern(rule, season, clock) for rule in RULES for clock in CLOCKS])
            for reader in READERS[:2]
            for season in ALL_YEARS
        ),
        ("khal", [Pattern(RULES[0], season, clock) for season in CHANGES for clock in CLOCKS[1:3]]),
    ],
)
def test_every_reader_expands_series_over_every_clock_change(
    readers: dict[str, Reader], reader: str, patterns: list[Pattern]
) -> None:
    events, expected = [], []
    for number, pattern in enumerate(patterns):
        dates = {day: replace(event, uid=f"{number}-{event.uid}") for day, event in dates_of(pattern).items()}
        events += as_one_entry(f"{number}@example", pattern, dates, sequence=0)
        expected += dates.values()

    assert instants(readers[reader](written(events))) == instants([meant(event) for event in expected])


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_follows_a_date_that_is_moved_cancelled_or_left_out(
    readers: dict[str, Reader], reader: str
) -> None:
    pattern = Pattern(
        Rule(Frequency.FORTNIGHTLY, FRIDAY), Season(date(2026, 9, 1), date(2026, 12, 31)), CLOCKS[0]
    )
    dates = dates_of(pattern)
    first, moved, cancelled, requested, left_out, *_, last = sorted(dates)
    event = dates[moved]
    dates[moved] = replace(event, period=event.period.shifted(timedelta(days=1, hours=2)))
    dates[cancelled] = replace(
        dates[cancelled], status=EventStatus.CANCELLED, summary="storniert", transparent=True
    )
    dates[requested] = replace(dates[requested], status=EventStatus.TENTATIVE, summary="vorgemerkt")
    for gone in (first, left_out, last):
        del dates[gone]

    found = readers[reader](written(as_series(pattern, dates)))

    assert instants(found) == instants([meant(event) for event in dates.values()])
    assert {one.uid for one in found} == {UID}


def test_a_series_is_one_entry_under_one_uid_with_what_differs_after_it() -> None:
    pattern = Pattern(
        Rule(Frequency.WEEKLY, FRIDAY), Season(date(2026, 10, 2), date(2026, 10, 30)), CLOCKS[0]
    )
    dates = dates_of(pattern)
    day = date(2026, 10, 16)
    dates[day] = replace(dates[day], summary="Probe")
    del dates[date(2026, 10, 9)]

    lines = written(as_series(pattern, dates)).decode().split("\r\n")

    assert "RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20261030T180000Z" in lines
    assert [line for line in lines if line.startswith("EXDATE")] == [
        "EXDATE;TZID=Europe/Berlin:20261009T190000"
    ]
    assert [line for line in lines if line.startswith("RECURRENCE-ID")] == [
        "RECURRENCE-ID;TZID=Europe/Berlin:20261016T190000"
    ]
    assert lines.count("BEGIN:VEVENT") == lines.count(f"UID:{UID}") == 2


def test_the_first_start_stays_when_its_date_is_given_back() -> None:
    """Programs that know the series by its start would take another one for another series."""
    pattern = Pattern(
        Rule(Frequency.WEEKLY, FRIDAY), Season(date(2026, 10, 2), date(2026, 10, 30)), CLOCKS[0]
    )
    dates = dates_of(pattern)
    (before,) = as_series(pattern, dates)
    del dates[date(2026, 10, 2)]
    (after,) = as_series(pattern, dates)

    assert after.period == before.period
    assert after.recurrence
    assert after.recurrence.without == (before.period.start,)


def test_a_night_that_is_an_hour_longer_says_so_itself() -> None:
    pattern = Pattern(
        Rule(Frequency.WEEKLY, SATURDAY), Season(date(2026, 10, 17), date(2026, 10, 31)), CLOCKS[1]
    )

    _, night = as_series(pattern, dates_of(pattern))

    assert night.period.duration == timedelta(hours=9)
    assert night.recurrence_id == night.period.start


def test_a_start_the_clock_shows_twice_keeps_the_dates_apart() -> None:
    pattern = Pattern(
        Rule(Frequency.WEEKLY, SUNDAY), Season(date(2026, 10, 11), date(2026, 11, 1)), CLOCKS[3]
    )
    dates = dates_of(pattern)

    events = as_series(pattern, dates)

    assert events == tuple(dates[day] for day in sorted(dates))
    assert not any(event.recurrence for event in events)


def test_dates_that_all_moved_need_no_rule() -> None:
    pattern = Pattern(Rule(Frequency.WEEKLY, FRIDAY), Season(date(2026, 10, 2), date(2026, 10, 9)), CLOCKS[0])
    dates = {
        day: replace(event, period=Period(event.period.start, event.period.end + timedelta(hours=1)))
        for day, event in dates_of(pattern).items()
    }

    assert as_series(pattern, dates) == tuple(dates.values())
