"""Computing time as something that runs out: a step that takes too long is left, the next one goes on.

It counts the computing time of this process with a signal, so it works in a main thread alone; the child
that reads a calendar is one. Behind it stands the kernel, which kills the whole child.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN_S = 0.05
"""A signal that falls into a place that swallows it (a destructor) is sent again."""


class TooExpensive(Exception):
    """A step used up what it was given."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Do something with so many seconds of computing at most. Raises TooExpensive."""
    if seconds <= 0:
        raise TooExpensive
    before = signal.signal(signal.SIGVTALRM, _interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


class Purse:
    """Computing time for many steps together; each gets no more than its own share of it."""

    def __init__(self, seconds: float) -> None:
        self._end = time.process_time() + seconds

    @contextmanager
    def step(self, share: float) -> Iterator[None]:
        """Do one step. Raises TooExpensive when its share or the whole purse is used up."""
        with at_most(min(share, self._end - time.process_time())):
            yield


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise TooExpensive
