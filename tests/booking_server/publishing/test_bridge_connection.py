"""A bridge's connection to a broker that is not honest: it ends, is said to be away, and keeps nothing."""

import socket
import threading
from collections.abc import Callable, Iterator

import paho.mqtt.client as mqtt
import pytest

from booking_server.publishing.bridge_connection import BridgeConnection, BrokerAway
from booking_server.settings import BrokerAddress

GRANTED, REFUSED = b"\x01", b"\x80"
PUBREC = 0x50


class Hostile:
    """A broker for one connection: it answers a subscription with `verdict`, then sends `sent`."""

    def __init__(self, verdict: bytes, sent: bytes = b"") -> None:
        self._verdict, self._sent = verdict, sent
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.heard: list[int] = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rb") as stream:
            while kind := stream.read(1):
                self.heard.append(kind[0] & 0xF0)
                body = stream.read(stream.read(1)[0])
                connection.sendall(self._answer(self.heard[-1], body))

    def _answer(self, kind: int, body: bytes) -> bytes:
        if kind == 0x10:
            return b"\x20\x02\x00\x00"
        if kind == 0x80:
            return b"\x90\x03" + body[:2] + self._verdict + self._sent
        return b""


class Bridge(BridgeConnection):
    """A bridge that hears one topic."""

    heard_topics = ("status",)

    def __init__(self, port: int) -> None:
        super().__init__(BrokerAddress("127.0.0.1", port, "dorfschluessel", "x", ""), client_id="bridge")
        self.heard: list[str] = []

    def hear(self, message: mqtt.MQTTMessage) -> None:
        self.heard.append(message.topic)


@pytest.fixture
def met() -> Iterator[Callable[..., tuple[Hostile, Bridge]]]:
    brokers, bridges = [], []

    def meet(verdict: bytes, sent: bytes = b"") -> tuple[Hostile, Bridge]:
        brokers.append(Hostile(verdict, sent))
        bridges.append(Bridge(brokers[-1].port))
        return brokers[-1], bridges[-1]

    yield meet
    for bridge in bridges:
        bridge.close()
    for broker in brokers:
        broker.close()


def test_a_broker_that_lets_nobody_listen_is_not_up(met: Callable[..., tuple[Hostile, Bridge]]) -> None:
    _, bridge = met(REFUSED)

    with pytest.raises(BrokerAway) as away:
        bridge.open()

    assert away.value.reason == "refused"


@pytest.mark.parametrize(
    "sent",
    [
        b"\x32\x07\x00\x02a\xff\x00\x01x",
        b"\x34\x06\x00\x01a\x00\x01x",
        b"\x32\x03\x00\x09a",
        b"\x90\x03\x00\x01\x05",
    ],
    ids=["topic", "QoS 2", "cut", "verdict"],
)
def test_what_no_honest_broker_sends_ends_the_connection_and_nothing_else(
    met: Callable[..., tuple[Hostile, Bridge]], sent: bytes, eventually: Callable[..., None]
) -> None:
    broker, bridge = met(GRANTED, b"\x30\x04\x00\x01ax" + sent)

    def is_away() -> bool:
        try:
            bridge.check()
        except BrokerAway:
            return True
        return False

    bridge.open()
    eventually(is_away, "the connection is said to be gone")

    assert bridge.heard == ["a"]
    assert PUBREC not in broker.heard
