"""One thread that waits for descriptors and moments. Idle means asleep: there is no polling in it."""

import heapq
import itertools
import selectors
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

Callback = Callable[[], None]


class Timer:
    """A callback that will run once; `cancel()` forgets it."""

    def __init__(self, callback: Callback) -> None:
        self._callback: Callback | None = callback

    def cancel(self) -> None:
        """Do not run it any more."""
        self._callback = None

    def run(self) -> None:
        """Run it, the first time."""
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()


class Loop:
    """Calls back when a descriptor is readable or writable and when a time has come (`time.monotonic()`)."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Timer]] = []
        self._count = itertools.count()
        self._stopped = False
        self._wake: tuple[socket.socket, socket.socket] | None = None

    def watch(self, source: Any, on_readable: Callback, on_writable: Callback | None = None) -> None:
        """Watch a descriptor, or change what it is watched for."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if on_writable else 0)
        try:
            self._selector.modify(source, events, (on_readable, on_writable))
        except KeyError:
            self._selector.register(source, events, (on_readable, on_writable))

    def forget(self, source: Any) -> None:
        """Do not watch a descriptor any more; one that is not watched is no mistake."""
        try:
            self._selector.unregister(source)
        except (KeyError, ValueError):
            return

    def later(self, seconds: float, callback: Callback) -> Timer:
        """Run a callback once, `seconds` from now."""
        return self.at(time.monotonic() + seconds, callback)

    def at(self, moment: float, callback: Callback) -> Timer:
        """Run a callback once, when `time.monotonic()` has come to `moment`."""
        timer = Timer(callback)
        heapq.heappush(self._timers, (moment, next(self._count), timer))
        return timer

    def every(self, seconds: float, callback: Callback) -> Timer:
        """Run a callback again and again, the first time `seconds` from now."""
        series = Timer(lambda: None)

        def run() -> None:
            if series._callback is not None:
                self.later(seconds, run)
                callback()

        self.later(seconds, run)
        return series

    def stop_on(self, *signals: signal.Signals) -> None:
        """Let `run()` return when one of these signals comes, also while it is asleep."""
        near, far = socket.socketpair()
        for end in (near, far):
            end.setblocking(False)
        signal.set_wakeup_fd(far.fileno(), warn_on_full_buffer=False)
        self._wake = (near, far)
        self.watch(near, lambda: void(near.recv(64)))
        for name in signals:
            signal.signal(name, lambda *_: self.stop())

    def stop(self) -> None:
        """Let `run()` return."""
        self._stopped = True

    def run(self) -> None:
        """Serve until `stop()` is called."""
        while not self._stopped:
            self.turn()

    def turn(self, longest: float | None = None) -> None:
        """Wait for the next thing, at most `longest` seconds, and do it."""
        for key, ready in self._selector.select(self._wait(longest)):
            on_readable, on_writable = key.data
            if ready & selectors.EVENT_READ:
                on_readable()
            if ready & selectors.EVENT_WRITE and on_writable is not None:
                on_writable()
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2].run()

    def close(self) -> None:
        """Let go of the selector."""
        if self._wake is not None:
            signal.set_wakeup_fd(-1)
            for end in self._wake:
                end.close()
        self._selector.close()

    def _wait(self, longest: float | None) -> float | None:
        if not self._timers:
            return longest
        until = max(0.0, self._timers[0][0] - time.monotonic())
        return until if longest is None else min(until, longest)


def void(_: object) -> None:
    """Take a value that says nothing."""
