"""Watching a conversation with a stranger: it ends when it takes too long, or too much computing.

Crumbs of a body, endless trailers, "continue" again and again: each is allowed, and costs whoever listens.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

LOOK_EVERY_S = 0.05


class Watch:
    """Hangs up from another thread; `why` says for what reason, and is empty as long as all is well.

    The computing is that of the thread which enters.
    """

    def __init__(self, hang_up: Callable[[], None], *, total_s: float, cpu_s: float) -> None:
        self.why = ""
        self._hang_up = hang_up
        self._total_s = total_s
        self._cpu_s = cpu_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._end = time.monotonic() + self._total_s
        self._clock = time.pthread_getcpuclockid(threading.get_ident())
        self._most = time.clock_gettime(self._clock) + self._cpu_s
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()  # the clock of a thread that is gone must not be asked

    def _look(self) -> None:
        while not self._over.wait(max(0.0, min(LOOK_EVERY_S, self._end - time.monotonic()))):
            if time.monotonic() >= self._end:
                self.why = "timeout"
            elif time.clock_gettime(self._clock) > self._most:
                self.why = "too-expensive"
            if self.why:
                self._hang_up()
                return
