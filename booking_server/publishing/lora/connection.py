"""The bridge's connection to the broker of a ChirpStack."""

import queue

import paho.mqtt.client as mqtt

from booking_server.publishing.bridge_connection import BridgeConnection
from booking_server.publishing.lora.chirpstack import LONGEST_EVENT, Heard, downlink, heard_topics, read
from booking_server.settings import LoraNetwork

MOST_WAITING = 500
"""A broker that babbles must not fill the memory; what is dropped comes again."""


class Connection(BridgeConnection):
    """One connection, from open() to close(); what it hears waits in `incoming`."""

    largest_packet = LONGEST_EVENT + 256

    def __init__(self, wanted: LoraNetwork) -> None:
        super().__init__(wanted.address, client_id=f"dorfschluessel-lora-{wanted.town}")
        self._application = wanted.application
        self.heard_topics = heard_topics(wanted.application)
        self.incoming: queue.Queue[Heard] = queue.Queue(MOST_WAITING)

    def send(self, dev_eui: str, frame: bytes) -> None:
        """Put a frame into a device's queue. Raises BrokerAway."""
        self.publish(*downlink(self._application, dev_eui, frame), retain=False)

    def hear(self, message: mqtt.MQTTMessage) -> None:
        """Keep what can be read."""
        if len(message.payload) > LONGEST_EVENT:
            return
        found = read(self._application, message.topic, bytes(message.payload))
        if found is not None and not message.retain:
            try:
                self.incoming.put_nowait(found)
            except queue.Full:
                return
