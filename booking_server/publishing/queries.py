"""Reading what stands behind the question mark: every parameter is checked, every mistake is named.

A list is read page by page: `limit` and `cursor` in, `items` and `next` out, and the same address as a Link.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, request

from booking_server.domain.errors import RequestRefused, RuleBroken
from booking_server.publishing.api_frame import PRIVATE, as_json
from booking_server.publishing.json_input import MemberUnreadable, read_day_or_instant

DEFAULT_LIMIT, MOST = 50, 200
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_KEY = re.compile(r"[0-9a-f]{8,32}")
_LAST = re.compile(r"[0-9a-z:-]{1,80}")
"""What stands behind the moment in a cursor of ours: an id, a name, a place in a journal."""

T = TypeVar("T")
Mark = tuple[datetime, str]
"""Where a page ended: a moment and an id."""


class Query:
    """The parameters of one request; mistakes are collected in `errors`, not raised one by one.

    A parameter that the route does not have is a mistake, too: it would be taken for a filter.
    """

    def __init__(self, *names: str) -> None:
        self._given = request.args
        self.errors: list[RuleBroken] = []
        for name in self._given:
            if name not in names:
                self._mistake(
                    name[:40], f"ist kein Parameter hier; es gibt: {', '.join(names) or 'keine'}", None
                )
            elif len(self._given.getlist(name)) > 1:
                self._mistake(name, "darf nur einmal vorkommen", None)

    def limit(self, default: int = DEFAULT_LIMIT) -> int:
        """Return how many items a page has at most."""
        value = self._given.get("limit")
        if value is None:
            return default
        number = int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else 0
        if not 0 < number <= MOST:
            return self._mistake("limit", f"muss eine Zahl von 1 bis {MOST} sein", default)
        return number

    def cursor(self) -> Mark | None:
        """Return where the page before ended; None for the first page."""
        value = self._given.get("cursor")
        return None if value is None else self._read_cursor(value)

    def slug(self, name: str) -> str:
        """Return a readable name, empty when it is missing."""
        return self._matching(name, _SLUG, "ein Name wie dgh-benken")

    def key(self, name: str) -> str:
        """Return an id, empty when it is missing."""
        return self._matching(name, _KEY, "eine Nummer wie 0123456789abcdef")

    def moment(self, name: str, *, end: bool = False) -> datetime | None:
        """Return an instant, or the beginning of a Berlin day, or its end; None when it is missing."""
        value = self._given.get(name)
        if value is None:
            return None
        try:
            return read_day_or_instant(value, name, end=end)
        except RuleBroken as error:
            self.errors.append(error)
            return None

    def one_of(self, name: str, words: Sequence[str]) -> str:
        """Return one of some words, empty when it is missing."""
        value = self._given.get(name)
        if value is None or value in words:
            return value or ""
        return self._mistake(name, f"muss eines davon sein: {', '.join(words)}", "")

    def number(self, name: str, most: int) -> int:
        """Return a whole number from 1, 0 when it is missing."""
        value = self._given.get(name)
        if value is None:
            return 0
        number = int(value) if value.isascii() and value.isdecimal() and len(value) < 8 else 0
        return number if 0 < number <= most else self._mistake(name, f"muss von 1 bis {most} sein", 0)

    def refuse(self) -> None:
        """Raise RequestRefused when any parameter could not be read."""
        if self.errors:
            raise RequestRefused(tuple(self.errors))

    def _matching(self, name: str, form: re.Pattern[str], wanted: str) -> str:
        value = self._given.get(name)
        if value is None or form.fullmatch(value):
            return value or ""
        return self._mistake(name, f"muss {wanted} sein", "")

    def _read_cursor(self, value: str) -> Mark | None:
        try:
            padded = value + "=" * (-len(value) % 4)
            read = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
            moment, last = datetime.fromisoformat(read[0]), read[1]
            if len(read) == 2 and moment.tzinfo is not None and _LAST.fullmatch(last):
                return moment.astimezone(UTC), last
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, binascii.Error):
            pass
        return self._mistake("cursor", "muss das „next“ der Seite davor sein", None)

    def _mistake(self, name: str, wanted: str, instead: T) -> T:
        self.errors.append(MemberUnreadable(f"„{name}“ {wanted}.", field=name))
        return instead


def cursor_after(moment: datetime, last: str) -> str:
    """Return by which the page after an item is asked for."""
    told = json.dumps([moment.isoformat(), last]).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def as_page(items: list[dict[str, Any]], after: str | None, *, cache: str = PRIVATE) -> Response:
    """Return a page of a list; `after` leads to the next one, None when this is the last."""
    answer = as_json({"items": items, "next": after}, cache=cache)
    if after is not None:
        given = {**request.args.to_dict(), "cursor": after}
        answer.headers["Link"] = f'<{request.path}?{urlencode(given)}>; rel="next"'
    return answer
