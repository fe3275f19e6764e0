"""The worker's side towards LoRaWAN: one frame after the other, as the doors' radio bears it."""

import logging
import queue
from contextlib import suppress
from dataclasses import dataclass

from booking_server.domain.lora import MOST_TRIES, wait_after
from booking_server.jobs.bridging import BridgeWork
from booking_server.publishing.bridge_connection import BrokerAway
from booking_server.publishing.lora.chirpstack import Heard
from booking_server.publishing.lora.connection import Connection
from booking_server.services.doors.unforeseen import trace
from booking_server.services.lora import lora, lora_bridges, lora_promises
from booking_server.services.lora.lora import NotNow, Sending
from booking_server.services.promises import delivery
from booking_server.settings import LoraNetwork
from booking_server.storage.database import StorageUnavailable
from booking_server.storage.repositories.outbox import OutboxItem

log = logging.getLogger(__name__)

MOST_AT_ONCE, MOST_HEARD_AT_ONCE = 10, 50
NO_ANSWER = "the door has not answered"


@dataclass(frozen=True)
class LoraWork(BridgeWork[LoraNetwork, Connection]):
    """Sends doors the frames they are promised, and takes in what they answer."""

    name = "LoRaWAN"
    setting = "LORA_TOWN"

    def connection(self) -> Connection:
        """Return a connection to the broker of the network."""
        return Connection(self.wanted)

    def note(self, municipality_id: str, failure: str = "") -> None:
        """Note how the bridge is."""
        lora_bridges.note(self.house, municipality_id, failure=failure)

    def serve(self, connection: Connection, municipality_id: str) -> None:
        """Take what came, then send what is due."""
        while not self.stopping.is_set():
            self._take(connection, municipality_id)
            doors = lora_promises.promise_due(self.house, municipality_id)
            if doors:
                self._keep_promises(connection, doors)
            connection.check()
            self.note(municipality_id)

    def _take(self, connection: Connection, municipality_id: str) -> None:
        """Take some of what has come; wait a while when nothing has. Who babbles holds up nothing else."""
        with suppress(queue.Empty):
            self._believe(connection.incoming.get(timeout=self.look_every_s), municipality_id)
            for _ in range(MOST_HEARD_AT_ONCE - 1):
                if self.stopping.is_set():
                    return
                self._believe(connection.incoming.get_nowait(), municipality_id)

    def _believe(self, heard: Heard, municipality_id: str) -> None:
        if heard.frame is None:
            lora.note_aired(self.house, municipality_id, heard.dev_eui)
        else:
            lora.take(self.house, municipality_id, heard.dev_eui, heard.frame)

    def _keep_promises(self, connection: Connection, doors: tuple[str, ...]) -> None:
        for item in delivery.claim(self.house, (lora.KIND,), MOST_AT_ONCE, among=doors):
            try:
                self._keep(connection, item)
            except (BrokerAway, StorageUnavailable):
                raise
            except Exception as error:  # one door that cannot be told must not hold up the others
                log.error("a door cannot be told over LoRaWAN:\n%s", trace(error))
                delivery.failed(self.house, item, type(error).__name__)

    def _keep(self, connection: Connection, item: OutboxItem) -> None:
        """Send, and try again until the door has answered; what it never answers is set aside."""
        if item.attempts > MOST_TRIES:
            lora.give_up(self.house, item.subject)
            delivery.park(self.house, item, NO_ANSWER)
            return
        match lora.next_frame(self.house, item.subject, is_doubted="is_doubted" in item.payload):
            case None:
                delivery.done(self.house, [item])
            case NotNow(wait):
                delivery.postpone(self.house, [item], wait)
            case Sending(door, raw, asks):
                self._send(connection, item, door.dev_eui, raw, asks=asks)

    def _send(
        self, connection: Connection, item: OutboxItem, dev_eui: str, raw: bytes, *, asks: bool
    ) -> None:
        try:
            connection.send(dev_eui, raw)
        except BrokerAway:
            delivery.postpone(self.house, [item])
            raise
        lora.note_sent(self.house, item.subject)
        if asks:
            delivery.wait(self.house, item, NO_ANSWER, wait_after(item.attempts))
        else:
            delivery.done(self.house, [item])
