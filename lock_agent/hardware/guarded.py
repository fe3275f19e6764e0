"""The door's end of the strike guard."""

import socket
import time
from collections.abc import Callable

from lock_agent.log import log

Start = Callable[[socket.socket], int]
"""Starts a guard process that serves the given end of a socket pair; returns its process id."""


class GuardedOutputs:
    """Strike and signals behind the guard: every order is one message, and none waits for the guard.

    `fileno()` becomes readable when the guard has something to say or is gone, see `serves()`; the door
    then calls `revive()`, and the new guard begins by driving the output to "secured".
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self._missed = ""
        self._orders = self._begin()

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._orders.fileno()

    def pulse(self, ms: int) -> None:
        """Energise the strike for `ms` milliseconds."""
        self._send(f"pulse {int(ms)} {time.monotonic_ns() // 1_000_000}")

    def secure(self) -> None:
        """End a running pulse now."""
        self._send("secure")

    def show(self, pattern: str) -> None:
        """Play a pattern."""
        self._send(f"show {pattern}")

    def close(self) -> None:
        """Leave: the guard secures the strike and ends."""
        self._orders.close()

    def serves(self) -> bool:
        """Take in that the guard has the outputs in its hands; return False if it is gone."""
        try:
            return bool(self._orders.recv(64))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def revive(self) -> None:
        """Start another guard in place of one that is gone."""
        self._orders.close()
        self._orders = self._begin()
        if self._missed:
            self._send(self._missed)  # stamped with when it was asked for: too late, and the guard drops it
        self._missed = ""

    def _send(self, message: str) -> None:
        try:
            self._orders.send(message.encode("ascii"))
        except BlockingIOError:
            log("guard hangs, order dropped")
        except OSError:
            # The guard is gone; whoever waits on `fileno()` is about to call `revive()`.
            self._missed = message if message.startswith("pulse") else self._missed

    def _begin(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.pid = self._start(theirs)
        ours.setblocking(False)
        return ours
