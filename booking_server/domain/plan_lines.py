"""What the lines of a year plan mean: columns by their German names, each line a wish or a reason why not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches

from booking_server.domain.uses import PURPOSE_WORDS, Purpose
from booking_server.domain.venues import Venue
from calendars.errors import AmbiguousLocalTime, NonexistentLocalTime
from calendars.local_time import from_local, say_date
from calendars.period import Period
from calendars.typed_days import read_clock, read_day, read_span

COLUMNS: dict[str, tuple[str, ...]] = {
    "hall": ("haus", "halle", "dgh", "gebäude", "objekt", "ort", "ortsteil"),
    "room": ("raum", "räume", "saal", "räumlichkeit"),
    "day": ("datum", "tag", "am", "datum von", "von datum", "beginn datum"),
    "last_day": ("datum bis", "bis datum", "enddatum", "ende datum", "letzter tag"),
    "start": ("von", "beginn", "start", "uhrzeit von", "von uhr", "anfang"),
    "end": ("bis", "ende", "uhrzeit bis", "bis uhr", "schluss"),
    "span": ("uhrzeit", "zeit", "zeitraum"),
    "occasion": ("anlass", "veranstaltung", "titel", "zweck", "was", "bezeichnung"),
    "purpose": ("art", "art der nutzung", "nutzungsart"),
    "name": (
        "name",
        "verantwortlich",
        "verantwortliche",
        "ansprechpartner",
        "veranstalter",
        "verein",
        "nutzer",
    ),
    "phone": ("telefon", "telefonnummer", "tel", "handy", "mobil"),
    "email": ("e-mail", "email", "mail", "e-mail-adresse"),
    "persons": ("personen", "personenzahl", "anzahl", "anzahl personen", "teilnehmer"),
    "public_title": ("öffentlich", "öffentlicher titel", "kalendertitel"),
}  # fmt: skip
TEMPLATE = (
    "Haus", "Raum", "Datum", "Von", "Bis", "Anlass", "Name", "Telefon", "E-Mail", "Personen",
)  # fmt: skip
HEAD_WITHIN = 10
"""The names of the columns stand in one of the first rows; a title may stand above them."""

_WHOLE = ("", "ganzes haus", "alles", "alle", "alle räume", "gesamt", "komplett")
_ROOM_SIGNS = re.compile(r"\s*(?:[,;+/&]|\bund\b)\s*", re.IGNORECASE)
_SEASON = re.compile(r"\s*\(?\b(sommerzeit|winterzeit)\b\)?", re.IGNORECASE)
_DAY = timedelta(days=1)
LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a line asks for."""

    venue: Venue
    period: Period
    space_slugs: tuple[str, ...]
    occasion: str
    purpose: Purpose
    name: str
    phone: str
    email: str
    persons: int
    public_title: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan by its number in the file: a wish, or what keeps it from being read."""

    number: int
    cells: Mapping[str, str]
    wish: Wish | None
    problems: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What stands in the cells, in one order wherever the line was kept meanwhile."""
        return " · ".join(self.cells[name] for name in COLUMNS if name in self.cells)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the names of the columns stand, which cell holds what, and names nobody understands."""

    at: int
    columns: tuple[str, ...]
    unknown: tuple[str, ...]


def read_head(rows: Sequence[tuple[str, ...]]) -> Head | None:
    """Return the row that names the columns: it has a day and something about time or occasion."""
    for at, cells in enumerate(rows[:HEAD_WITHIN]):
        named = tuple(_column(cell) for cell in cells)
        if "day" in named and {"start", "span", "occasion"} & set(named):
            first = tuple(name if name not in named[:index] else "" for index, name in enumerate(named))
            unknown = tuple(cell for cell, name in zip(cells, named, strict=True) if cell and not name)
            return Head(at, first, unknown)
    return None


def read_line(number: int, cells: Mapping[str, str], venues: Sequence[Venue], default: Venue) -> Line:
    """Return what one line means. Everything unreadable is named at once."""
    problems: list[str] = []
    venue = _venue(cells.get("hall", ""), venues, default, problems)
    slugs = _rooms(cells.get("room", ""), venue, problems) if venue else ()
    period = _period(cells, problems)
    persons = _persons(cells.get("persons", ""), problems)
    occasion = cells.get("occasion", "")
    if not occasion:
        problems.append("Der Anlass fehlt.")
    if problems or venue is None or period is None:
        return Line(number, cells, None, tuple(problems))
    wish = Wish(
        venue=venue,
        period=period,
        space_slugs=slugs,
        occasion=occasion,
        purpose=_purpose(cells.get("purpose", "")),
        name=cells.get("name", ""),
        phone=cells.get("phone", ""),
        email=cells.get("email", ""),
        persons=persons,
        public_title=cells.get("public_title", ""),
    )
    return Line(number, cells, wish)


def _column(cell: str) -> str:
    bare = " ".join(re.sub(r"[^\w\s-]", " ", cell.casefold()).split())
    return next((name for name, words in COLUMNS.items() if bare in words), "")


def _venue(text: str, venues: Sequence[Venue], default: Venue, problems: list[str]) -> Venue | None:
    wanted = text.casefold()
    if not wanted:
        return default
    found = [
        venue
        for venue in venues
        if wanted in (venue.slug, venue.name.casefold(), venue.name.casefold().removeprefix("dgh "))
    ]
    if len(found) == 1:
        return found[0]
    problems.append(_unknown_hall(text, venues) if not found else f"„{text}“ ist mehr als ein Haus.")
    return None


def _unknown_hall(text: str, venues: Sequence[Venue]) -> str:
    """Say that no hall is called that, and which name was probably meant."""
    names = {name: venue.name for venue in venues for name in (venue.name, venue.name.split()[-1])}
    near = get_close_matches(text, names, n=1, cutoff=0.75)
    return f"Das Haus „{text}“ gibt es hier nicht." + (f" Meinen Sie „{names[near[0]]}“?" if near else "")


def _rooms(text: str, venue: Venue, problems: list[str]) -> tuple[str, ...]:
    if text.casefold() in _WHOLE:
        return ()
    known = {name: space.slug for space in venue.spaces for name in (space.slug, space.name.casefold())}
    known |= {one.name.casefold(): one.slug for one in venue.regulation.bundles}
    if text.casefold() in known:
        return (known[text.casefold()],)
    wanted = [part for part in _ROOM_SIGNS.split(text) if part]
    unknown = [part for part in wanted if part.casefold() not in known]
    if unknown:
        names = ", ".join(space.name for space in venue.spaces)
        problems.append(f"Den Raum „{unknown[0]}“ gibt es hier nicht. Es gibt: {names}.")
        return ()
    slugs = tuple(dict.fromkeys(known[part.casefold()] for part in wanted))
    return () if len(slugs) == len(venue.spaces) else slugs


def _period(cells: Mapping[str, str], problems: list[str]) -> Period | None:
    day = _read_day(cells.get("day", ""), "Das Datum", problems)
    clocks = _clocks(cells, problems)
    last_text = cells.get("last_day", "")
    last = _read_day(last_text, "Das letzte Datum", problems) if last_text else None
    if day is None or clocks is None or (last_text and last is None):
        return None
    start_text, end_text = clocks
    start, end = read_clock(start_text[0]), read_clock(end_text[0])
    if start is None or end is None:
        return None
    if last is None:
        last = day + _DAY if end <= start else day
    elif end == time(0) and end_text[0].strip().startswith("24"):
        last += _DAY
    first = _instant(day, start, start_text[1], problems)
    until = _instant(last, end, end_text[1], problems)
    if first is None or until is None:
        return None
    if until <= first:
        problems.append("Das Ende liegt vor dem Beginn.")
        return None
    if until - first > LONGEST:
        problems.append("Das dauert länger als einen Monat und ist keine Buchung.")
        return None
    return Period(first, until)


def _clocks(
    cells: Mapping[str, str], problems: list[str]
) -> tuple[tuple[str, int | None], tuple[str, int | None]] | None:
    """Return start and end as text, each with its fold; from two cells, or from one with both."""
    for name in ("span", "start"):
        span = read_span(cells.get(name, ""))
        if span is not None:
            return ((f"{span[0]:%H:%M}", None), (f"{span[1]:%H:%M}", None))
    start, end = (
        _folded(cells.get(name, "") or cells.get(other, ""))
        for name, other in (("start", "span"), ("end", ""))
    )
    wrong = False
    for (text, _), what in ((start, "Der Beginn"), (end, "Das Ende")):
        if read_clock(text) is None:
            problems.append(f"{what} „{text}“ ist keine Uhrzeit." if text else f"{what} fehlt.")
            wrong = True
    return None if wrong else (start, end)


def _folded(text: str) -> tuple[str, int | None]:
    found = _SEASON.search(text)
    if found is None:
        return text, None
    return _SEASON.sub("", text).strip(), int(found[1].casefold() == "winterzeit")


def _read_day(text: str, what: str, problems: list[str]) -> date | None:
    day = read_day(text)
    if day is None:
        problems.append(f"{what} „{text}“ ist kein Datum mit Jahr." if text else f"{what} fehlt.")
    return day


def _instant(day: date, clock: time, fold: int | None, problems: list[str]) -> datetime | None:
    try:
        return from_local(datetime.combine(day, clock), fold=fold)
    except NonexistentLocalTime as error:
        problems.append(
            f"{clock:%H:%M} Uhr gibt es in der Nacht zum {say_date(day)} nicht: Die Uhren werden vorgestellt."
            f" Möglich ist es ab {error.next_valid:%H:%M} Uhr."
        )
    except AmbiguousLocalTime:
        problems.append(
            f"{clock:%H:%M} Uhr gibt es in der Nacht zum {say_date(day)} zweimal. Bitte schreiben Sie"
            f" „{clock:%H:%M} Sommerzeit“ oder „{clock:%H:%M} Winterzeit“."
        )
    return None


def _persons(text: str, problems: list[str]) -> int:
    """Return how many come; a plan that does not say it counts one."""
    found = re.fullmatch(r"(?:ca\.?\s*)?(\d{1,6})(?:\s*(?:personen|pers\.?))?", text.casefold())
    if text and found is None:
        problems.append(f"Die Personenzahl „{text}“ ist keine Zahl.")
    return int(found[1]) if found else 1


def _purpose(text: str) -> Purpose:
    wanted = text.casefold()
    return next(
        (code for code, words in PURPOSE_WORDS.items() if wanted in (code, words.casefold())), Purpose.OTHER
    )
