"""How a link speaks with the server: one interface, two ways. MQTT (`mqtt.py`), else HTTPS (`https.py`)."""

import socket
from collections.abc import Callable
from typing import Protocol

from lock_agent.contract.topics import Channel

Plug = Callable[[str, int, float], socket.socket]
"""Opens a TCP connection to host and port within so many seconds, or raises `OSError`."""


def plug(host: str, port: int, timeout: float) -> socket.socket:
    """Open a TCP connection."""
    return socket.create_connection((host, port), timeout)


class Handlers(Protocol):
    """What a transport tells its owner."""

    def connected(self) -> None:
        """The door may speak and is heard."""

    def received(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """A message came."""

    def published(self, mid: int) -> None:
        """The other end took the message `mid`. That proves nothing about what is stored."""

    def lost(self, *, refused: bool) -> None:
        """The connection is over or never came to be; told once."""


class Transport(Protocol):
    """A connection from knocking to the end. Never reconnects by itself."""

    def knock(self, will: bytes) -> None:
        """Connect; `will` is what shall be said of us when we are gone, where the other end can do that."""

    def publish(self, channel: Channel, body: bytes) -> int:
        """Send a message; return its number."""

    def subscribe(self, *channels: Channel) -> None:
        """Ask for what is kept of these channels again."""

    def leave(self) -> None:
        """Say goodbye, after what was published last."""

    def drop(self) -> None:
        """Give up the connection without a word."""
