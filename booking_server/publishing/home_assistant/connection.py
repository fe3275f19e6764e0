"""The bridge's connection to the broker of a Home Assistant. It hears one thing: that this has started."""

import threading
from contextlib import suppress

import paho.mqtt.client as mqtt

from booking_server.publishing.bridge_connection import BridgeConnection, BrokerAway
from booking_server.publishing.home_assistant.discovery import OFFLINE, ONLINE, availability_topic
from booking_server.settings import HomeAssistant


class Connection(BridgeConnection):
    """One connection, from open() to close().

    Its will says "offline" for it when it ends without a goodbye. `asked` is set when Home Assistant says
    that it has started: it is then told everything again.
    """

    def __init__(self, wanted: HomeAssistant) -> None:
        self._topic = availability_topic(wanted.town)
        will = (self._topic, OFFLINE)
        super().__init__(wanted.address, client_id=f"dorfschluessel-{wanted.town}", will=will)
        self.heard_topics = (f"{wanted.prefix}/status",)
        self.asked = threading.Event()

    def tell(self, topic: str, payload: bytes) -> None:
        """Hand over a retained message and wait until the broker took it. Raises BrokerAway."""
        self.publish(topic, payload, retain=True)

    def close(self) -> None:
        """End the connection. The broker drops the will of who says goodbye, so what it would say is said."""
        with suppress(BrokerAway):
            self.tell(self._topic, OFFLINE)
        super().close()

    def hear(self, message: mqtt.MQTTMessage) -> None:
        """Note that Home Assistant has started."""
        if message.payload == ONLINE and not message.retain:
            self.asked.set()
