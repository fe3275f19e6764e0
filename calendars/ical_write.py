"""Writing iCalendar (RFC 5545, RFC 7986): what a calendar program reads to the instants we mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from calendars.errors import NaiveTime
from calendars.ical_text import clock_time, content_lines, duration, fold, text, uri, utc_time
from calendars.local_time import BERLIN, is_repeated, to_local
from calendars.period import Period
from calendars.vtimezone import COVERED_SINCE, vtimezone

CHUNK = 16 * 1024
"""Octets gathered before they are handed on: fewer, larger writes."""


class EventStatus(StrEnum):
    """STATUS of an event."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Classification(StrEnum):
    """CLASS: how much a calendar program may show to others."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"
    CONFIDENTIAL = "CONFIDENTIAL"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One entry of a calendar.

    `uid` never changes; `sequence` grows with every change a reader must notice. `transparent`
    entries take no time. Raises NaiveTime for times without a zone.
    """

    uid: str
    period: Period
    summary: str
    created: datetime
    last_modified: datetime
    sequence: int = 0
    status: EventStatus = EventStatus.CONFIRMED
    description: str = ""
    location: str = ""
    url: str = ""
    transparent: bool = False
    classification: Classification = Classification.PUBLIC

    def __post_init__(self) -> None:
        if self.created.tzinfo is None or self.last_modified.tzinfo is None:
            raise NaiveTime("an event needs aware times")


def write_calendar(
    name: str,
    events: Iterable[CalendarEvent],
    *,
    prodid: str,
    refresh: timedelta,
    description: str = "",
    color: str = "",
) -> Iterator[bytes]:
    """Yield a calendar in pieces of some kilobytes; memory does not grow with the events.

    `refresh` is how often a subscriber should look again, `color` a CSS3 colour name. Events are
    asked for while the calendar is read.
    """
    gathered = [_head(name, prodid, refresh, description, color)]
    size = len(gathered[0])
    for event in events:
        octets = write_event(event)
        gathered.append(octets)
        size += len(octets)
        if size >= CHUNK:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join([*gathered, b"END:VCALENDAR\r\n"])


def write_event(event: CalendarEvent) -> bytes:
    """Return one VEVENT."""
    changed = utc_time(event.last_modified)
    lines = [
        "BEGIN:VEVENT",
        fold(f"UID:{text(event.uid)}"),
        f"DTSTAMP:{changed}",  # without METHOD it says when the entry last changed (3.8.7.2)
        *_times(event.period),
        fold(f"SUMMARY:{text(event.summary)}"),
        f"STATUS:{event.status}",
        f"SEQUENCE:{event.sequence}",
        f"CREATED:{utc_time(event.created)}",
        f"LAST-MODIFIED:{changed}",
        f"TRANSP:{'TRANSPARENT' if event.transparent else 'OPAQUE'}",
        f"CLASS:{event.classification}",
    ]
    if event.location:
        lines.append(fold(f"LOCATION:{text(event.location)}"))
    if event.description:
        lines.append(fold(f"DESCRIPTION:{text(event.description)}"))
    if event.url:
        lines.append(fold(f"URL:{uri(event.url)}"))
    return content_lines(*lines, "END:VEVENT")


def _times(period: Period) -> tuple[str, str]:
    """Return DTSTART and DTEND: Berlin time, so that people see it so in every zone they travel to.

    RFC 5545 reads a repeated local time as its first pass (3.3.5), and there is no way to name the
    second: an event with an end in the repeated hour of autumn is written in UTC.
    """
    start, end = to_local(period.start), to_local(period.end)
    if is_repeated(start) or is_repeated(end) or period.start < COVERED_SINCE:
        return f"DTSTART:{utc_time(start)}", f"DTEND:{utc_time(end)}"
    zone = f"TZID={BERLIN.key}"
    return f"DTSTART;{zone}:{clock_time(start)}", f"DTEND;{zone}:{clock_time(end)}"


def _head(name: str, prodid: str, refresh: timedelta, description: str, color: str) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{text(prodid)}",
        "CALSCALE:GREGORIAN",
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{duration(refresh)}",
        f"X-PUBLISHED-TTL:{duration(refresh)}",
    ]
    if description:
        lines += [f"DESCRIPTION:{text(description)}", f"X-WR-CALDESC:{text(description)}"]
    if color:
        lines.append(f"COLOR:{text(color)}")
    return content_lines(*map(fold, lines)) + vtimezone(BERLIN)
