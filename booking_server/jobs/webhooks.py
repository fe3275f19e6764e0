"""The worker's side towards webhooks: a few threads of their own, so a slow receiver delays nothing else."""

import logging
import threading
from dataclasses import dataclass

from booking_server.publishing.webhooks.sending import Sender
from booking_server.services.foundation.house import House
from booking_server.storage.database import StorageUnavailable

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
THREADS = 3
"""So many receivers may be slow at once before a fast one waits; each has one thread at a time at most."""


@dataclass(frozen=True)
class WebhookWork:
    """One thread's work: a loop that ends when `stopping` is set."""

    sender: Sender
    stopping: threading.Event

    def run(self) -> None:
        """Work until told to stop. A database that cannot be reached is waited for."""
        while not self.stopping.wait(LOOK_EVERY_S):
            try:
                self.sender.keep_promises(stopping=self.stopping.is_set)
            except StorageUnavailable as error:
                log.warning("the database is not available: %s", error)


def webhook_threads(house: House, stopping: threading.Event) -> list[threading.Thread]:
    """Return the threads that send messages, not started yet."""
    work = WebhookWork(Sender(house), stopping)
    return [threading.Thread(target=work.run, name=f"webhooks-{one}") for one in range(THREADS)]
