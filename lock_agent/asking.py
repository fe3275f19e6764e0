"""Signed requests to the server, one after the other over one connection (`contract.exchange`).

Blocks while it asks: it belongs on a thread of its own.
"""

import socket
from collections.abc import Callable
from contextlib import suppress

from cryptography.hazmat.primitives.asymmetric import ec

from lock_agent.caller import AnswerInvalid, Caller
from lock_agent.contract import exchange
from lock_agent.contract.errors import ContractError

_OK, _ASK_AGAIN, _REFUSED = 200, 401, range(400, 500)


class Unanswered(Exception):
    """The server cannot be had just now."""


class Refused(Exception):
    """The server said no: it will not say yes in two seconds."""


class Asking:
    """Asks on one way. `connect` makes a connection that opens with its first request."""

    def __init__(
        self, connect: Callable[[], Caller], key: ec.EllipticCurvePrivateKey, device: str, way: str
    ) -> None:
        self._connection = connect()
        self._key, self._device, self._path = key, device, exchange.path_of(device, way)
        self._challenge, self._number = "", 0

    def ask(self, body: bytes) -> bytes:
        """Send a body and return the answer. Raises `Unanswered`, `Refused`."""
        for _ in range(2):
            if not self._challenge:
                self._begin()
            status, content = self._signed(body)
            if status != _ASK_AGAIN:
                return self._judged(status, content)
            self._challenge = ""  # the session is over, or another one was opened in our name
        raise Unanswered("no session")

    def hang_up(self) -> None:
        """End the connection; a request under way fails."""
        sock = self._connection.sock
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # a TLS socket's own would mix with the reader

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _begin(self) -> None:
        status, content = self._request("GET", exchange.path_of(self._device, "challenge"), None, {})
        try:
            self._challenge, self._number = exchange.parse_challenge(self._judged(status, content)), 0
        except ContractError as error:
            raise Unanswered("challenge") from error

    def _signed(self, body: bytes) -> tuple[int, bytes]:
        self._number += 1
        proof = exchange.prove(self._key, self._path, self._challenge, self._number, body)
        headers = {"Content-Type": "application/json", "Authorization": proof.to_header()}
        return self._request("POST", self._path, body, headers)

    def _request(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        try:
            return self._connection.ask(method, path, body, headers, longest=exchange.LONGEST_DOWN)
        except (OSError, AnswerInvalid, ValueError) as error:
            self._connection.close()
            raise Unanswered(f"{path}: {type(error).__name__}") from error

    def _judged(self, status: int, content: bytes) -> bytes:
        if status == _OK and len(content) <= exchange.LONGEST_DOWN:
            return content
        self._connection.close()
        if status in _REFUSED:
            raise Refused(f"HTTP {status}")
        raise Unanswered(f"HTTP {status}")
