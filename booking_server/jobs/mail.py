"""The worker's mail side: one poisonous mail never holds up the others."""

import logging
import threading
from dataclasses import dataclass

from booking_server.notices.mail import MailSender, compose
from booking_server.services.foundation.house import House
from booking_server.services.promises import delivery
from booking_server.storage.database import StorageUnavailable
from booking_server.storage.repositories.outbox import OutboxItem

log = logging.getLogger(__name__)

KINDS = ("mail",)
LOOK_EVERY_S = 0.5


@dataclass(frozen=True)
class MailWork:
    """One thread's work: a loop that ends when `stopping` is set."""

    house: House
    sender: MailSender
    mail_from: str
    stopping: threading.Event

    def run(self) -> None:
        """Work until told to stop. A database that cannot be reached is waited for."""
        while not self.stopping.wait(LOOK_EVERY_S):
            try:
                self.keep_promises()
            except StorageUnavailable as error:
                log.warning("the database is not available: %s", error)

    def keep_promises(self) -> None:
        """Send what is due, one by one, so that a slow mail server never outlasts a lease."""
        while not self.stopping.is_set() and delivery.has_due(self.house, KINDS):
            for item in delivery.claim(self.house, KINDS, limit=1):
                self._send(item)

    def _send(self, item: OutboxItem) -> None:
        try:
            for message in compose(self.house, item, self.mail_from):
                self.sender.send(message)
        except Exception as error:  # whatever is wrong with one mail, the next one goes out
            log.warning("mail %d was not sent: %s", item.id, type(error).__name__)
            delivery.failed(self.house, item, type(error).__name__)
        else:
            delivery.done(self.house, [item])
