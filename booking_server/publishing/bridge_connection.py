"""A connection of the worker to a broker that is not the doors'. It never connects again by itself."""

import socket
import ssl
import threading
from contextlib import suppress
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.reasoncodes import ReasonCode

from booking_server.publishing.bridge_client import Client
from booking_server.settings import BrokerAddress

PATIENCE_S = 5.0
KEEPALIVE_S = 30
LARGEST_PACKET = 4096
"""Bytes of a packet that is read, unless who inherits says otherwise: most of us hear a word."""


class BrokerAway(Exception):
    """The broker cannot be reached or takes nothing; `reason` is a word for the status line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BridgeConnection:
    """One connection, from open() to close(); `heard_topics` and `hear` are for who inherits.

    No packet of more than `largest_packet` bytes is read: no broker fills the worker's memory.
    """

    heard_topics: tuple[str, ...] = ()
    largest_packet = LARGEST_PACKET

    def __init__(
        self, address: BrokerAddress, *, client_id: str, will: tuple[str, bytes] | None = None
    ) -> None:
        self._address = address
        self._answer: str | None = None
        self._answered = threading.Event()
        self._lost = threading.Event()
        self._client = Client(
            self.largest_packet,
            self._note_lost,
            client_id=client_id,
            clean_session=True,
            protocol=mqtt.MQTTv311,
            reconnect_on_failure=False,
        )
        self._client.username_pw_set(address.user, address.password)
        if will is not None:
            self._client.will_set(*will, qos=1, retain=True)
        self._client.connect_timeout = PATIENCE_S
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message

    def open(self) -> None:
        """Connect. Raises BrokerAway."""
        address = self._address
        try:
            if address.ca_file:
                self._client.tls_set_context(_proven(address))
            self._client.connect(address.host, address.port, keepalive=KEEPALIVE_S)
        except ssl.SSLError as error:
            raise BrokerAway("certificate") from error
        except OSError as error:
            raise BrokerAway("unreachable") from error
        self._client.loop_start()
        if not self._answered.wait(PATIENCE_S) or self._answer is not None:
            raise BrokerAway(self._answer or "silent")

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Hand over a message and wait until the broker took it. Raises BrokerAway."""
        self.check()
        try:
            info = self._client.publish(topic, payload, qos=1, retain=retain)
            info.wait_for_publish(PATIENCE_S)
            taken = info.is_published()
        except (RuntimeError, ValueError) as error:
            raise BrokerAway("silent") from error
        if not taken:
            raise BrokerAway("silent")

    def check(self) -> None:
        """Raise BrokerAway when the connection is gone."""
        if self._lost.is_set():
            raise BrokerAway("silent")

    def close(self) -> None:
        """End the connection."""
        self._client.disconnect()
        with suppress(AttributeError):  # paho waits for its thread, which may be gone by then
            self._client.loop_stop()

    def hear(self, message: mqtt.MQTTMessage) -> None:
        """Take a message of `heard_topics`, on the thread of the connection."""

    def _on_connect(
        self, client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        if reason.is_failure:
            self._answer = "refused"
        elif self.heard_topics:
            client.subscribe([(topic, 1) for topic in self.heard_topics])
            return  # connected is who is also listened to
        self._answered.set()

    def _on_subscribe(
        self, _client: mqtt.Client, _data: Any, _mid: int, reasons: list[ReasonCode], _properties: Any
    ) -> None:
        if len(reasons) != len(self.heard_topics) or any(reason.is_failure for reason in reasons):
            self._answer = "refused"
        self._answered.set()

    def _note_lost(self) -> None:
        self._lost.set()
        self._answered.set()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        self.hear(message)


def _proven(address: BrokerAddress) -> ssl.SSLContext:
    """Return the way to tell the right broker, once a first look has told it. Raises SSLError, OSError.

    The look is ours because paho waits for a handshake as long as for a sign of life, and leaves the socket
    of a refused one open.
    """
    try:
        context = ssl.create_default_context(cafile=address.ca_file)
    except OSError as error:
        raise BrokerAway("certificate") from error
    place = (address.host, address.port)
    with (
        socket.create_connection(place, PATIENCE_S) as plain,
        context.wrap_socket(plain, server_hostname=address.host),
    ):
        return context
