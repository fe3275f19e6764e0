"""Slowing down who changes too much too fast: a bucket of tokens for each visitor's address."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, Response, abort, g, request

from booking_server.publishing.api_frame import bearer_token
from booking_server.services.partners.api_keys import looks_like_a_key

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
READING = SAFE | {"PROPFIND", "REPORT"}
"""CalDAV's own ways of looking: a phone that comes for its calendar needs half a dozen of them."""
MOST_VISITORS = 10_000
A_MINUTE = 60.0
BY_DEVICE = frozenset({"door_exchange.up", "door_exchange.down"})
"""Routes that count by device once it has proved who it is: a hall's guests share the doors' address."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What became of asking for a token: of `limit` a minute so many are `left`; 0 is no limit at all."""

    is_allowed: bool
    limit: int
    left: int
    full_in_s: int


@dataclass
class RateLimit:
    """Lets each visitor do `per_minute` things a minute, all at once or spread; 0 lets everything pass."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, visitor: str) -> bool:
        """Take one token of the visitor's; tell whether there was one."""
        return self.take(visitor).is_allowed

    def take(self, visitor: str) -> Allowance:
        """Take one token of the visitor's; tell whether there was one, and what is left."""
        if self.per_minute == 0:
            return Allowance(True, 0, 0, 0)
        with self._lock:
            now = self.clock()
            tokens = self._tokens(visitor, now)
            if len(self._buckets) >= MOST_VISITORS:
                self._forget_full_buckets(now)
            left = max(tokens - 1.0, 0.0)
            self._buckets[visitor] = (left, now)
            full_in_s = math.ceil((self.per_minute - left) * A_MINUTE / self.per_minute)
            return Allowance(tokens >= 1.0, self.per_minute, int(left), full_in_s)

    def _tokens(self, visitor: str, now: float) -> float:
        tokens, seen = self._buckets.get(visitor, (float(self.per_minute), now))
        return min(float(self.per_minute), tokens + (now - seen) * self.per_minute / A_MINUTE)

    def _forget_full_buckets(self, now: float) -> None:
        """A full bucket tells nothing; without this, made-up addresses would fill the memory."""
        self._buckets = {v: b for v, b in self._buckets.items() if now - b[1] < A_MINUTE}
        if len(self._buckets) >= MOST_VISITORS:
            self._buckets.clear()


def limit_changes(app: Flask, limit: RateLimit) -> None:
    """Answer 429 to who asks for too many changes; looking at pages is never limited.

    Programs are told in the fields of each answer what is left. Who comes with a key of the interface is
    counted by it, once it is proved (`web.api_keys`).
    """
    app.extensions["visitor_limit"] = limit

    @app.before_request
    def check() -> None:
        if request.endpoint in BY_DEVICE or request.method in READING or brings_key():
            return
        count(limit, request.remote_addr or "")

    @app.after_request
    def tell(answer: Response) -> Response:
        allowed: Allowance | None = g.get("allowance")
        if allowed is not None and allowed.limit and request.path.startswith("/api/"):
            answer.headers["RateLimit-Policy"] = f'"minute";q={allowed.limit};w=60'
            answer.headers["RateLimit"] = f'"minute";r={allowed.left};t={allowed.full_in_s}'
        return answer


def count(limit: RateLimit, visitor: str) -> None:
    """Take one token of the visitor's for this request, and refuse it when there is none left."""
    g.allowance = limit.take(visitor)
    if not g.allowance.is_allowed:
        abort(429)


def brings_key() -> bool:
    """Whether a request to the interface brings something that reads like a key."""
    return request.path.startswith("/api/") and looks_like_a_key(bearer_token() or "")
