"""A server far away, as the guard sees it: it has a public address and stands on the loopback in truth."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from calendars.fetching.exchange import Network

PUBLIC = "93.184.216.34"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n"


def ok(body: bytes, *fields: str) -> bytes:
    """Return an answer with a body."""
    more = "".join(f"{one}\r\n" for one in fields).encode()
    return HEAD + more + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def moved(to: str, status: int = 302) -> bytes:
    """Return a redirect."""
    return f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


@dataclass
class FarServer:
    """Answers each connection with the next of its answers, and remembers what it was asked.

    An answer is bytes, or a function that is given the socket.
    """

    answers: list[bytes | Callable[[socket.socket], None]]
    asked: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)
    port: int = 0
    asks_first: bool = True
    """Whether the request comes as it is; not where it is encrypted."""

    @property
    def network(self) -> Network:
        """The way out on which every public address leads here."""
        return Network(resolve=self._resolve, dial=self._dial)

    def _resolve(self, host: str, _port: int) -> list[str]:
        return self.names.get(host, [PUBLIC])

    def _dial(self, address: str, _port: int, patience_s: float) -> socket.socket:
        self.dialled.append(address)
        return socket.create_connection(("127.0.0.1", self.port), timeout=patience_s)

    def serve(self, listening: socket.socket) -> None:
        """Answer until there is nothing left to say."""
        for answer in self.answers:
            try:
                connection, _ = listening.accept()
            except OSError:  # the test is over
                return
            with connection:
                if self.asks_first:
                    self.asked.append(_request(connection))
                try:
                    connection.sendall(answer) if isinstance(answer, bytes) else answer(connection)
                except OSError:
                    continue


def _request(connection: socket.socket) -> str:
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(4096)
        if not piece:
            break
        got += piece
    return got.decode()


@contextmanager
def far_server(*answers: bytes | Callable[[socket.socket], None], **names: list[str]) -> Iterator[FarServer]:
    """Yield a server that gives these answers, one a connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = FarServer(list(answers), names=dict(names), port=listening.getsockname()[1])
        thread = threading.Thread(target=server.serve, args=(listening,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            with contextlib.suppress(OSError):  # wakes who still waits for somebody to call
                listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def endless(connection: socket.socket) -> None:
    """Send a body that never ends."""
    connection.sendall(HEAD + b"\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def dripping(connection: socket.socket) -> None:
    """Send a field of the head that never ends, a letter at a time."""
    connection.sendall(HEAD + b"X-Slow: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def silent(connection: socket.socket) -> None:
    """Say nothing until the other side has had enough."""
    connection.recv(1)


def crumbs(connection: socket.socket) -> None:
    """Send a body a letter at a time, as fast as can be."""
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    _again_and_again(connection, b"1\r\nx\r\n")


def trailing(connection: socket.socket) -> None:
    """Send fields behind a body for ever."""
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    _again_and_again(connection, b"X: y\r\n")


def encouraging(connection: socket.socket) -> None:
    """Ask for more for ever."""
    _again_and_again(connection, b"HTTP/1.1 100 Continue\r\n\r\n")


def _again_and_again(connection: socket.socket, piece: bytes) -> None:
    """Send until nobody takes it any more."""
    connection.settimeout(1)
    while True:
        connection.sendall(piece * 10_000)
