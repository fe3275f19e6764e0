"""A client for tests of the broker: remembers what it was sent, waits for what it should be sent."""

import socket
import threading
from contextlib import suppress
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from tests.waiting import until


class Client:
    """Connects on construction (unless `wait` is false) and never reconnects by itself."""

    def __init__(
        self,
        port: int,
        user: str,
        password: str,
        *,
        client_id: str | None = None,
        clean_session: bool = True,
        will: tuple[str, bytes] | None = None,
        wait: bool = True,
        tls: tuple[str, str | None, str | None] | None = None,
    ) -> None:
        self.received: list[tuple[str, bytes]] = []
        self._granted: set[int] = set()
        self._answer: int | None = None
        self._lost = threading.Event()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id or user,
            clean_session=clean_session,
            reconnect_on_failure=False,
        )
        if tls:
            self._client.tls_set(*tls)
        if password:
            self._client.username_pw_set(user, password)
        if will:
            self._client.will_set(*will, qos=1, retain=True)
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._client.on_subscribe = lambda _client, _data, mid, *_rest: self._granted.add(mid)
        self._client.on_disconnect = lambda *_all: self._lost.set()
        self._client.connect("127.0.0.1", port, keepalive=30)
        self._client.loop_start()
        if wait:
            until(lambda: self._answer is not None, f"the broker answers {user}")
            assert self._answer == 0, f"{user} was refused"

    def subscribe(self, pattern: str) -> None:
        """Returns when the broker has answered, whatever it answered."""
        mid = self._client.subscribe(pattern, qos=1)[1]
        until(lambda: mid in self._granted, f"an answer to the subscription of {pattern}")

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, acknowledged: bool = True) -> None:
        """Publishes with QoS 1 and, unless told otherwise, returns when the broker has acknowledged it."""
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        if acknowledged:
            until(info.is_published, f"{topic} is acknowledged")
        else:
            self.settle()

    def expect(self, messages: list[tuple[str, bytes]], *, seconds: float = 5.0) -> None:
        """Asserts that exactly these messages have arrived, in this order."""
        try:
            until(lambda: len(self.received) >= len(messages), "every message", seconds=seconds)
        finally:
            assert self.received == messages

    def refused(self) -> bool:
        """True if the broker turned this client down."""
        until(lambda: self._answer is not None or self._lost.is_set(), "an answer or an end")
        refused = self._answer != 0
        self.close()
        return refused

    def expect_connection_lost(self) -> None:
        until(self._lost.is_set, "the broker closes the connection")

    def settle(self) -> None:
        """Gives an unwelcome request the time in which it would have had its effect."""
        self._lost.wait(0.3)

    def break_off(self) -> None:
        """Ends the connection as a power cut does: without a goodbye."""
        self._client.loop_stop()
        connection = self._client.socket()
        if connection is not None:
            connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def close(self) -> None:
        """Says goodbye."""
        self._client.disconnect()
        with suppress(AttributeError):  # paho waits for its thread, which may be gone by then
            self._client.loop_stop()

    def _on_connect(
        self, _client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        self._answer = 1 if reason.is_failure else 0

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        self.received.append((message.topic, message.payload))
