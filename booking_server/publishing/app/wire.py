"""One request to the app's server: bounded in time and size, and only to where the guard lets it go."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booking_server.publishing.app.errors import AppAway
from booking_server.services.foundation.house import House
from booking_server.services.partners.app_accounts import app_target
from calendars.fetching.errors import FetchError
from calendars.fetching.exchange import Answer, Limits, send
from calendars.fetching.guard import find, find_named
from calendars.fetching.targets import Target

LIMITS = Limits(connect_s=5.0, read_s=10.0, total_s=15.0, largest=1024 * 1024)
TRANSIENT = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Wire:
    """The way to one app server; redirects are not followed."""

    house: House
    base: str
    limits: Limits = LIMITS

    def ask(self, path: str, *, body: bytes = b"", fields: Mapping[str, str] | None = None) -> Answer:
        """Send a request and return whatever is answered, but for its own trouble. Raises AppAway."""
        try:
            target = app_target(self.house, self.base.rstrip("/") + path)
            answer = send(
                self._found(target),
                self.house.network,
                self.limits,
                method="POST" if body else "GET",
                fields={"Accept": "application/json", **(fields or {})},
                body=body,
            )
        except FetchError as error:
            raise AppAway(error.code, error.fact) from error
        if answer.status >= 500 or answer.status in TRANSIENT or 300 <= answer.status < 400:
            raise AppAway("status", str(answer.status))
        return answer

    def _found(self, target: Target) -> Any:
        look = find_named if target.host_header in self.house.policy.app_hosts else find
        return look(target, self.house.network.resolve)


def read_object(answer: Answer) -> dict[str, Any]:
    """Return the JSON object of an answer; a page of HTML is none. Raises AppAway."""
    try:
        read = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise AppAway("answer-unreadable") from error
    if not isinstance(read, dict):
        raise AppAway("answer-unreadable")
    return read
