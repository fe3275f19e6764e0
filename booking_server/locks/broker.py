"""The message broker of one machine: `mosquitto` where it is installed, else a small one in Python.

Both listen on the loopback only, ask for a name and a password, keep each device to its own topics, and know
one connection per user: the user's name is the client id, and a second connection takes over from the first.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol

from booking_server.locks.broker_access import Credentials, new_password
from booking_server.locks.broker_amqtt import AmqttBroker
from booking_server.locks.broker_mosquitto import MosquittoBroker, find_mosquitto
from booking_server.locks.broker_process import BrokerFailed

__all__ = ["BrokerFailed", "Credentials", "EmbeddedBroker", "Prefer", "new_password", "open_broker"]

Prefer = Literal["auto", "mosquitto", "amqtt"]


class EmbeddedBroker(Protocol):
    """A broker in a process of its own, which does not outlive this one.

    `mosquitto` keeps retained messages and sessions over a restart; `amqtt` keeps them in memory only, which
    the door protocol allows: both sides publish again what the other does not report.
    """

    kind: Literal["mosquitto", "amqtt"]
    host: str
    port: int

    @property
    def pid(self) -> int | None:
        """The process id while it runs, else None."""

    def start(self) -> None:
        """Returns when the broker accepts connections; raises BrokerFailed with its last words."""

    def stop(self) -> None:
        """Ends the broker; does nothing if it has ended."""

    def set_users(self, users: Mapping[str, Credentials]) -> None:
        """From now on exactly these users may connect; others are turned out."""


def open_broker(
    directory: Path, port: int, users: Mapping[str, Credentials], prefer: Prefer = "auto"
) -> EmbeddedBroker:
    """Returns a broker (not started) that keeps its files in `directory` and will listen on 127.0.0.1:`port`.

    Raises BrokerFailed if `prefer` is "mosquitto" and there is none.
    """
    program = None if prefer == "amqtt" else find_mosquitto()
    if program is not None:
        return MosquittoBroker(directory, port, users, program=program)
    if prefer == "mosquitto":
        raise BrokerFailed("there is no program named mosquitto on this machine")
    return AmqttBroker(directory, port, users)
