"""What a list of uses says of each of them, column by column."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from booking_server.domain.bookings import STATUS_WORDS
from booking_server.domain.calendar_uses import CalendarUse
from booking_server.domain.series import WEEKDAY_NAMES
from booking_server.domain.venues import Venue
from booking_server.services.plans.calendar_entries import public_title, rooms_of
from calendars.local_time import local_date, to_local

Cell = str | int | date | time

_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@＝＋－＠]|[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the name its form field has, its heading, its width in characters, what stands in it.

    `is_private` columns tell of people: only who looks after the hall gets them.
    """

    code: str
    heading: str
    width: int
    cell: Callable[[CalendarUse, Venue], Cell]
    is_private: bool = False


COLUMNS = (
    Column("tag", "Tag", 12, lambda use, _: local_date(use.period.start)),
    Column("wochentag", "Wochentag", 11, lambda use, _: _weekday(use)),
    Column("beginn", "Beginn", 9, lambda use, _: _clock(use, ends=False)),
    Column("endet", "Endet am", 12, lambda use, _: local_date(use.period.end)),
    Column("ende", "Ende", 9, lambda use, _: _clock(use, ends=True)),
    Column("haus", "Haus", 28, lambda _, venue: venue.name),
    Column("raeume", "Räume", 24, lambda use, venue: rooms_of(venue, use.space_ids)),
    Column("belegung", "Belegung", 34, lambda use, _: public_title(use)),
    Column("stand", "Stand", 12, lambda use, _: STATUS_WORDS[use.status], is_private=True),
    Column("anlass", "Anlass", 34, lambda use, _: use.occasion, is_private=True),
    Column("name", "Verantwortlich", 26, lambda use, _: use.organizer.name, is_private=True),
    Column("telefon", "Telefon", 18, lambda use, _: use.organizer.phone, is_private=True),
    Column("email", "E-Mail", 30, lambda use, _: use.organizer.email, is_private=True),
    Column("personen", "Personen", 10, lambda use, _: use.persons, is_private=True),
)
PUBLIC = tuple(column for column in COLUMNS if not column.is_private)


def harmless(text: str) -> str:
    """Return a text no spreadsheet takes for a formula: one that looks like it begins with an apostrophe.

    It would be reckoned at whoever opens the file, and could send what else stands in it somewhere.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def chosen(codes: list[str]) -> tuple[Column, ...]:
    """Return the columns somebody ticked, in their order; all where none was."""
    found = tuple(column for column in COLUMNS if column.code in codes)
    return found or COLUMNS


def _weekday(use: CalendarUse) -> str:
    return WEEKDAY_NAMES[local_date(use.period.start).weekday()]


def _clock(use: CalendarUse, *, ends: bool) -> time:
    return to_local(use.period.end if ends else use.period.start).time().replace(second=0, microsecond=0)
