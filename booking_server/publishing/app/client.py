"""Speaking to the app for one municipality: a token for a day, asked for anew once when it is not taken."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from booking_server.domain.app_records import Kind, Subject
from booking_server.publishing.app.errors import AccessDenied, AppAway, AppRefused
from booking_server.publishing.app.operations import LIST, PUSH, RECORD_TYPES, REMOVE
from booking_server.publishing.app.shapes import Variables
from booking_server.publishing.app.wire import Wire, read_object
from booking_server.services.partners.app_accounts import Credentials
from calendars.fetching.exchange import Answer

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
EARLY_S = 300.0
"""A token that ends within these seconds is not used any more."""
PAGE = 100
MOST_PAGES = 50
GONE = 404


@dataclass(frozen=True, slots=True)
class Stored:
    """What the app answered to a push."""

    remote_id: str
    is_visible: bool


@dataclass
class AppClient:
    """An account at work. Several threads may use it; only one of them asks for a token at a time."""

    wire: Wire
    credentials: Credentials
    clock: Callable[[], float] = time.monotonic
    _token: str = field(default="", repr=False)
    _good_until: float = 0.0
    _renewing: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def push(self, kind: Kind, said: Variables) -> Stored:
        """Create or update a record. Raises AppError."""
        record = self._data(PUSH[kind], said).get("record")
        remote_id = record.get("id") if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(remote_id, str | int) or not str(remote_id):
            raise AppAway("answer-unreadable")
        return Stored(str(remote_id)[:40], record.get("visible") is not False)

    def remove(self, kind: Kind, remote_id: str) -> None:
        """Delete a record; one that is not there any more is as good. Raises AppError."""
        told = self._data(REMOVE, {"id": remote_id, "recordType": RECORD_TYPES[kind]}).get("destroyRecord")
        code = told.get("statusCode") if isinstance(told, dict) else None
        if not isinstance(told, dict) or not isinstance(code, int):
            raise AppAway("answer-unreadable")
        if code >= 500:
            raise AppAway("status", str(code))
        if code >= 400 and code != GONE:
            raise AppRefused(str(told.get("status", code))[:200])

    def find(self, subject: Subject) -> str:
        """Return the id of a record of ours that we lost, empty when there is none. Raises AppError."""
        for one in self.own(subject.kind):
            payload = one.get("payload")
            mark = payload.get("dgh") if isinstance(payload, dict) else None
            ref = mark.get("ref") if isinstance(mark, dict) else None
            if subject.external_id in (one.get("externalId"), ref):
                return str(one.get("id", ""))
        return ""

    def own(self, kind: Kind) -> Iterator[dict[str, Any]]:
        """Yield id, name and payload of the account's records of a kind. Raises AppError."""
        for page in range(MOST_PAGES):
            found = self._data(LIST[kind], {"limit": PAGE, "skip": page * PAGE}).get("records")
            if not isinstance(found, list):
                raise AppAway("answer-unreadable")
            yield from (one for one in found if isinstance(one, dict))
            if len(found) < PAGE:
                return

    def who_are_we(self) -> str:
        """Return what the app calls this account. Raises AppError."""
        told = read_object(self._authorised("/data_provider.json")).get("data_provider")
        name = told.get("name") if isinstance(told, dict) else None
        if not isinstance(name, str):
            raise AppAway("answer-unreadable")
        return name

    def _data(self, query: str, variables: Variables) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        answer = self._authorised("/graphql", body, {"Content-Type": "application/json"})
        read = read_object(answer)
        if read.get("errors"):
            raise AppRefused(_said(read["errors"]))
        if answer.status != 200 or not isinstance(read.get("data"), dict):
            raise AppAway("status", str(answer.status))
        data: dict[str, Any] = read["data"]
        return data

    def _authorised(self, path: str, body: bytes = b"", fields: dict[str, str] | None = None) -> Answer:
        """Ask with a token; one that is not taken is asked for anew, once."""
        token = self._fresh_token()
        answer = self._bearing(token, path, body, fields)
        if answer.status == 401:
            answer = self._bearing(self._fresh_token(instead_of=token), path, body, fields)
        if answer.status in (401, 403):
            raise AccessDenied("access-denied")
        return answer

    def _bearing(self, token: str, path: str, body: bytes, fields: dict[str, str] | None) -> Answer:
        return self.wire.ask(path, body=body, fields={**(fields or {}), "Authorization": f"Bearer {token}"})

    def _fresh_token(self, *, instead_of: str = "") -> str:
        """Return a token that has not run out; who waited for the lock takes what another one brought."""
        with self._renewing:
            if self._token in ("", instead_of) or self.clock() >= self._good_until:
                self._token, lasts = self._ask_for_token()
                self._good_until = self.clock() + max(0.0, lasts - EARLY_S)
            return self._token

    def _ask_for_token(self) -> tuple[str, float]:
        form = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self.credentials.client_id,
                "client_secret": self.credentials.secret,
            }
        )
        answer = self.wire.ask("/oauth/token", body=form.encode(), fields=FORM)
        if answer.status in (400, 401, 403):
            raise AccessDenied("access-denied")
        told = read_object(answer)
        token, lasts = told.get("access_token"), told.get("expires_in")
        if answer.status != 200 or not isinstance(token, str) or not _is_plain(token):
            raise AppAway("answer-unreadable")
        return token, float(lasts) if isinstance(lasts, int | float) else 0.0


def _is_plain(token: str) -> bool:
    return 0 < len(token) <= 4096 and token.isascii() and token.isprintable() and " " not in token


def _said(errors: Any) -> str:
    first = errors[0] if isinstance(errors, list) and errors else errors
    said = first.get("message") if isinstance(first, dict) else first
    return " ".join(str(said).split())[:200]
