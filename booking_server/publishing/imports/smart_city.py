"""Smart City Booking: what its public routes tell of bookables and when they are taken, never by whom.

`/api/<tenant>/bookables/public` and `/api/<tenant>/calendar/occupancy`, from a server or from saved files.
Times are milliseconds since 1970. What the platform does not call public, a room or a place is left out.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from booking_server.domain.foreign_words import failure_words
from booking_server.domain.imports import MOST_ENTRIES, MOST_ROOMS, YEARS, ImportUnreadable
from booking_server.domain.taken_elsewhere import Bookable, Elsewhere
from booking_server.domain.texts import one_line
from calendars.errors import PeriodReversed
from calendars.fetching.errors import FetchError
from calendars.fetching.exchange import Network
from calendars.fetching.feeds import fetch
from calendars.period import Period

ROOMS = frozenset({"room", "event-location"})
LARGEST = 2 * 1024 * 1024
LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Answers:
    """What the two routes answered."""

    bookables: bytes
    occupancy: bytes


def ask(base: str, tenant: str, network: Network) -> Answers:
    """Ask a server, under the guard that keeps our own network out of reach. Raises ImportUnreadable."""
    start = f"{base.rstrip('/')}/api/{quote(tenant, safe='')}"
    return Answers(
        _fetched(f"{start}/bookables/public", network), _fetched(f"{start}/calendar/occupancy", network)
    )


def from_files(bookables: Path, occupancy: Path) -> Answers:
    """Read what was saved. Raises OSError."""
    return Answers(_head_of(bookables), _head_of(occupancy))


def read(answers: Answers, now: datetime) -> Elsewhere:
    """Return the rooms with their times to come. Raises ImportUnreadable."""
    told = _list(answers.bookables, "Die Liste der Räume")
    taken = _list(answers.occupancy, "Die Liste der Belegungen")
    if len(told) > MOST_ROOMS or len(taken) > MOST_ENTRIES:
        raise ImportUnreadable(f"Mehr als {MOST_ROOMS} Räume oder {MOST_ENTRIES} Zeiten lesen wir nicht.")
    notes: list[str] = []
    times: dict[str, set[Period]] = {}
    past = 0
    for key, period in _times(taken, notes):
        if period.end <= now:
            past += 1
        else:
            times.setdefault(key, set()).add(period)
    return Elsewhere(tuple(_bookables(told, times, notes)), past, tuple(notes))


def _bookables(told: list[Any], times: Mapping[str, set[Period]], notes: list[str]) -> Iterator[Bookable]:
    seen: set[str] = set()
    for number, one in enumerate(told, 1):
        key, title = _text(one, "id"), _text(one, "title")
        if not key or not title or key in seen:
            notes.append(f"Raum {number}: Kennung oder Titel fehlt oder kommt zweimal vor.")
        elif one.get("isPublic") is not True or one.get("type") not in ROOMS:
            notes.append(f"„{title}“ ist dort kein öffentlicher Raum und bleibt dort.")
        else:
            seen.add(key)
            yield Bookable(key, title, _address(one.get("location")), tuple(sorted(times.get(key, ()))))


def _times(taken: list[Any], notes: list[str]) -> Iterator[tuple[str, Period]]:
    for number, one in enumerate(taken, 1):
        key = _text(one, "bookableId")
        start, end = (_instant(one, name) for name in ("timeBegin", "timeEnd"))
        try:
            if not key or start is None or end is None:
                raise PeriodReversed("")
            yield key, Period(start, end)
        except PeriodReversed:
            notes.append(f"Belegung {number}: Beginn oder Ende ist nicht zu lesen.")


def _fetched(url: str, network: Network) -> bytes:
    try:
        return fetch(url, network=network).body or b""
    except FetchError as error:
        said = failure_words(error.code, error.fact).replace("Der Kalender", "Die Antwort")
        raise ImportUnreadable(said.replace("den Kalender", "die Antwort")) from error


def _head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _list(data: bytes, what: str) -> list[Any]:
    if len(data) > LARGEST:
        raise ImportUnreadable(f"{what} ist größer als 2 MB.")
    try:
        read_ = json.loads(data)
    except (ValueError, RecursionError):
        read_ = None
    if not isinstance(read_, list) or not all(isinstance(one, dict) for one in read_):
        raise ImportUnreadable(f"{what} ist keine JSON-Liste, wie Smart City Booking sie gibt.")
    return read_


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    return one_line(value[:LONGEST_ID]) if isinstance(value, str) else ""


def _address(location: object) -> str:
    """Return an address: newer versions give a place found on a map, older ones a text."""
    if isinstance(location, dict):
        return _text(location, "display_address") or _text(location, "display_name")
    return _text({"location": location}, "location")


def _instant(one: Mapping[str, Any], name: str) -> datetime | None:
    value = one.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.year in YEARS else None
