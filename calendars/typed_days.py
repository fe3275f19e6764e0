"""Days and times as they stand in tables people keep: many spellings, one meaning, or none at all."""

import re
from datetime import date, datetime, time, timedelta

from calendars.local_time import MONTHS

YEARS = range(2000, 2101)
_EXCEL_EPOCH = date(1899, 12, 30)
_WEEKDAY = r"(?:(?:mo|di|mi|do|fr|sa|so)[a-zäöü]*\.?,?\s*)?"
_GERMAN = re.compile(_WEEKDAY + r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_WORDS = re.compile(_WEEKDAY + r"(\d{1,2})\.\s?([a-zäöü]{3,9})\.?\s(\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?:[:.]\d{2})?)?(?:\s?(?:uhr|h))?", re.IGNORECASE)
_FOUR = re.compile(r"(\d{2})(\d{2})")
_SPAN = re.compile(r"\s*(?:-|–|—|bis)\s*", re.IGNORECASE)


def read_day(text: str) -> date | None:
    """Return the day in "2.10.2026", "Fr., 02.10.26", "2026-10-02", "2. Oktober 2026", "46297"; else None.

    A day without a year is no day: nobody can tell which one is meant.
    """
    text = text.strip()
    if found := _GERMAN.fullmatch(text):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _WORDS.fullmatch(text):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if _SERIAL.fullmatch(text):
        day = _EXCEL_EPOCH + timedelta(days=int(text.partition(".")[0]))
        return day if day.year in YEARS else None
    return None


def read_clock(text: str) -> time | None:
    """Return the time in "19:00", "19.00 Uhr", "19 h", "1900", "24:00" (midnight), "0,75"; else None."""
    text = text.strip()
    if re.fullmatch(r"24(?:[:.]00)?(?:\s?uhr)?", text, re.IGNORECASE):
        return time(0)
    if re.fullmatch(r"0[.,]\d{3,20}|0[.,](?:25|5|75)", text):
        minutes = round(float(text.replace(",", ".")) * 24 * 60)
        return time(minutes // 60, minutes % 60) if minutes < 24 * 60 else None
    found = _CLOCK.fullmatch(text) or _FOUR.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


def read_span(text: str) -> tuple[time, time] | None:
    """Return both times in "19:00 - 21:00", "19 bis 21 Uhr"; None when it is not two times."""
    parts = _SPAN.split(text.strip())
    if len(parts) != 2:
        return None
    start, end = (read_clock(part) for part in parts)
    return (start, end) if start is not None and end is not None else None


def spell(value: object) -> str:
    """Return a cell of a table as text, dates and times in a spelling that reads back."""
    match value:
        case None:
            text = ""
        case datetime():
            text = f"{value:%Y-%m-%d}" if value.time() == time(0) else f"{value:%Y-%m-%d %H:%M}"
        case date():
            text = value.isoformat()
        case time():
            text = f"{value:%H:%M}"
        case timedelta():
            minutes = int(value.total_seconds() // 60)
            text = f"{minutes // 60:02d}:{minutes % 60:02d}"
        case float() if value.is_integer():
            text = str(int(value))
        case _:
            text = str(value)
    return text


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _year(text: str | None) -> int:
    if text is None:
        return 0
    return int(text) + 2000 if len(text) == 2 else int(text)


def _month(name: str) -> int:
    short = name.casefold()[:3]
    return next((at for at, full in enumerate(MONTHS, 1) if full.casefold()[:3] == short), 0)
