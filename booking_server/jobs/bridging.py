"""A bridge to somebody's broker: a thread of its own in the worker, whose failing stops nothing else."""

import logging
import random
import threading
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from booking_server.domain.errors import NotFound
from booking_server.publishing.bridge_connection import BridgeConnection, BrokerAway
from booking_server.services.doors.unforeseen import trace
from booking_server.services.foundation.house import House
from booking_server.services.lora import bridges
from booking_server.storage.database import StorageUnavailable

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 300.0
STABLE_AFTER_S = 60.0


class OfATown(Protocol):
    """The settings of a bridge: it is one municipality's."""

    @property
    def town(self) -> str: ...


Wanted = TypeVar("Wanted", bound=OfATown)
Connected = TypeVar("Connected", bound=BridgeConnection)


@dataclass(frozen=True)
class BridgeWork(ABC, Generic[Wanted, Connected]):
    """One thread's work: a loop that ends when `stopping` is set, and by nothing else.

    `name` is what the log calls the bridge, `setting` where its municipality is set.
    """

    name: ClassVar[str]
    setting: ClassVar[str]

    house: House
    wanted: Wanted
    stopping: threading.Event
    look_every_s: float = LOOK_EVERY_S
    first_pause_s: float = FIRST_PAUSE_S

    @abstractmethod
    def connection(self) -> Connected:
        """Return a connection, not yet open."""

    @abstractmethod
    def serve(self, connection: Connected, municipality_id: str) -> None:
        """Do the bridge's work until told to stop. Raises BrokerAway, StorageUnavailable."""

    @abstractmethod
    def note(self, municipality_id: str, failure: str = "") -> None:
        """Note how the bridge is, up without a failure. Raises StorageUnavailable."""

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
            log.error("the bridge to %s failed:\n%s", self.name, trace(error))

    def _try(self) -> None:
        """Serve until told to stop or until something fails; then note what."""
        try:
            town = bridges.town_at(self.house, self.wanted.town)
        except NotFound:
            log.error("%s: there is no municipality %s", self.setting, self.wanted.town)
            return
        except StorageUnavailable as error:
            log.warning("the database is not available: %s", error)
            return
        failure = self._failure_of_serving(town.id)
        if failure:
            log.warning("the bridge to %s is away: %s", self.name, failure)
            with suppress(StorageUnavailable):
                self.note(town.id, failure)

    def _failure_of_serving(self, municipality_id: str) -> str:
        connection = self.connection()
        try:
            connection.open()
            self.serve(connection, municipality_id)
        except BrokerAway as error:
            return error.reason
        except StorageUnavailable as error:
            log.warning("the database is not available: %s", error)
            return "database"
        except Exception as error:  # nobody's door or mail waits for what is wrong here
            log.error("the bridge to %s failed:\n%s", self.name, trace(error))
            return "unforeseen"
        finally:
            connection.close()
        return ""


def pause(tries: int, first_s: float = FIRST_PAUSE_S) -> float:
    """Return how long to wait: twice as long each time up to five minutes, and never two bridges alike."""
    longest = min(LONGEST_PAUSE_S, first_s * 2.0 ** min(max(tries - 1, 0), 16))
    luck: float = random.uniform(0.5, 1.0)  # noqa: S311 - no secret
    return longest * luck
