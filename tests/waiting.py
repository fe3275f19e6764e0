"""Waiting for another process, bounded: the only place in the tests that sleeps."""

import time
from collections.abc import Callable

PAUSE_SECONDS = 0.02


def until(condition: Callable[[], object], what: str, *, seconds: float = 5.0) -> None:
    """Returns as soon as `condition()` is true; raises AssertionError naming `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(PAUSE_SECONDS)
