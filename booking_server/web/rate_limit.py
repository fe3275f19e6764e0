"""Slowing down who changes too much too fast: a bucket of tokens for each visitor's address."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, abort, request

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
READING = SAFE | {"PROPFIND", "REPORT"}
"""CalDAV's own ways of looking: a phone that comes for its calendar needs half a dozen of them."""
MOST_VISITORS = 10_000
A_MINUTE = 60.0
BY_DEVICE = frozenset({"door_exchange.up", "door_exchange.down"})
"""Routes that count by device once it has proved who it is: a hall's guests share the doors' address."""


@dataclass
class RateLimit:
    """Lets each visitor do `per_minute` things a minute, all at once or spread; 0 lets everything pass."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, visitor: str) -> bool:
        """Take one token of the visitor's; tell whether there was one."""
        if self.per_minute == 0:
            return True
        with self._lock:
            now = self.clock()
            tokens = self._tokens(visitor, now)
            if len(self._buckets) >= MOST_VISITORS:
                self._forget_full_buckets(now)
            self._buckets[visitor] = (max(tokens - 1.0, 0.0), now)
            return tokens >= 1.0

    def _tokens(self, visitor: str, now: float) -> float:
        tokens, seen = self._buckets.get(visitor, (float(self.per_minute), now))
        return min(float(self.per_minute), tokens + (now - seen) * self.per_minute / A_MINUTE)

    def _forget_full_buckets(self, now: float) -> None:
        """A full bucket tells nothing; without this, made-up addresses would fill the memory."""
        self._buckets = {v: b for v, b in self._buckets.items() if now - b[1] < A_MINUTE}
        if len(self._buckets) >= MOST_VISITORS:
            self._buckets.clear()


def limit_changes(app: Flask, limit: RateLimit) -> None:
    """Answer 429 to who asks for too many changes; looking at pages is never limited."""

    @app.before_request
    def check() -> None:
        if request.endpoint in BY_DEVICE or request.method in READING:
            return
        if not limit.allows(request.remote_addr or ""):
            abort(429)
