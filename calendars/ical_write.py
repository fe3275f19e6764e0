"""Writing iCalendar (RFC 5545, RFC 7986): what a calendar program reads to the instants we mean."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from calendars.ical_event import CalendarEvent, write_event
from calendars.ical_text import content_lines, duration, fold, text
from calendars.local_time import BERLIN
from calendars.vtimezone import vtimezone

CHUNK = 16 * 1024
"""Octets gathered before they are handed on: fewer, larger writes."""


class Method(StrEnum):
    """What whoever gets a calendar by mail is to do with it (RFC 5546, 3.2)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


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
    gathered = [_head(prodid, _about(name, refresh, description, color))]
    size = len(gathered[0])
    for event in events:
        octets = write_event(event)
        gathered.append(octets)
        size += len(octets)
        if size >= CHUNK:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join([*gathered, b"END:VCALENDAR\r\n"])


def write_object(events: Iterable[CalendarEvent], *, prodid: str) -> bytes:
    """Return one entry with the dates that differ from it, as CalDAV serves it (RFC 4791, 4.1)."""
    return b"".join([_head(prodid, []), *map(write_event, events), b"END:VCALENDAR\r\n"])


def write_invitation(
    events: Iterable[CalendarEvent], *, method: Method, prodid: str, sent_at: datetime
) -> bytes:
    """Return what a mail carries so that a calendar program enters, updates or removes an entry."""
    written = (write_event(event, stamp=sent_at) for event in events)
    return b"".join([_head(prodid, [f"METHOD:{method}"]), *written, b"END:VCALENDAR\r\n"])


def _about(name: str, refresh: timedelta, description: str, color: str) -> list[str]:
    lines = [
        f"NAME:{text(name)}",
        f"X-WR-CALNAME:{text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{duration(refresh)}",
        f"X-PUBLISHED-TTL:{duration(refresh)}",
    ]
    if description:
        lines += [f"DESCRIPTION:{text(description)}", f"X-WR-CALDESC:{text(description)}"]
    if color:
        lines.append(f"COLOR:{text(color)}")
    return lines


def _head(prodid: str, more: list[str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{text(prodid)}", "CALSCALE:GREGORIAN", *more]
    return content_lines(*map(fold, lines)) + vtimezone(BERLIN)
