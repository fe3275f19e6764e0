"""How long bookings took that were made, by hall: measured in each process, added up over all of them."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from flask import current_app
from prometheus_client import CollectorRegistry, Histogram, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

log = logging.getLogger(__name__)

NAME = "dorfschluessel_booking_duration_seconds"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class BookingTimes:
    """The histogram of one application."""

    def __init__(self) -> None:
        # When a hall was first booked is no figure, and missing among several processes.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        self._took = Histogram(
            NAME, "How long bookings took that were made.", ["hall"], registry=self._registry, buckets=BUCKETS
        )

    def note(self, hall: str, seconds: float) -> None:
        """Note one booking that was made."""
        self._took.labels(hall).observe(seconds)

    def text(self) -> bytes:
        """Return the histogram; of all processes where they share a folder."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


@contextmanager
def measured(hall: str) -> Iterator[None]:
    """Measure a booking. One that is refused is not noted: its hall may be nobody's."""
    started = perf_counter()
    yield
    times: BookingTimes = current_app.extensions["booking_times"]
    try:
        times.note(hall, perf_counter() - started)
    except OSError as error:  # the folder of the processes is gone or full; the booking is made all the same
        log.warning("a booking could not be timed: %s", type(error).__name__)
