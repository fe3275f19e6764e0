"""The worker's door side: what doors say is stored, what they lack is published."""

import logging
import queue
import threading
from dataclasses import dataclass

from booking_server.domain.errors import NotFound
from booking_server.locks.link import Incoming, LinkDown, ServerLink
from booking_server.services import delivery, door_messages, remote_release, snapshots
from booking_server.services.house import House
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
        """Send commands; publish what changed for the doors of the halls in the outbox."""
        self._send_commands()
        if not self.link.connected.is_set() or not delivery.has_due(self.house, KINDS + AHEAD):
            return
        items = delivery.claim(self.house, KINDS) or delivery.claim(self.house, AHEAD, limit=1)
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
            for door_id in snapshots.doors_of(self.house, venue_id):
                snapshots.refresh(self.house, door_id, self.publish)
        except LinkDown:
            delivery.postpone(self.house, items)
        except StorageUnavailable:
            raise
        except Exception as error:  # one hall that cannot be served must not hold up the others
            log.exception("the doors of hall %s cannot be brought up to date", venue_id)
            for item in items:
                delivery.failed(self.house, item, type(error).__name__)
        else:
            delivery.done(self.house, items)
