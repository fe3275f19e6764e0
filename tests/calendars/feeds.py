"""Calendars for tests: the nights of the clock changes, and texts that somebody might type."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from calendars.ical_event import CalendarEvent
from calendars.ical_write import write_calendar
from calendars.period import Period

NOW = datetime(2026, 9, 28, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
YEARS = range(2026, 2037)

HOSTILE_TEXTS = (
    'Fest; "laut", mit \\ und \\n',
    "Hochzeit\r\nATTENDEE:mailto:dieb@example.org",
    "eins\nzwei\rdrei\u2028vier\u0085fünf",
    "END:VEVENT\nBEGIN:VALARM",
    "🎉" * 40,
    "ä" * 200,
    "x" * 400,
    *("x" * length + "🎉ä€" for length in range(60, 75)),
    " mit Leerzeichen am Rand ",
    "Doppelpunkt: TZID=Europe/Berlin:20260101T000000",
)


def an_event(period: Period | None = None, **changes: Any) -> CalendarEvent:
    """Return an entry of two hours, unless told otherwise."""
    event = CalendarEvent(
        uid="c0ffee@example",
        period=period or Period(NOW + 24 * HOUR, NOW + 26 * HOUR),
        summary="belegt",
        created=NOW,
        last_modified=NOW,
    )
    return replace(event, **changes)


def written(events: Iterable[CalendarEvent], **changes: Any) -> bytes:
    """Return a whole calendar."""
    settings = {"prodid": "-//Dorfschlüssel//Test//DE", "refresh": HOUR} | changes
    return b"".join(write_calendar("DGH Benken", events, **settings))


def change_nights(years: Iterable[int] = YEARS) -> list[CalendarEvent]:
    """Return entries over every clock change: each quarter of an hour begins one that is short and
    one that lasts all night, and nights before and after do, too.
    """
    found = []
    for year in years:
        for month in (3, 10):
            midnight = datetime.combine(_last_sunday(year, month), datetime.min.time(), UTC)
            for quarter in range(-12, 20):
                start = midnight + quarter * timedelta(minutes=15)
                for hours in (1, 9):
                    uid = f"{start:%Y%m%d%H%M}-{hours}@example"
                    found.append(an_event(Period(start, start + hours * HOUR), uid=uid))
    return found


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() + 1) % 7)
