"""The worker's side towards Home Assistant: a thread of its own, whose failing stops nothing else."""

import logging
import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from booking_server.domain.errors import NotFound
from booking_server.publishing.bridge_connection import BrokerAway
from booking_server.publishing.home_assistant.connection import Connection
from booking_server.publishing.home_assistant.telling import Teller
from booking_server.services import bridges
from booking_server.services.house import House
from booking_server.services.unforeseen import trace
from booking_server.settings import HomeAssistant
from booking_server.storage.database import StorageUnavailable

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 300.0
STABLE_AFTER_S = 60.0


@dataclass(frozen=True)
class HomeAssistantWork:
    """One thread's work: a loop that ends when `stopping` is set, and by nothing else."""

    house: House
    wanted: HomeAssistant
    stopping: threading.Event
    look_every_s: float = LOOK_EVERY_S
    first_pause_s: float = FIRST_PAUSE_S

    def run(self) -> None:
        """Keep the bridge up until told to stop; what is away is tried again, ever more rarely."""
        tries = 0
        while not self.stopping.is_set():
            began = time.monotonic()
            self._try_whatever_happens()
            tries = 0 if time.monotonic() - began >= STABLE_AFTER_S else tries + 1
            self.stopping.wait(pause(tries, self.first_pause_s))

    def _try_whatever_happens(self) -> None:
        try:
            self._try()
        except Exception as error:  # the thread would end, and the worker with it
            log.error("the bridge to Home Assistant failed:\n%s", trace(error))

    def _try(self) -> None:
        """Serve until told to stop or until something fails; then note what."""
        try:
            town = bridges.town_at(self.house, self.wanted.town)
        except NotFound:
            log.error("HOME_ASSISTANT_TOWN: there is no municipality %s", self.wanted.town)
            return
        except StorageUnavailable as error:
            log.warning("the database is not available: %s", error)
            return
        failure = self._failure_of_serving(town.id)
        if failure:
            log.warning("the bridge to Home Assistant is away: %s", failure)
            with suppress(StorageUnavailable):
                bridges.note(self.house, town.id, failure=failure)

    def _failure_of_serving(self, municipality_id: str) -> str:
        connection = Connection(self.wanted)
        try:
            connection.open()
            self._serve(connection, municipality_id)
        except BrokerAway as error:
            return error.reason
        except StorageUnavailable as error:
            log.warning("the database is not available: %s", error)
            return "database"
        except Exception as error:  # nobody's door or mail waits for what is wrong here
            log.error("the bridge to Home Assistant failed:\n%s", trace(error))
            return "unforeseen"
        finally:
            connection.close()
        return ""

    def _serve(self, connection: Connection, municipality_id: str) -> None:
        teller = Teller(self.house, self.wanted, municipality_id, connection.tell)
        teller.take_others_back()
        while not self.stopping.is_set():
            if connection.asked.is_set():
                connection.asked.clear()
                teller.say_everything_again()
            teller.tell()
            connection.check()
            bridges.note(self.house, municipality_id)
            self.stopping.wait(self.look_every_s)


def pause(tries: int, first_s: float = FIRST_PAUSE_S) -> float:
    """Return how long to wait: twice as long each time up to five minutes, and never two bridges alike."""
    longest = min(LONGEST_PAUSE_S, first_s * 2.0 ** min(max(tries - 1, 0), 16))
    luck: float = random.uniform(0.5, 1.0)  # noqa: S311 - no secret
    return longest * luck
