"""Figures from the database, kept for a moment: who scrapes too often costs nothing."""

import threading
import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, generate_latest

from booking_server.publishing.metrics.families import StoredFigures
from booking_server.services.foundation.house import House
from booking_server.services.operation import operation

FRESH_FOR_S = 5.0


class Scrapes:
    """What the last look at the database told."""

    def __init__(self, house: House, clock: Callable[[], float] = time.monotonic) -> None:
        self._house = house
        self._clock = clock
        self._lock = threading.Lock()
        self._told: tuple[float, bytes] | None = None

    def text(self) -> bytes:
        """Return all stored figures, at most five seconds old. Raises StorageUnavailable."""
        with self._lock:
            if self._told is None or self._clock() - self._told[0] > FRESH_FOR_S:
                registry = CollectorRegistry()
                registry.register(StoredFigures(operation.figures(self._house)))
                self._told = (self._clock(), generate_latest(registry))
            return self._told[1]
