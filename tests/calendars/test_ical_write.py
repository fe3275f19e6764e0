"""Calendars as they are spelled (RFC 5545, RFC 7986)."""

import re
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.errors import NaiveTime
from calendars.ical_event import CalendarEvent, Classification, EventStatus, write_event
from calendars.ical_write import write_calendar
from calendars.local_time import from_local
from calendars.period import Period
from tests.calendars.feeds import HOSTILE_TEXTS, HOUR, NOW, an_event, written
from tests.calendars.readers import meant, read_with_icalendar
from tests.costs import seconds_of_cpu


def lines(octets: bytes) -> list[str]:
    """Return the content lines of a calendar, unfolded."""
    return octets.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def berlin(text: str, fold: int | None = None) -> datetime:
    return from_local(datetime.fromisoformat(text), fold=fold)


def test_an_entry_says_everything_a_reader_needs() -> None:
    event = CalendarEvent(
        uid="c0ffee@example",
        period=Period(berlin("2026-10-02 16:00"), berlin("2026-10-03 02:00")),
        summary="Hochzeit",
        created=NOW,
        last_modified=NOW + HOUR,
        sequence=2,
        status=EventStatus.CANCELLED,
        description="Saal, Küche",
        location="DGH Benken",
        url="https://example.org/hallen/dgh-benken",
        transparent=True,
        classification=Classification.PRIVATE,
    )

    assert lines(write_event(event)) == [
        "BEGIN:VEVENT",
        "UID:c0ffee@example",
        "DTSTAMP:20260928T110000Z",
        "DTSTART;TZID=Europe/Berlin:20261002T160000",
        "DTEND;TZID=Europe/Berlin:20261003T020000",
        "SEQUENCE:2",
        "CREATED:20260928T100000Z",
        "LAST-MODIFIED:20260928T110000Z",
        "SUMMARY:Hochzeit",
        "LOCATION:DGH Benken",
        "DESCRIPTION:Saal\\, Küche",
        "URL:https://example.org/hallen/dgh-benken",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def test_texts_are_escaped_as_the_standard_spells_it() -> None:
    """Readers forgive a bare semicolon, and disagree about what it then means."""
    octets = write_event(an_event(summary='Saal; "laut", C:\\neu\r\nzweite\tZeile'))

    assert 'SUMMARY:Saal\\; "laut"\\, C:\\\\neu\\nzweite Zeile' in lines(octets)


def test_a_calendar_says_its_name_and_when_to_look_again() -> None:
    octets = written([], refresh=timedelta(minutes=90), description="Belegung", color="teal")

    assert lines(octets)[:11] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dorfschlüssel//Test//DE",
        "CALSCALE:GREGORIAN",
        "NAME:DGH Benken",
        "X-WR-CALNAME:DGH Benken",
        "REFRESH-INTERVAL;VALUE=DURATION:PT5400S",
        "X-PUBLISHED-TTL:PT5400S",
        "DESCRIPTION:Belegung",
        "X-WR-CALDESC:Belegung",
        "COLOR:teal",
    ]
    assert lines(octets)[-1] == "END:VCALENDAR"


def test_no_zone_is_declared_for_the_whole_calendar() -> None:
    """X-WR-TIMEZONE makes readers turn UTC into wall-clock time, and lose the repeated hour."""
    assert b"X-WR-TIMEZONE" not in written([an_event()])


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (berlin("2026-10-25 02:30", 0), berlin("2026-10-25 02:30", 1)),
        (berlin("2026-10-24 20:00"), berlin("2026-10-25 02:30", 1)),
        (berlin("2026-10-25 02:00", 0), berlin("2026-10-25 06:00")),
    ],
)
def test_a_time_the_clock_shows_twice_is_written_in_utc(start: datetime, end: datetime) -> None:
    octets = write_event(an_event(Period(start, end)))

    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}" in lines(octets)
    assert f"DTEND:{end:%Y%m%dT%H%M%SZ}" in lines(octets)


def test_a_night_over_a_clock_change_keeps_its_local_times() -> None:
    octets = write_event(an_event(Period(berlin("2026-10-24 20:00"), berlin("2026-10-25 03:00"))))

    assert "DTSTART;TZID=Europe/Berlin:20261024T200000" in lines(octets)
    assert "DTEND;TZID=Europe/Berlin:20261025T030000" in lines(octets)


def test_what_the_zone_description_does_not_cover_is_written_in_utc() -> None:
    long_ago = Period(datetime(1990, 9, 30, 12, tzinfo=UTC), datetime(1990, 9, 30, 13, tzinfo=UTC))

    assert "DTSTART:19900930T120000Z" in lines(write_event(an_event(long_ago)))


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_no_line_is_longer_than_75_octets_or_split_inside_a_character(text: str) -> None:
    octets = write_event(an_event(summary=text, description=text, location=text, uid=text))

    for line in octets.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # raises when a character was split


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "\x00\x07\x1b[31m", "a\x0bb\x0cc\x1ed", "\ud83c"])
def test_nothing_that_was_typed_becomes_a_line_of_its_own(text: str) -> None:
    octets = write_event(an_event(summary=text, description=text, location=text, uid=text, url=text))

    names = [re.split("[;:]", line)[0] for line in octets.replace(b"\r\n ", b"").decode().splitlines()]
    assert names == [
        "BEGIN", "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "CREATED", "LAST-MODIFIED",
        "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "STATUS", "TRANSP", "CLASS", "END",
    ]  # fmt: skip
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", octets)


def test_an_address_holds_only_what_may_stand_in_one() -> None:
    octets = write_event(an_event(url="https://example.org/hallen/müll?a=1&b=%20\r\nX: y"))

    assert "URL:https://example.org/hallen/m%C3%BCll?a=1&b=%20%0D%0AX:%20y" in lines(octets)


def test_an_entry_needs_aware_times() -> None:
    with pytest.raises(NaiveTime):
        an_event(created=NOW.replace(tzinfo=None))


moments = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.sampled_from('\n;,\\:"'))
events = st.builds(
    lambda start, seconds, **fields: an_event(Period(start, start + timedelta(seconds=seconds)), **fields),
    moments,
    st.integers(1, 40 * 24 * 3600),
    uid=st.uuids().map(str),
    summary=texts,
    description=texts,
    location=texts,
    status=st.sampled_from(EventStatus),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(events, max_size=4))
def test_another_program_reads_back_what_was_written(found: list[CalendarEvent]) -> None:
    assert read_with_icalendar(written(found)) == sorted(map(meant, found))


def test_a_large_calendar_is_written_quickly_and_streams() -> None:
    count = 10_000

    def many() -> Iterator[CalendarEvent]:
        for n in range(count):
            yield an_event(
                Period(NOW + n * HOUR, NOW + (n + 1) * HOUR), uid=f"{n}@example", location="DGH Benken"
            )

    def size() -> int:
        return sum(map(len, write_calendar("DGH", many(), prodid="-//x", refresh=HOUR)))

    tracemalloc.start()
    for piece in write_calendar("DGH", many(), prodid="-//x", refresh=HOUR):
        assert len(piece) < 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size() > count * 200
    assert seconds_of_cpu(size, enough=1.5) < 1.5  # 0.2 s on the machine it was written on
    assert peak < 1_000_000
