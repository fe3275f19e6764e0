"""MRBS from the CSV file of its page "Report", in German or English: for whoever has no way to the database.

A report has no numbers of bookings: room, beginning and title are by what one is known again. Its times are
those of the clock on the wall; one that the clock shows twice, or never, is named and left out.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from booking_server.domain.errors import PlanUnreadable
from booking_server.domain.imports import YEARS, ForeignEntry, ForeignRoom, ForeignSystem, ImportUnreadable
from booking_server.services.plans.plan_files import LARGEST, read_table
from calendars.errors import AmbiguousLocalTime, NonexistentLocalTime
from calendars.local_time import from_local
from calendars.period import Period
from calendars.typed_days import read_clock, read_day

COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("kurzbeschreibung", "brief description"),
    "area": ("bereich", "area"),
    "room": ("raum", "room"),
    "start": ("anfangsdatum", "startzeit", "start time", "start date"),
    "end": ("enddatum", "endzeit", "end time", "end date"),
    "maker": ("erstellt von", "created by"),
    "approval": ("genehmigungsstatus", "approval status"),
    "confirmation": ("bestätigungsstatus", "confirmation status"),
}
UNDECIDED = ("awaiting approval", "tentative", "wartet auf genehmigung", "vorläufig", "unter vorbehalt")
NEEDED = ("area", "room", "start", "end")
_DAY_AND_CLOCK = re.compile(
    r"\s+(?:um|at)\s+|,\s+(?=\d{1,2}[:.]\d\d)|\s+(?=\d{1,2}[:.]\d\d(?:\s|$))|T(?=\d\d:)"
)
_ENGLISH_DAY = re.compile(r"(?:[A-Za-z]+,\s+)?([A-Za-z]{3,9})\s+(\d{1,2}),\s+(\d{4})")
_ENGLISH_CLOCK = re.compile(r"(\d{1,2}):(\d\d)\s*([AaPp])\.?[Mm]\.?")
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


def read_report(path: Path, now: datetime) -> ForeignSystem:
    """Return rooms and coming bookings of a report. Raises ImportUnreadable with the line, OSError."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    try:
        rows = read_table(data)
    except PlanUnreadable as error:
        raise ImportUnreadable(error.message) from error
    head = _head(rows[0].cells) if rows else {}
    missing = [COLUMNS[name][0] for name in NEEDED if name not in head]
    if missing:
        raise ImportUnreadable(f"Zeile 1: In dieser Datei fehlt die Spalte „{missing[0]}“.")
    read = [
        _entry(row.number, {name: row.cells[at : at + 1] for name, at in head.items()}) for row in rows[1:]
    ]
    coming = tuple(one for one in read if one.period is None or one.period.end > now)
    rooms = dict.fromkeys(ForeignRoom(one.area, one.room) for one in read)
    return ForeignSystem(tuple(rooms), coming, len(read) - len(coming))


def _head(cells: Sequence[str]) -> dict[str, int]:
    bare = [" ".join(cell.casefold().rstrip(":").split()) for cell in cells]
    return {name: bare.index(word) for name, words in COLUMNS.items() for word in words if word in bare}


def _entry(number: int, cells: Mapping[str, Sequence[str]]) -> ForeignEntry:
    def text(name: str) -> str:
        return next(iter(cells.get(name, ())), "")

    start, wrong_start = _moment(text("start"), "Der Beginn")
    end, wrong_end = _moment(text("end"), "Das Ende")
    problems = [one for one in (wrong_start, wrong_end) if one]
    if start and end and end <= start:
        problems.append("Das Ende liegt vor dem Beginn.")
    if {text("approval").casefold(), text("confirmation").casefold()} & set(UNDECIDED):
        problems.append("Über die Buchung ist in MRBS noch nicht entschieden.")
    return ForeignEntry(
        external_id="\0".join((text("area"), text("room"), text("start"), text("title"))),
        place=f"Zeile {number}",
        area=text("area"),
        room=text("room"),
        title=text("title"),
        period=Period(start, end) if start and end and end > start else None,
        name=text("maker"),
        problem=" ".join(problems),
    )


def _moment(text: str, what: str) -> tuple[datetime | None, str]:
    """Return an instant, or why there is none."""
    parts = _DAY_AND_CLOCK.split(text, maxsplit=1)
    day = _day(parts[0])
    clock = _clock(parts[1]) if len(parts) == 2 else None
    if day is None or clock is None or day.year not in YEARS:
        return None, f"{what} „{text}“ ist nicht zu lesen."
    if clock == time(0) and parts[1].strip().startswith("24"):
        day += timedelta(days=1)
    try:
        return from_local(datetime.combine(day, clock)), ""
    except NonexistentLocalTime:
        return None, f"{what} „{text}“ gibt es nicht: Die Uhren werden vorgestellt."
    except AmbiguousLocalTime:
        return None, f"{what} „{text}“ gibt es zweimal. Nehmen Sie statt des Berichts eine Sicherung (.sql)."


def _day(text: str) -> date | None:
    found = _ENGLISH_DAY.fullmatch(text.strip())
    month = found[1][:3].casefold() if found else ""
    if found is None or month not in _MONTHS:
        return read_day(text)
    return read_day(f"{found[3]}-{_MONTHS.index(month) + 1}-{found[2]}")


def _clock(text: str) -> time | None:
    found = _ENGLISH_CLOCK.fullmatch(text.strip())
    if found is None:
        return read_clock(text)
    hour = int(found[1]) % 12 + (12 if found[3] in "pP" else 0)
    return read_clock(f"{hour}:{found[2]}")
