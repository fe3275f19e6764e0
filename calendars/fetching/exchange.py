"""One request and its answer, over a socket that was opened to a pinned address and to nothing else."""

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from calendars.fetching.errors import FetchFailed
from calendars.fetching.guard import Found, Resolver, ask_system
from calendars.fetching.targets import PORTS
from calendars.fetching.watch import Watch

Dial = Callable[[str, int, float], socket.socket]
"""Opens a connection to an IP address within some seconds. Raises OSError."""

PIECE = 16 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: `connect_s` and `read_s` for one step, `total_s` for everything together.

    `cpu_s` is the computing time of one request.
    """

    connect_s: float = 5.0
    read_s: float = 5.0
    total_s: float = 10.0
    cpu_s: float = 0.5
    largest: int = 2 * 1024 * 1024
    redirects: int = 3


def dial(address: str, port: int, patience_s: float) -> socket.socket:
    """Open a connection to an IP address."""
    return socket.create_connection((address, port), timeout=patience_s)


@dataclass(frozen=True, slots=True)
class Network:
    """The way out: who knows where hosts are, who opens connections, whose certificates count."""

    resolve: Resolver = ask_system
    dial: Dial = dial
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    ports: frozenset[int] = PORTS


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: fields by their name in small letters, the body decompressed."""

    status: int
    fields: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Pinned(http.client.HTTPConnection):
    """A connection whose socket is opened for it; it never asks where a host is."""

    def __init__(self, found: Found, network: Network, limits: Limits) -> None:
        super().__init__(found.target.host, found.target.port, timeout=limits.read_s)
        self._found = found
        self._network = network
        self._limits = limits

    def connect(self) -> None:
        self.sock = self._first_open()
        self.sock.settimeout(self._limits.read_s)
        if self._found.target.is_secure:
            # The handshake comes after the socket is known, so that the alarm can end it.
            secured = self._network.trust().wrap_socket(
                self.sock, server_hostname=self._found.target.host, do_handshake_on_connect=False
            )
            self.sock = secured
            secured.do_handshake()

    def ask(self, method: str, fields: Mapping[str, str], body: bytes) -> None:
        """Send a request with these fields and no others."""
        self.putrequest(method, self._found.target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in fields.items():
            self.putheader(name, value)
        self.endheaders(body or None)

    def hang_up(self) -> None:
        """End the conversation, wherever it hangs."""
        opened = self.sock
        if opened is not None:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    def _first_open(self) -> socket.socket:
        found = self._found
        for address in found.addresses[:-1]:
            try:
                return self._network.dial(address, found.target.port, self._limits.connect_s)
            except OSError:
                continue
        return self._network.dial(found.addresses[-1], found.target.port, self._limits.connect_s)


def send(
    found: Found,
    network: Network,
    limits: Limits,
    *,
    method: str = "GET",
    fields: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Answer:
    """Send one request to where the guard found it and return the answer; redirects are not followed.

    Raises FetchFailed.
    """
    connection = _Pinned(found, network, limits)
    watch = Watch(connection.hang_up, total_s=limits.total_s, cpu_s=limits.cpu_s)
    try:
        with watch, _told():
            connection.ask(method, {**_own(found, body), **(fields or {})}, body)
            answer = _answer(connection, limits.largest)
    except FetchFailed:
        if not watch.why:
            raise
    finally:
        connection.close()
    if watch.why:  # also where hanging up looks like the end of the body
        raise FetchFailed(watch.why)
    return answer


@contextmanager
def _told() -> Iterator[None]:
    """Tell in our words what went wrong on the way."""
    try:
        yield
    except TimeoutError as error:
        raise FetchFailed("timeout") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchFailed("certificate") from error
    except (http.client.HTTPException, ValueError) as error:
        raise FetchFailed("protocol") from error
    except OSError as error:
        raise FetchFailed("unreachable") from error


def _answer(connection: _Pinned, largest: int) -> Answer:
    with connection.getresponse() as response:
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, _body(response, told.get("content-encoding", ""), largest))


def _own(found: Found, body: bytes) -> dict[str, str]:
    fields = {
        "Host": found.target.host_header,
        "User-Agent": "Dorfschluessel",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    return {**fields, "Content-Length": str(len(body))} if body else fields


def _body(response: http.client.HTTPResponse, encoding: str, largest: int) -> bytes:
    """Return the body; neither what is sent nor what it unfolds to may be larger than `largest`."""
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        told = encoding[:20]  # it is shown and stored: a stranger's control characters are not
        raise FetchFailed("encoding", told if told.isascii() and told.isprintable() else "")
    unfold = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
    pieces: list[bytes] = []
    raw = size = 0
    while piece := response.read1(PIECE):
        raw += len(piece)
        if unfold is not None:
            piece = _unfolded(unfold, piece, largest - size)
        size += len(piece)
        if raw > largest or size > largest:
            raise FetchFailed("too-large")
        pieces.append(piece)
    if unfold is not None and raw and not unfold.eof:
        raise FetchFailed("protocol")
    if response.length:  # the other side hung up before everything it had promised
        raise FetchFailed("protocol")
    return b"".join(pieces)


def _unfolded(unfold: "zlib._Decompress", piece: bytes, room: int) -> bytes:
    try:
        return unfold.decompress(piece, room + 1)
    except zlib.error as error:
        raise FetchFailed("protocol") from error
