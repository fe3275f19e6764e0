"""The worker's door side: what doors say is stored, what they lack is published."""

import logging
import queue
import threading
from dataclasses import dataclass
from datetime import timedelta

from booking_server.domain.doors import HTTPS, Door
from booking_server.domain.errors import NotFound
from booking_server.locks.link import Incoming, LinkDown, ServerLink
from booking_server.services.doors import door_messages, remote_release
from booking_server.services.doors.unforeseen import trace
from booking_server.services.foundation.house import House
from booking_server.services.promises import delivery, snapshots
from booking_server.storage.database import StorageUnavailable
from booking_server.storage.repositories.outbox import OutboxItem
from lock_agent.contract.topics import Channel

log = logging.getLogger(__name__)

COMMANDS = ("commands",)
"""Somebody stands before a door: these go first, and never late."""
KINDS = ("doors",)
AHEAD = ("doors_ahead",)
"""What the clock promises waits behind what people did: a booking is not to queue behind every hall."""
LOOK_EVERY_S = 0.05
WITHOUT_BROKER = timedelta(seconds=2)
"""So long a door waits that needs a broker which has gone; a revocation is to be there in ten seconds."""
PAUSE_AFTER_ERROR_S = 1.0


@dataclass(frozen=True)
class DoorWork:
    """One thread's work: a loop that ends when `stopping` is set."""

    house: House
    link: ServerLink
    stopping: threading.Event

    def run(self) -> None:
        """Work until told to stop. A database that cannot be reached is waited for."""
        while not self.stopping.is_set():
            try:
                self.take_messages()
                self.keep_promises()
            except StorageUnavailable as error:
                log.warning("the database is not available: %s", error)
                self.stopping.wait(PAUSE_AFTER_ERROR_S)

    def take_messages(self) -> None:
        """Store what has arrived; wait a moment when nothing has."""
        try:
            message = self.link.incoming.get(timeout=LOOK_EVERY_S)
            while True:
                self.take(message)
                message = self.link.incoming.get_nowait()
        except queue.Empty:
            return

    def take(self, message: Incoming) -> None:
        """Store one message and answer it. What cannot be read is recorded and dropped."""
        try:
            door_messages.take(
                self.house,
                message.door_id,
                message.channel,
                message.payload,
                send=self.link.publish,
                retained=message.retained,
            )
        except NotFound:
            log.warning("a message from a door nobody enrolled was dropped")
        except LinkDown:
            # Stored but not answered: the door sends again, and storing twice changes nothing.
            log.info("could not answer %s", message.door_id)

    def keep_promises(self) -> None:
        """Send commands; publish what changed for the doors of the halls in the outbox.

        Without a broker only halls are served whose doors come for their snapshots over HTTPS.
        """
        self._send_commands()
        among = None if self.link.connected.is_set() else snapshots.halls_without_mqtt(self.house)
        if among == () or not delivery.has_due(self.house, KINDS + AHEAD, among=among):
            return
        items = delivery.claim(self.house, KINDS, among=among)
        items = items or delivery.claim(self.house, AHEAD, limit=1, among=among)
        for venue_id in dict.fromkeys(item.subject for item in items):
            self._bring_up_to_date(venue_id, [item for item in items if item.subject == venue_id])

    def publish(self, door_id: str, kind: str, payload: bytes) -> None:
        """Hand one snapshot to the broker. Raises LinkDown."""
        self.link.publish(door_messages.SNAPSHOTS[kind], door_id, payload)

    def _send_commands(self) -> None:
        if not delivery.has_due(self.house, COMMANDS):
            return
        for item in delivery.claim(self.house, COMMANDS):
            if not self.link.connected.is_set():
                remote_release.not_sent(self.house, item.subject)
            elif (order := remote_release.sealed(self.house, item.subject)) is not None:
                try:
                    self.link.publish(Channel.CMD, *order)
                except LinkDown:
                    log.warning("nobody knows whether a command reached the broker")
            delivery.done(self.house, [item])

    def _bring_up_to_date(self, venue_id: str, items: list[OutboxItem]) -> None:
        try:
            # Every door, also after one that could not be reached: its neighbour may not need the broker.
            served = [self._refresh(door) for door in snapshots.doors_of(self.house, venue_id)]
        except StorageUnavailable:
            raise
        except Exception as error:  # one hall that cannot be served must not hold up the others
            log.error("the doors of hall %s cannot be brought up to date:\n%s", venue_id, trace(error))
            for item in items:
                delivery.failed(self.house, item, type(error).__name__)
        else:
            if all(served):
                delivery.done(self.house, items)
            else:
                delivery.postpone(self.house, items, WITHOUT_BROKER)

    def _refresh(self, door: Door) -> bool:
        """Return whether a door can have what was made for it."""
        try:
            snapshots.refresh(self.house, door.id, self.publish)
        except LinkDown:
            return door.via == HTTPS
        return True
