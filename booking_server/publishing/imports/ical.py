"""A hall's own bookings from an .ics file, read as those of clubs are: in a process that may be killed."""

from datetime import datetime, timedelta
from pathlib import Path

from booking_server.domain.foreign_words import note_words
from booking_server.domain.imports import ForeignEntry, ForeignSystem, ImportUnreadable
from calendars.period import Period
from calendars.reading.process import LARGEST, read_calendar
from calendars.reading.report import NOT_READ, Note, Reading

AHEAD = timedelta(days=3 * 366)


def read_file(path: Path, now: datetime, area: str) -> ForeignSystem:
    """Return the times to come of a calendar as bookings of one place. Raises ImportUnreadable, OSError.

    A repeated entry comes as its single dates. A calendar that can only be read in part is refused.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    reading = read_calendar(data, Period(now, now + AHEAD))
    if not reading.is_whole or not reading.entries:
        code = next((note.code.value for note in reading.notes), "no-entries")
        raise ImportUnreadable(f"{note_words(code)} Es wurde nichts übernommen.")
    return _system(reading, area)


def _system(reading: Reading, area: str) -> ForeignSystem:
    entries = [
        ForeignEntry(
            external_id=one.key,
            place=f"„{one.summary}“",
            area=area,
            room="",
            title=one.summary,
            period=one.period,
            problem="Der Eintrag ist dort nur vorläufig." if one.is_tentative else "",
        )
        for one in reading.occurrences
    ]
    entries += [_unread(note, area) for note in reading.notes if note.code in NOT_READ]
    notes = tuple(_said(note) for note in reading.notes if note.code not in NOT_READ)
    return ForeignSystem((), tuple(entries), notes=notes)


def _unread(note: Note, area: str) -> ForeignEntry:
    name = note.summary or f"Eintrag {note.number}"
    return ForeignEntry(
        external_id=f"unread {note.number} {note.uid}",
        place=f"„{name}“",
        area=area,
        room="",
        title=note.summary,
        period=None,
        problem=note_words(note.code.value),
    )


def _said(note: Note) -> str:
    what = f"„{note.summary}“: " if note.summary else ""
    return f"{what}{note_words(note.code.value)}"
