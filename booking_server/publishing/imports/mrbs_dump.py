"""MRBS (Meeting Room Booking System) from a dump of its MySQL database, versions 1.4 to 1.12.

Every date of a repeated booking is a row of its own there. Times are seconds since 1970 in UTC, so that no
night of a clock change is in doubt. Of people only who made a booking is read, and of participants how
many there are; passwords, sessions and descriptions stay where they are.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from booking_server.domain.imports import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_TITLE,
    MOST_ENTRIES,
    MOST_ROOMS,
    ForeignEntry,
    ForeignRoom,
    ForeignSystem,
    ImportUnreadable,
    is_thinkable,
)
from booking_server.domain.texts import one_line
from booking_server.publishing.imports.sql_dump import Row, rows_of_file
from calendars.period import Period

COLUMNS = {
    "area": frozenset({"id", "area_name", "enable_periods"}),
    "room": frozenset({"id", "area_id", "room_name", "capacity"}),
    "entry": frozenset({"id", "start_time", "end_time", "room_id", "create_by", "name", "status"}),
    "participants": frozenset({"entry_id"}),
    "users": frozenset({"name", "display_name", "email"}),
}
NEEDED = ("area", "room", "entry")
AWAITS_APPROVAL, TENTATIVE = 2, 4
MOST_USERS = 20_000
_DIGITS = 12
LONGEST_NUMBER = 24
LONGEST = {
    "name": LONGEST_TITLE,
    "create_by": LONGEST_NAME,
    "display_name": LONGEST_NAME,
    "email": LONGEST_EMAIL,
    "area_name": LONGEST_NAME,
    "room_name": LONGEST_NAME,
}
"""Characters kept of a column; of a number a few."""


@dataclass
class Tables:
    """What is kept of the rows: of bookings only those that are not over."""

    areas: dict[str, tuple[str, bool]] = field(default_factory=dict)
    rooms: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    entries: dict[str, Row] = field(default_factory=dict)
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    guests: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    past: int = 0


def read_dump(path: Path, now: datetime, *, prefix: str = "mrbs_") -> ForeignSystem:
    """Return rooms and coming bookings of a dump. Raises ImportUnreadable with the line, OSError."""
    wanted = {prefix + name: columns for name, columns in COLUMNS.items()}
    kept = Tables()
    for row in rows_of_file(path, wanted):
        _keep(kept, row, row.table.removeprefix(prefix), now)
    missing = [prefix + name for name in NEEDED if name not in kept.seen]
    if missing:
        raise ImportUnreadable(
            f"In der Datei stehen keine Zeilen der Tabelle „{missing[0]}“. Heißen die Tabellen anders, nennen"
            " Sie ihren Anfang mit --prefix."
        )
    rooms = tuple(
        ForeignRoom(_area(kept, area)[0], name, capacity) for area, name, capacity in kept.rooms.values()
    )
    entries = tuple(_entry(kept, row) for row in kept.entries.values())
    return ForeignSystem(rooms, entries, kept.past)


def _keep(kept: Tables, row: Row, table: str, now: datetime) -> None:
    kept.seen.add(table)
    cells = row.cells
    key = _text(row, "id")
    if table == "area":
        kept.areas[key] = (_text(row, "area_name"), _text(row, "enable_periods") == "1")
    elif table == "room":
        kept.rooms[key] = (
            _text(row, "area_id"),
            _text(row, "room_name"),
            _number(cells.get("capacity")) or 0,
        )
    elif table == "entry":
        _keep_entry(kept, row, key, now)
    elif table == "users" and len(kept.people) < MOST_USERS:
        login = _text(row, "name")[:LONGEST_NAME]
        kept.people[login] = (_text(row, "display_name"), _address(_text(row, "email")))
    elif table == "participants" and _text(row, "entry_id") in kept.entries:
        kept.guests[_text(row, "entry_id")] += 1
    if len(kept.rooms) > MOST_ROOMS or len(kept.areas) > MOST_ROOMS:
        raise ImportUnreadable(f"Zeile {row.line}: Mehr als {MOST_ROOMS} Räume lesen wir nicht.")


def _keep_entry(kept: Tables, row: Row, key: str, now: datetime) -> None:
    end = _number(row.cells.get("end_time"))
    if end is not None and end <= now.timestamp():
        kept.past += 1
        return
    if key in kept.entries:
        raise ImportUnreadable(f"Zeile {row.line}: Die Buchung {key} steht zweimal in der Datei.")
    kept.entries[key] = Row("", row.line, {name: _text(row, name) for name in row.cells})
    if len(kept.entries) > MOST_ENTRIES:
        raise ImportUnreadable(
            f"Zeile {row.line}: Mehr als {MOST_ENTRIES} kommende Buchungen lesen wir nicht."
        )


def _entry(kept: Tables, row: Row) -> ForeignEntry:
    key = _text(row, "id")
    area_id, room, _ = kept.rooms.get(_text(row, "room_id"), ("", "", 0))
    area, counts_periods = _area(kept, area_id)
    period = _period(row)
    maker = _text(row, "create_by")
    name, email = kept.people.get(maker, ("", ""))
    problems = _problems(row, room=room, counts_periods=counts_periods, has_time=period is not None)
    return ForeignEntry(
        external_id=key,
        place=f"Buchung {key} (Zeile {row.line})",
        area=area,
        room=room,
        title=_text(row, "name"),
        period=period,
        name=name or maker,
        email=email,
        persons=max(1, kept.guests[key]),
        problem=" ".join(problems),
    )


def _problems(row: Row, *, room: str, counts_periods: bool, has_time: bool) -> Iterator[str]:
    status = _number(row.cells.get("status")) or 0
    if not room:
        yield "Den Raum dieser Buchung gibt es in der Datei nicht."
    if counts_periods:
        yield "Dieser Bereich rechnet in MRBS mit Stunden eines Stundenplans, nicht mit Uhrzeiten."
    elif not has_time:
        yield "Beginn oder Ende ist nicht zu lesen."
    if status & AWAITS_APPROVAL:
        yield "Die Buchung wartet in MRBS noch auf eine Genehmigung."
    if status & TENTATIVE:
        yield "Die Buchung ist in MRBS nur vorläufig."


def _period(row: Row) -> Period | None:
    start, end = (_number(row.cells.get(name)) for name in ("start_time", "end_time"))
    if start is None or end is None or end <= start:
        return None
    try:
        period = Period(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
    except (ValueError, OverflowError, OSError):
        return None
    return period if is_thinkable(period) else None


def _area(kept: Tables, key: str) -> tuple[str, bool]:
    return kept.areas.get(key, ("", False))


def _text(row: Row, column: str) -> str:
    return one_line((row.cells.get(column) or "")[: LONGEST.get(column, LONGEST_NUMBER)])


def _address(text: str) -> str:
    """Return the first of the addresses that MRBS lets stand in one field."""
    return re.split(r"[,;\s]", text, maxsplit=1)[0]


def _number(text: str | None) -> int | None:
    """Return a whole number; None for what is none, and for one no column of theirs holds."""
    fits = text is not None and len(text) <= _DIGITS and text.removeprefix("-").isascii()
    return int(text) if text is not None and fits and text.removeprefix("-").isdecimal() else None
