"""The server's MQTT link: what doors say goes into a queue, what they need goes out.

Only features of MQTT 3.1.1 are used. Work with the database is done by whoever drains the queue,
never on the network thread, so that a slow transaction cannot drop the connection.
"""

import logging
import queue
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from booking_server.settings import BrokerAddress
from lock_agent.contract import topics
from lock_agent.contract.errors import ContractError
from lock_agent.contract.topics import Channel

log = logging.getLogger(__name__)

PUBLISH_TIMEOUT_S = 5.0
MOST_WAITING = 10_000


class LinkDown(Exception):
    """The broker cannot be reached just now."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a door; who sent it is told by the topic, never by the body."""

    door_id: str
    channel: Channel
    payload: bytes
    retained: bool


class ServerLink:
    """One connection to the broker, kept up in the background from start() to stop().

    The user name is the client id: a worker that starts again takes over from its dead forerunner.
    """

    def __init__(self, address: BrokerAddress) -> None:
        self.incoming: queue.Queue[Incoming] = queue.Queue(MOST_WAITING)
        self.connected = threading.Event()
        self._address = address
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=address.user, clean_session=True, protocol=mqtt.MQTTv311
        )
        if not address.cert_file:
            self._client.username_pw_set(address.user, address.password)
        if address.ca_file:
            self._client.tls_set(address.ca_file, address.cert_file or None, address.key_file or None)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        self._client.reconnect_delay_set(min_delay=1, max_delay=30)

    def start(self) -> None:
        """Begin to connect; returns at once, whether or not a broker is there."""
        self._client.connect_async(self._address.host, self._address.port, keepalive=30)
        self._client.loop_start()

    def stop(self) -> None:
        """Leave the broker and end the background thread."""
        self._client.disconnect()
        with suppress(AttributeError):  # paho waits for its thread, which may be gone by then
            self._client.loop_stop()

    def publish(self, channel: Channel, door_id: str, payload: bytes) -> None:
        """Hand a message to the broker and wait until it took it. Raises LinkDown.

        Without a connection nothing is queued: the outbox waits instead, since it survives a crash.
        """
        if not self.connected.is_set():
            raise LinkDown("no broker")
        info = self._client.publish(
            topics.topic(channel, door_id), payload, topics.qos(channel), topics.retained(channel)
        )
        try:
            if topics.qos(channel):
                info.wait_for_publish(PUBLISH_TIMEOUT_S)
        except (RuntimeError, ValueError) as error:
            raise LinkDown("the broker went away") from error
        if topics.qos(channel) and not info.is_published():
            raise LinkDown("the broker did not answer")

    def _on_connect(
        self, client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any
    ) -> None:
        if reason.is_failure:
            log.warning("the broker refused the server: %s", reason)
            return
        client.subscribe(
            [(pattern, 1) for pattern in topics.SERVER_SUBSCRIPTIONS]
        )  # here, so that every reconnect subscribes again

    def _on_subscribe(self, *_args: Any) -> None:
        self.connected.set()
        log.info("connected to the broker")

    def _on_disconnect(self, *_args: Any) -> None:
        if self.connected.is_set():
            log.warning("lost the broker")
        self.connected.clear()

    def _on_message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        try:
            channel, door_id = topics.parse_topic(message.topic)
        except ContractError:
            log.warning("a message on a topic that is not a door's was dropped")
            return
        if len(message.payload) > topics.max_bytes(channel):
            log.warning("an oversized message of %s was dropped", door_id)
            return
        try:
            self.incoming.put_nowait(Incoming(door_id, channel, bytes(message.payload), message.retain))
        except queue.Full:
            # Events stay at the door until they are acknowledged, so dropping here loses nothing.
            log.error("too many messages wait; one of %s was dropped", door_id)
