"""The GPIO lines of a Raspberry Pi that are read: switches, wires of a reader, the matrix of a keypad.

Edges arrive on a thread of lgpio with the kernel's time stamp and wait in a bounded queue whose
descriptor a loop can watch: an idle door sleeps.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from operator import attrgetter
from typing import Any, NamedTuple

from lock_agent.hardware.driver import header_chip
from lock_agent.wiring import Pull

MOST_EDGES = 4096


class Edge(NamedTuple):
    """A line has changed: `at_ns` compares edges with each other only, `came_ns` is the monotonic clock."""

    pin: int
    level: bool
    at_ns: int
    came_ns: int


class Edges:
    """Edges of some lines, readable whenever `fileno()` is. The oldest give way when nobody takes them."""

    def __init__(self) -> None:
        self._queue: deque[Edge] = deque(maxlen=MOST_EDGES)
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._bell

    def add(self, pin: int, level: int, at_ns: int) -> None:
        """Note an edge; called on the thread of the driver."""
        self._queue.append(Edge(pin, bool(level), at_ns, time.monotonic_ns()))
        with suppress(OSError):  # a source that is just being closed has no bell any more
            os.eventfd_write(self._bell, 1)

    def take(self) -> list[Edge]:
        """Return the edges since the last call, oldest first. Never waits."""
        with suppress(BlockingIOError):
            os.eventfd_read(self._bell)
        edges = [self._queue.popleft() for _ in range(len(self._queue))]
        return sorted(edges, key=attrgetter("at_ns"))

    def close(self) -> None:
        """Let go of the descriptor."""
        os.close(self._bell)


class Lines:
    """Lines of the chip whose pins are on the header. Every failure of the driver is an `OSError`."""

    def __init__(self, lg: Any) -> None:
        self._lg = lg
        self._handle, _ = header_chip(lg)
        self._flags = {"up": lg.SET_PULL_UP, "down": lg.SET_PULL_DOWN, "external": lg.SET_PULL_NONE}
        self._watched: dict[int, Any] = {}
        self._claimed: set[int] = set()

    def watch(self, pin: int, pull: Pull, edges: Edges, *, falling: bool = False, calm_us: int = 0) -> None:
        """Report edges of an input, falling ones alone if asked; `calm_us` keeps what is shorter from us."""
        which = self._lg.FALLING_EDGE if falling else self._lg.BOTH_EDGES
        self._do(self._lg.gpio_claim_alert, pin, which, self._flags[pull])
        self._claimed.add(pin)
        if calm_us:
            self._do(self._lg.gpio_set_debounce_micros, pin, calm_us)
        self._watched[pin] = self._do(self._lg.callback, pin, which, _pass_on(edges))

    @contextmanager
    def claiming(self, edges: Edges, *pins: int) -> Iterator[None]:
        """Give everything back if one of the pins cannot be had: somebody will try again."""
        try:
            yield
        except OSError:
            self.release(*pins)
            edges.close()
            raise

    def drain(self, pin: int) -> None:
        """Claim an output that either pulls to ground, as it does now, or lets go."""
        self._do(self._lg.gpio_claim_output, pin, 0, self._lg.SET_OPEN_DRAIN)
        self._claimed.add(pin)

    def write(self, pin: int, level: bool) -> None:
        """Pull an output to ground, or let go of it."""
        self._do(self._lg.gpio_write, pin, int(level))

    def read(self, pin: int) -> bool:
        """Return the level of a line."""
        return bool(self._do(self._lg.gpio_read, pin))

    def release(self, *pins: int) -> None:
        """Give lines back."""
        for pin in pins:
            watcher = self._watched.pop(pin, None)
            if watcher is not None:
                watcher.cancel()
            if pin in self._claimed:
                self._claimed.discard(pin)
                with suppress(OSError):
                    self._do(self._lg.gpio_free, pin)

    def close(self) -> None:
        """Give everything back."""
        self.release(*tuple(self._claimed))
        self._lg.gpiochip_close(self._handle)

    def _do(self, act: Callable[..., Any], pin: int, *values: Any) -> Any:
        try:
            return act(self._handle, pin, *values)
        except self._lg.error as error:
            raise OSError(f"GPIO {pin}: {error}") from error


def _pass_on(edges: Edges) -> Callable[[int, int, int, int], None]:
    return lambda _, pin, level, at_ns: edges.add(pin, level, at_ns)
