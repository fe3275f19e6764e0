"""The audit log of a municipality, for who may see it: who did what, where and when, and what they wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from booking_server.domain.audit_words import ACTORS, GROUPS
from booking_server.domain.errors import NotPermitted, TimeUnreadable
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.payees import municipality_of
from booking_server.storage.repositories.audit import TEXTS
from booking_server.storage.repositories.audit_reading import AuditQuery, Place
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period

DEED = Deed.SEE_AUDIT
PAGE = 50
FILE_PAGE, MOST_ROWS = 1000, 20_000
LONGEST = timedelta(days=366)
NOTHING = "-"
"""What no row is called: who looks for an unknown hall finds nothing, not everything."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: `group` is one of GROUPS, `hall` a slug, `actor` an id; empty is all."""

    town: str
    first: date
    last: date
    actor: str = ""
    group: str = ""
    hall: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One deed. `who` is empty for somebody who was erased; `thing` names the table of `subject`."""

    at: datetime
    number: int
    who: str
    action: str
    subject: str
    thing: str
    hall: str
    reason: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines, the number after which older ones go on, and what can be chosen."""

    town: Municipality
    towns: tuple[Municipality, ...]
    lines: tuple[Line, ...]
    older: int | None
    halls: tuple[Venue, ...]
    people: tuple[Person, ...]


def open_audit(house: House, person: Person, wanted: Wanted, after: int | None = None) -> AuditPage:
    """Return a page of the log, after a line by its number. Raises NotFound, NotPermitted, TimeUnreadable."""
    with house.reading() as uow:
        towns = _towns(uow, person)
        town = municipality_of(uow, person, DEED, wanted.town or towns[0].slug)
        halls = uow.venues.of_town(town.id)
        place = uow.audit_reading.place_of(after) if after is not None else None
        rows = uow.audit_reading.page(_query(wanted, town, halls), after=place, limit=PAGE + 1)
        return AuditPage(
            town,
            towns,
            _lines(uow, rows[:PAGE], halls),
            rows[PAGE - 1].id if len(rows) > PAGE else None,
            halls,
            uow.people.granted_in(town.id),
        )


@retried
def note_export(house: House, person: Person, wanted: Wanted) -> None:
    """Write down that the log is handed out as a file. Raises as open_audit()."""
    with house.unit_of_work() as uow:
        town = municipality_of(uow, person, DEED, wanted.town or _towns(uow, person)[0].slug)
        _query(wanted, town, uow.venues.of_town(town.id))
        days = {"first": wanted.first.isoformat(), "last": wanted.last.isoformat()}
        uow.audit.add(person.id, "audit_exported", town.id, municipality_id=town.id, **days)
        uow.commit()


def all_lines(house: House, person: Person, wanted: Wanted) -> Iterator[Line]:
    """Yield every line, a page at a time in a transaction of its own, 20 000 at most."""
    after: Place | None = None
    for _ in range(MOST_ROWS // FILE_PAGE):
        with house.reading() as uow:
            town = municipality_of(uow, person, DEED, wanted.town or _towns(uow, person)[0].slug)
            halls = uow.venues.of_town(town.id)
            rows = uow.audit_reading.page(_query(wanted, town, halls), after=after, limit=FILE_PAGE)
            lines = _lines(uow, rows, halls)
        yield from lines  # whoever fetches slowly holds no connection
        if len(rows) < FILE_PAGE:
            return
        after = (rows[-1].at, rows[-1].id)


def _towns(uow: UnitOfWork, person: Person) -> tuple[Municipality, ...]:
    found = tuple(one for one in uow.venues.municipalities() if person.may_everywhere(DEED, one.id))
    if not found:
        raise NotPermitted("Das Protokoll sieht, wer für die ganze Gemeinde zuständig ist.")
    return found


def _query(wanted: Wanted, town: Municipality, halls: tuple[Venue, ...]) -> AuditQuery:
    if wanted.last < wanted.first:
        raise TimeUnreadable("Der letzte Tag liegt vor dem ersten.", field="bis")
    if wanted.last - wanted.first > LONGEST:
        raise TimeUnreadable("Bitte wählen Sie höchstens ein Jahr.", field="bis")
    of_town = {venue.slug: venue.id for venue in halls}
    return AuditQuery(
        town.id,
        Period(local_time.day(wanted.first).start, local_time.day(wanted.last).end),
        wanted.actor,
        tuple(GROUPS.get(wanted.group, (NOTHING,))) if wanted.group else (),
        of_town.get(wanted.hall, NOTHING) if wanted.hall else None,
    )


def _lines(uow: UnitOfWork, rows: tuple[Any, ...], halls: tuple[Venue, ...]) -> tuple[Line, ...]:
    names = {venue.id: venue.name for venue in halls}
    things = uow.audit_reading.halls_of(sorted({name for row in rows for name in (row.subject, row.actor)}))
    things |= {venue.id: ("venues", venue.id) for venue in halls}
    actors = _actors(uow, rows, things)
    texts = uow.audit_reading.texts([key for row in rows for key in _text_ids(row.details)])
    return tuple(
        Line(
            row.at,
            row.id,
            actors.get(row.actor, ""),
            row.action,
            row.subject,
            things.get(row.subject, ("", ""))[0],
            names.get(things.get(row.subject, ("", ""))[1], ""),
            " ".join(texts[key] for key in _text_ids(row.details) if key in texts),
            {name: value for name, value in row.details.items() if name not in TEXTS},
        )
        for row in rows
    )


def _actors(uow: UnitOfWork, rows: tuple[Any, ...], things: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return what those are called who did something: people, programs with a key, doors."""
    people = {one.id: one.name for one in uow.people.several(sorted({row.actor for row in rows}))}
    towns = sorted({row.municipality_id for row in rows})
    programs = {key.actor: f"das Programm „{key.name}“" for key in uow.api_keys.of_towns(towns)}
    doors = {key: "die Tür" for key, (table, _) in things.items() if table == "doors"}
    return ACTORS | people | programs | doors


def _text_ids(details: dict[str, Any]) -> list[str]:
    return [told["text"] for name in TEXTS if isinstance(told := details.get(name), dict) and "text" in told]
