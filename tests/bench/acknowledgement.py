"""From a booking to the door that holds its code, and from a cancellation to the door that refuses it.

The whole demo runs: web, worker, broker, and the hall of Benken's door and link as processes of their own.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from booking_server.demo.doors import REAL_PROCESSES
from tests.bench.figures import Bar, Figure, Spread, single
from tests.bench.served import free_port
from tests.bench.village import morning
from tests.end_to_end.running_demo import RunningDemo, this_minute

BOOKINGS = 30
ACKNOWLEDGED_MS, REFUSED_S = 500, 10
PATIENCE_S = 20.0
LOOK_S = 0.005
MS_PER_S = 1000


@contextmanager
def running(folder: Path) -> Iterator[RunningDemo]:
    """Yield a demo that is ready; it ends with the block."""
    demo = RunningDemo(folder / "demo", free_port())
    demo.start()
    try:
        yield demo
    finally:
        demo.stop()
