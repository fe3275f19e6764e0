"""The web program as a process of its own, as an installation runs it, and one visitor who asks it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from booking_server.settings import Settings, load_settings
from tests.bench.proc import Seen
from tests.waiting import until

HOST = "127.0.0.1"
MASTER_KEY = bytes(range(32))
READY_WITHIN_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on `port`."""

    port: int
    seen: Seen


def address(database: Path | str) -> str:
    """Return the address of a database named by its SQLite file or by its address."""
    return database if isinstance(database, str) else f"sqlite:///{database}"


def environment(database: Path | str, port: int = 8000) -> dict[str, str]:
    """Return the settings of a server over a database, without a limit on how often one may ask."""
    return {
        "DATABASE_URL": address(database),
        "MASTER_KEY": MASTER_KEY.hex(),
        "SECRET_KEY": MASTER_KEY.hex(),
        "PUBLIC_URL": f"http://{HOST}:{port}",
        "HOST": HOST,
        "PORT": str(port),
        "RATE_LIMIT_PER_MINUTE": "0",
        "BOOKINGS_A_DAY": "0",
    }


def settings(database: Path | str) -> Settings:
    """Return the same as a value."""
    return load_settings(environment(database))


@contextmanager
def served(database: Path | str, log: Path) -> Iterator[Server]:
    """Yield a server that is ready; it ends with the block."""
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "booking_server", "serve"],
            env={**os.environ, **environment(database, port)},
            stdout=output,
            stderr=output,
        )
        try:
            until(lambda: is_open(port), "the server answers", seconds=READY_WITHIN_SECONDS)
            yield Server(port, Seen(process.pid))
        finally:
            process.terminate()
            process.wait(30)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    etag: str
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body read as a JSON object; empty when it is none."""
        try:
            found: dict[str, Any] = json.loads(self.body)
        except ValueError:
            return {}
        return found


class Visitor:
    """Somebody who keeps one connection open."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=60)

    def get(self, path: str, *, etag: str = "") -> Answer:
        """Return a page as it came over the wire; with `etag` it must be unchanged since then."""
        headers = {"Accept-Encoding": "gzip", **({"If-None-Match": etag} if etag else {})}
        return self._ask("GET", path, None, headers, wanted=(304 if etag else 200,))

    def post(self, path: str, body: Mapping[str, Any], *, wanted: tuple[int, ...] = (201,)) -> int:
        """Send JSON; return the status, which must be one of those wanted."""
        headers = {"Content-Type": "application/json"}
        return self._ask("POST", path, json.dumps(body), headers, wanted=wanted).status

    def try_post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send JSON; return the answer, whatever it is."""
        headers = {"Content-Type": "application/json"}
        return self._ask("POST", path, json.dumps(body), headers, wanted=range(600))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], *, wanted: Container[int]
    ) -> Answer:
        self._connection.request(method, path, body, dict(headers))
        response = self._connection.getresponse()
        content = response.read()
        if response.status not in wanted:
            raise AssertionError(f"{method} {path}: {response.status} {content[:300]!r}")
        return Answer(response.status, response.getheader("ETag", ""), content)


def free_port() -> int:
    """Return a port of the loopback nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    """Whether somebody listens there."""
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False
