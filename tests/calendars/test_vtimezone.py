"""A zone as rules, made from the zone database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from calendars.local_time import BERLIN
from calendars.vtimezone import vtimezone


def test_berlin_has_the_two_rules_of_europe() -> None:
    assert vtimezone(BERLIN).decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "DTSTART:19960331T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19961027T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_another_program_reckons_by_the_rules_as_the_zone_database_does(name: str) -> None:
    zone, read = ZoneInfo(name), read_back(name, vtimezone(ZoneInfo(name), 2015))

    hour = datetime(2026, 1, 1, tzinfo=UTC)
    while hour.year < 2028:
        assert hour.astimezone(read).utcoffset() == hour.astimezone(zone).utcoffset(), hour
        hour += timedelta(hours=1)


def test_changes_without_a_rule_are_written_one_by_one() -> None:
    text = vtimezone(ZoneInfo("Africa/Casablanca"), 2020, 2028).decode()

    assert "RRULE" not in text
    assert "RDATE:20260215T030000\r\n" in text


def read_back(name: str, octets: bytes):  # type: ignore[no-untyped-def]
    octets = octets.replace(name.encode(), f"Probe/{name}".encode())  # a name no zone database has
    calendar = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + octets + b"END:VCALENDAR\r\n")
    return calendar.walk("VTIMEZONE")[0].to_tz()
