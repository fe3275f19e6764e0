"""Calendars as strangers write them, and what they cost to read."""

import resource
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from calendars.period import Period
from calendars.reading.process import read_calendar
from calendars.reading.report import Reading

WINDOW = Period(datetime(2026, 9, 28, tzinfo=UTC), datetime(2027, 9, 28, tzinfo=UTC))

CHOIR = """
UID:chor
SUMMARY:Chorprobe
DTSTART;TZID=Europe/Berlin:20261002T190000
DTEND;TZID=Europe/Berlin:20261002T210000
"""
WEEKLY = CHOIR + "RRULE:FREQ=WEEKLY;COUNT=3\n"
"""Three Fridays: 2, 9 and 16 October."""


def calendar(*entries: str, head: str = "") -> bytes:
    """Return a calendar of entries, given as the lines between BEGIN and END."""
    parts = "".join(f"BEGIN:VEVENT\n{entry.strip()}\nEND:VEVENT\n" for entry in entries)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{head}{parts}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def zone(name: str, observances: Iterable[str]) -> str:
    """Return a VTIMEZONE that is an hour ahead of UTC and then does what the observances say."""
    parts = "".join(
        f"BEGIN:STANDARD\n{one.strip()}\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\n"
        for one in observances
    )
    return f"BEGIN:VTIMEZONE\nTZID:{name}\n{parts}END:VTIMEZONE\n"


@dataclass(frozen=True)
class Cost:
    """What was read, and the seconds of computing it took."""

    reading: Reading
    cpu_s: float

    @property
    def codes(self) -> set[str]:
        return {note.code.value for note in self.reading.notes}

    @property
    def uids(self) -> list[str]:
        return [one.uid for one in self.reading.occurrences]


def measured(data: bytes, **options: object) -> Cost:
    """Read a calendar as the server does, in a child process."""
    before = _used()
    reading = read_calendar(data, WINDOW, **options)  # type: ignore[arg-type]
    return Cost(reading, _used() - before)


def _used() -> float:
    children, own = (resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
    return sum(one.ru_utime + one.ru_stime for one in (children, own))
