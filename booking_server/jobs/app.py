"""The worker's side towards the Bad Belzig App: a thread of its own, so a slow app delays nothing else."""

import logging
import threading
from dataclasses import dataclass

from booking_server.publishing.app.pushing import Pusher
from booking_server.services.foundation.house import House
from booking_server.storage.database import StorageUnavailable

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0


@dataclass(frozen=True)
class AppWork:
    """One thread's work: a loop that ends when `stopping` is set."""

    house: House
    stopping: threading.Event

    def run(self) -> None:
        """Work until told to stop. A database that cannot be reached is waited for."""
        pusher = Pusher(self.house)
        while not self.stopping.wait(LOOK_EVERY_S):
            try:
                pusher.keep_promises(stopping=self.stopping.is_set)
            except StorageUnavailable as error:
                log.warning("the database is not available: %s", error)
