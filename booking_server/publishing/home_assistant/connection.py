"""The bridge's connection to the broker of a Home Assistant. It hears one thing: that this has started."""

import errno
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from booking_server.publishing.home_assistant.discovery import OFFLINE, ONLINE, availability_topic
from booking_server.settings import BrokerAddress, HomeAssistant

LARGEST_PACKET = 4096
"""Bytes of a packet that is read: what we hear is a word, and no broker fills the worker's memory."""

PATIENCE_S = 5.0
KEEPALIVE_S = 30


class BrokerAway(Exception):
    """The broker cannot be reached or takes nothing; `reason` is a word for the status line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Client(mqtt.Client):
    """A client that sets aside no more for a packet than one can rightly claim to have."""

    def _sock_recv(self, bufsize: int) -> bytes:
        if bufsize > LARGEST_PACKET:
            raise OSError(errno.EMSGSIZE, "packet too large")
        return bytes(super()._sock_recv(bufsize))


class Connection:
    """One connection, from open() to close(); it never connects again by itself.

    Its will says "offline" for it when it ends without a goodbye. `asked` is set when Home Assistant says
    that it has started: it is then told everything again.
    """

    def __init__(self, wanted: HomeAssistant) -> None:
        self.asked = threading.Event()
        self._wanted = wanted
        self._answer: str | None = None
        self._answered = threading.Event()
        self._lost = threading.Event()
        address = wanted.address
        self._client = _Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"dorfschluessel-{wanted.town}",
            clean_session=True,
            protocol=mqtt.MQTTv311,
            reconnect_on_failure=False,
        )
        self._client.username_pw_set(address.user, address.password)
        self._client.will_set(availability_topic(wanted.town), OFFLINE, qos=1, retain=True)
        self._client.connect_timeout = PATIENCE_S
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    def open(self) -> None:
        """Connect. Raises BrokerAway."""
        address = self._wanted.address
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

    def publish(self, topic: str, payload: bytes) -> None:
        """Hand over a retained message and wait until the broker took it. Raises BrokerAway."""
        self.check()
        try:
            info = self._client.publish(topic, payload, qos=1, retain=True)
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
        """End the connection. The broker drops the will of who says goodbye, so what it would say is said."""
        with suppress(BrokerAway):
            self.publish(availability_topic(self._wanted.town), OFFLINE)
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(
        self, client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        if reason.is_failure:
            self._answer = "refused"
        else:
            client.subscribe(f"{self._wanted.prefix}/status", qos=1)
        self._answered.set()

    def _on_disconnect(self, *_args: Any) -> None:
        self._lost.set()
        self._answered.set()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        if message.payload == ONLINE and not message.retain:
            self.asked.set()


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
