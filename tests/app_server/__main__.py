"""python -m tests.app_server: answers on a port of the loopback, which it prints, until it is killed.

`/_control` is for the test alone: accounts, the clock, moods, and a look at everything that is kept.
"""

import json
import secrets
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.app_server.graph import answer, schema
from tests.app_server.store import Provider, Store

DAY = timedelta(hours=24)
HTML = b"<!doctype html><html><body><h1>Wartungsarbeiten</h1></body></html>"


@dataclass
class AppServer:
    """Accounts, tokens, moods and the store."""

    store: Store = field(default_factory=lambda: Store(datetime.now(UTC)))
    accounts: dict[str, tuple[str, Provider]] = field(default_factory=dict)
    tokens: dict[str, tuple[Provider, datetime]] = field(default_factory=dict)
    schema: Any = field(default_factory=schema)
    mood: str = ""
    moody_for: int = 0
    token_requests: int = 0
    log: list[dict[str, Any]] = field(default_factory=list)

    def token(self, form: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer who asks for a token with the credentials of an account."""
        self.token_requests += 1
        known = self.accounts.get(form.get("client_id", ""))
        if form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        if known is None or known[0] != form.get("client_secret"):
            return 401, {"error": "invalid_client"}
        token = secrets.token_urlsafe(24)
        self.tokens[token] = (known[1], self.store.now + DAY)
        told = {"access_token": token, "token_type": "Bearer", "expires_in": 86400}
        return 200, {**told, "created_at": int(self.store.now.timestamp())}

    def provider(self, bearer: str) -> Provider | None:
        """Return whose token this is, if it still counts."""
        found = self.tokens.get(bearer.removeprefix("Bearer "))
        return found[0] if found and found[1] > self.store.now else None

    def control(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Do what a test asks for, and tell everything."""
        if asked.get("reset"):
            self.__init__()  # type: ignore[misc]
        if "now" in asked:
            self.store.now = datetime.fromisoformat(asked["now"])
        for account in asked.get("accounts", ()):
            provider = Provider(account["provider"], account.get("role", "user"))
            self.accounts[account["client_id"]] = (account["secret"], provider)
        if "mood" in asked:
            self.mood, self.moody_for = asked["mood"], asked.get("times", 1_000_000)
        if "old" in asked:
            self.schema = schema(old=asked["old"])
        if asked.get("forget_tokens"):
            self.tokens.clear()
        if asked.get("clean_up"):
            self.store.clean_up()
        return {
            "records": [asdict(one) for one in self.store.records.values()],
            "categories": sorted(self.store.categories),
            "token_requests": self.token_requests,
            "log": self.log,
        }


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        app: AppServer = self.server.app
        if self._is_moody(app):
            return
        with self.server.lock:
            provider = app.provider(self.headers.get("Authorization", ""))
        if self.path != "/data_provider.json":
            self._tell(404, b"not found", "text/plain")
        elif provider is None:
            self._tell(401, b'{"error":"unauthorized"}')
        else:
            self._tell_json(200, {"data_provider": {"id": 1, "name": provider.name}})

    def do_POST(self) -> None:
        app: AppServer = self.server.app
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/_control":
            with self.server.lock:
                self._tell_json(200, app.control(json.loads(body)))
        elif self._is_moody(app):
            return
        elif self.path == "/oauth/token":
            with self.server.lock:
                self._tell_json(*app.token(self._form(body)))
        elif self.path == "/graphql":
            self._graphql(app, body)
        else:
            self._tell(404, b"not found", "text/plain")

    def _graphql(self, app: AppServer, body: bytes) -> None:
        with self.server.lock:
            provider = app.provider(self.headers.get("Authorization", ""))
            if provider is None:
                self._tell(401, b"")
                return
            asked = json.loads(body)
            app.log.append({"provider": provider.name, **asked})
            told = answer(app.schema, app.store, provider, asked)
            is_lost = app.mood == "lost" and app.moody_for > 0 and "mutation" in asked["query"]
            app.moody_for -= is_lost
        if is_lost:
            self.close_connection = True
            return
        self._tell_json(200, told)

    def _form(self, body: bytes) -> dict[str, Any]:
        if "json" in self.headers.get("Content-Type", ""):
            read: dict[str, Any] = json.loads(body)
            return read
        return {name: values[0] for name, values in parse_qs(body.decode()).items()}

    def _is_moody(self, app: AppServer) -> bool:
        """Answer as a server in trouble does. One that is "lost" does what is asked, and hangs up then."""
        with self.server.lock:
            if not app.mood or app.moody_for <= 0:
                return False
            mood = "" if app.mood == "lost" else app.mood
            app.moody_for -= bool(mood)
        if not mood:
            return False
        if mood == "html":
            self._tell(200, HTML, "text/html")
        elif mood == "huge":
            self._tell(200, b'{"data": "' + b"x" * 2_000_000 + b'"}')
        elif mood == "slow":
            time.sleep(1.0)
            self._tell(200, b"{}")
        elif mood.isdecimal():
            self._tell(int(mood), HTML, "text/html")
        else:  # it hangs up without a word
            self.close_connection = True
        return True

    def _tell_json(self, status: int, told: dict[str, Any]) -> None:
        self._tell(status, json.dumps(told, default=str).encode())

    def _tell(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """Who hangs up before we have answered was told nothing."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until killed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.app, server.lock = AppServer(), threading.Lock()  # type: ignore[attr-defined]
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
