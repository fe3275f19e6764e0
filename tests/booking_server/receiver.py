"""A program that receives webhooks: to the guard it stands at a public address, in truth on the loopback."""

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from calendars.fetching.exchange import Network
from tests.calendars.far_server import PUBLIC

Answering = Callable[["Told"], tuple[int, dict[str, str]]]
"""Says how a message is answered: status and fields."""


@dataclass(frozen=True)
class Told:
    """One message as it came."""

    path: str
    fields: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """By which it is known again."""
        return self.fields["webhook-id"]


@dataclass
class Receiver:
    """Remembers what it was told. `names` are hosts that lead elsewhere, `dialled` where somebody went."""

    port: int = 0
    told: list[Told] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)
    dialled: list[str] = field(default_factory=list)
    answering: Answering = lambda _: (204, {})

    @property
    def ids(self) -> Counter[str]:
        """How often each message came."""
        return Counter(one.id for one in self.told)

    @property
    def network(self) -> Network:
        """The way out on which every public address leads here."""
        return network_to(self.port, self.names, self.dialled)


def network_to(port: int, names: dict[str, list[str]], dialled: list[str]) -> Network:
    """Return a way out on which every address that is connected to is a port of the loopback."""

    def resolve(host: str, _port: int) -> list[str]:
        return names.get(host, [PUBLIC])

    def dial(address: str, _port: int, patience_s: float) -> socket.socket:
        dialled.append(address)
        return socket.create_connection(("127.0.0.1", port), timeout=patience_s)

    return Network(resolve=resolve, dial=dial)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Yield a receiver that takes everything until told otherwise."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told = Told(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            receiver.told.append(told)
            status, fields = receiver.answering(told)
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield receiver
        finally:
            server.shutdown()
