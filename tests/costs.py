"""What a piece of work costs the processor, apart from whoever else is busy at the same time."""

import gc
import time
from collections.abc import Callable


def seconds_of_cpu(work: Callable[[], object], *, enough: float = 1.0) -> float:
    """Return the CPU seconds of `work`, the least of three runs unless the first one stays below `enough`.

    From the second run on the garbage collector leaves alone what earlier tests made: that is no cost of
    the work.
    """
    first = _timed(work)
    if first < enough:
        return first
    gc.collect()
    gc.freeze()
    try:
        return min(first, _timed(work), _timed(work))
    finally:
        gc.unfreeze()


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
