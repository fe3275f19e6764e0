"""Reading what programs send: every member is checked, and every mistake is named with its field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from flask import Request

from booking_server.domain.errors import RequestRefused, RuleBroken, TimeUnreadable
from calendars import local_time
from calendars.texts import on_one_line, one_line

YEARS = range(2000, 2101)
MOST_TEXTS = 50
LONGEST_PAIR = 200
A_MINUTE = timedelta(minutes=1)
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII | re.IGNORECASE
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)

T = TypeVar("T")


class MemberUnreadable(RuleBroken):
    """A member of the request has the form the description asks for."""

    code = "field-unreadable"


def json_object(request: Request) -> dict[str, Any] | None:
    """Return the JSON object a request carries; None when it carries none that can be read."""
    try:
        body = request.get_json(force=True, silent=True)
    except RecursionError:  # brackets in brackets in brackets
        return None
    return body if isinstance(body, dict) else None


class Members:
    """The members of one JSON object; mistakes are collected in `errors`, not raised one by one."""

    def __init__(self, body: Mapping[str, Any], path: str = "") -> None:
        self._body = body
        self._path = path
        self.errors: list[RuleBroken] = []

    def has(self, name: str) -> bool:
        """Whether a member is there, and not null."""
        return self._body.get(name) is not None

    def refuse(self) -> None:
        """Raise RequestRefused when any member could not be read."""
        if self.errors:
            raise RequestRefused(tuple(self.errors))

    def text(self, name: str) -> str:
        """Return a text on one line, empty when it is missing."""
        value = self._body.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            return self._mistake(name, "ein Text", "")
        return one_line(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty when it is missing; sent empty, it is a mistake."""
        value = self._body.get(name)
        if value is None:
            return ()
        fits = isinstance(value, list) and 0 < len(value) <= MOST_TEXTS
        if not fits or not all(isinstance(text, str) for text in value):
            return self._mistake(name, "eine Liste von Texten mit mindestens einem", ())
        return tuple(on_one_line(text) for text in value)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return the members of an object of texts, sorted; empty when it is missing."""
        value = self._body.get(name)
        if value is None:
            return ()
        fits = isinstance(value, dict) and len(value) <= MOST_TEXTS
        if not fits or not all(
            isinstance(text, str) and len(text) <= LONGEST_PAIR for text in value.values()
        ):
            return self._mistake(name, f"ein Objekt aus höchstens {MOST_TEXTS} kurzen Texten", ())
        return tuple(
            sorted((on_one_line(key)[:LONGEST_PAIR], on_one_line(text)) for key, text in value.items())
        )

    def objects(self, name: str, most: int) -> "tuple[Members, ...]":
        """Return a list of objects, empty when it is missing; their mistakes are collected here."""
        value = self._body.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > most or not all(isinstance(o, dict) for o in value):
            return self._mistake(name, f"eine Liste von höchstens {most} Objekten", ())
        found = tuple(Members(each, f"{self._path}{name}.") for each in value)
        for each in found:
            each.errors = self.errors
        return found

    def day(self, name: str) -> date:
        """Return a calendar day, "2026-10-02"; the first day of all when it is none."""
        value = self._body.get(name)
        fits = isinstance(value, str) and len(value) == len("2026-10-02")
        day = _parsed(value, date.fromisoformat) if isinstance(value, str) and fits else None
        if day is None or day.year not in YEARS:
            return self._mistake(name, "ein Tag, zum Beispiel 2026-10-02,", date(YEARS.start, 1, 1))
        return day

    def clock(self, name: str) -> time:
        """Return a time of day, "19:00"; midnight when it is none."""
        value = self._body.get(name)
        found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return self._mistake(name, "eine Uhrzeit, zum Beispiel 19:00,", time(0))
        return time(int(found[1]), int(found[2]))

    def one_of(self, name: str, words: Sequence[str], default: str = "") -> str:
        """Return one of some words; the first when it is none of them."""
        value = self._body.get(name, default)
        if value not in words:
            return self._mistake(name, f"eines davon: {', '.join(words)},", words[0])
        return str(value)

    def whole_number(self, name: str) -> int:
        """Return a whole number; 0 when it is missing."""
        value = self._body.get(name)
        if value is None:
            return 0
        if type(value) is not int or abs(value) > 10**9:
            return self._mistake(name, "eine ganze Zahl", 0)
        return value

    def truth(self, name: str) -> bool:
        """Return a truth value; false when it is missing."""
        value = self._body.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        return self._mistake(name, "true oder false", False)

    def maybe(self, name: str) -> bool | None:
        """Return a truth value; None when it is missing."""
        return self.truth(name) if self._body.get(name) is not None else None

    def members(self, name: str) -> "Members":
        """Return an object inside this one; its mistakes are collected here."""
        value = self._body.get(name)
        inner = Members(value if isinstance(value, dict) else {}, f"{name}.")
        inner.errors = self.errors
        if value is not None and not isinstance(value, dict):
            self._mistake(name, "ein Objekt", None)
        return inner

    def minute(self, name: str, *, up: bool = False) -> datetime | None:
        """Return an instant with its offset, at the whole minute before it, or after it with `up`."""
        value = self._body.get(name)
        try:
            return read_instant(value if isinstance(value, str) else "", name, up=up)
        except RuleBroken as error:
            self.errors.append(error)
            return None

    def _mistake(self, name: str, wanted: str, instead: T) -> T:
        field = self._path + name
        self.errors.append(MemberUnreadable(f"„{field}“ muss {wanted} sein.", field=field))
        return instead


def read_instant(text: str, field: str, *, up: bool = False) -> datetime:
    """Return the instant of an ISO 8601 time with offset, at a whole minute. Raises TimeUnreadable."""
    moment = _parsed(text, datetime.fromisoformat) if _INSTANT.fullmatch(text) else None
    if moment is None or moment.year not in YEARS:
        raise TimeUnreadable(
            f"„{field}“ muss eine Zeit mit Zeitzone sein, zum Beispiel 2026-10-02T19:00:00+02:00.",
            field=field,
        )
    whole = moment.astimezone(UTC).replace(second=0, microsecond=0)
    return whole + A_MINUTE if up and whole < moment else whole


def read_day_or_instant(text: str, field: str, *, end: bool = False) -> datetime:
    """Return an instant, or the beginning of a Berlin day, or its end. Raises TimeUnreadable."""
    day = _parsed(text, date.fromisoformat) if len(text) == len("2026-10-02") else None
    if day is None or day.year not in YEARS:
        return read_instant(text, field, up=end)
    whole_day = local_time.day(day)
    return whole_day.end if end else whole_day.start


def _parsed(text: str, parse: Callable[[str], T]) -> T | None:
    try:
        return parse(text.upper().replace(",", "."))
    except (ValueError, OverflowError):
        return None
