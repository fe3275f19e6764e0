"""Every calendar program reads our calendars to the instants and texts we meant."""

import re
from pathlib import Path

import pytest

from calendars.ical_event import CalendarEvent, EventStatus
from calendars.period import Period
from tests.calendars.feeds import HOSTILE_TEXTS, HOUR, NOW, an_event, change_nights, written
from tests.calendars.readers import (
    Reader,
    meant,
    read_with_icalendar,
    read_with_icaljs,
    read_with_khal,
    read_with_recurring_ical_events,
)

READERS = ("icalendar", "recurring-ical-events", "ical.js", "khal")
LINE_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")


@pytest.fixture
def readers(tmp_path: Path) -> dict[str, Reader]:
    return {
        "icalendar": read_with_icalendar,
        "recurring-ical-events": read_with_recurring_ical_events,
        "ical.js": read_with_icaljs,
        "khal": lambda feed: read_with_khal(feed, tmp_path),
    }


@pytest.fixture(params=READERS)
def read(request: pytest.FixtureRequest, readers: dict[str, Reader]) -> Reader:
    return readers[request.param]


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_the_instants_over_every_clock_change(
    readers: dict[str, Reader], reader: str
) -> None:
    events = change_nights()
    if reader == "khal":
        events = events[::3]  # it takes a second for a few hundred

    assert readers[reader](written(events)) == sorted(map(meant, events))


def test_every_reader_finds_hostile_texts_as_they_were_typed(read: Reader) -> None:
    events = [
        an_event(uid=f"{n}@example", summary=text, description=text, location=text)
        for n, text in enumerate(HOSTILE_TEXTS)
    ]

    found = read(written(events))

    assert [event.summary.strip() for event in found] == [
        LINE_BREAKS.sub("\n", event.summary).strip() for event in sorted(events, key=lambda e: e.uid)
    ]
    assert all(
        event.summary.strip() == event.description.strip() == event.location.strip() for event in found
    )


def test_every_reader_sees_what_was_cancelled(read: Reader) -> None:
    night = Period(NOW + 8 * HOUR, NOW + 16 * HOUR)
    events: list[CalendarEvent] = [
        an_event(night, uid="a@example", status=EventStatus.CANCELLED, sequence=1, transparent=True),
        an_event(night, uid="b@example", status=EventStatus.TENTATIVE),
        an_event(night, uid="c@example"),
    ]

    assert [event.status for event in read(written(events))] == ["CANCELLED", "TENTATIVE", "CONFIRMED"]


@pytest.mark.parametrize("reader", ["icalendar", "recurring-ical-events", "ical.js"])
def test_the_zone_in_the_calendar_alone_leads_to_the_same_instants(
    readers: dict[str, Reader], reader: str
) -> None:
    """A reader that knows the name Europe/Berlin may never look at our VTIMEZONE: give it another name."""
    events = change_nights()

    feed = written(events).replace(b"Europe/Berlin", f"Dorf/{reader}".encode())

    assert readers[reader](feed) == sorted(map(meant, events))
