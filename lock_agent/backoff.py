"""When to knock at the broker again (protocol §11): full jitter, or a thousand doors knock at once."""

import random
from collections.abc import Callable

CAP_S = 900.0
AFTER_CHANGE_S = 2.0
AFTER_REFUSAL_S = 60.0
STABLE_S = 60.0

HTTPS_AFTER_S = 120.0
"""How long MQTT is tried alone before HTTPS is tried as well."""


class Backoff:
    """Delays that grow with every failure; `chance` draws from 0..1.

    No wait is longer than twice what was waited before: who drew short lots has failed often in a short
    outage, and of five thousand doors some would stay away for minutes after the broker is back.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._begin(AFTER_CHANGE_S)

    def next_delay(self) -> float:
        """Return how long to wait after one more failure: anything from 0 to the cap of this step."""
        ceiling: float = min(CAP_S, self._base * 2.0 ** min(self._failures, 16))
        delay = self._chance() * min(ceiling, max(self._base, 2 * self._waited_s))
        self._failures += 1
        self._waited_s += delay
        return delay

    def refused(self) -> None:
        """The broker said no: it will not say yes in two seconds."""
        if self._base != AFTER_REFUSAL_S:
            self._begin(AFTER_REFUSAL_S)

    def reset(self) -> None:
        """The local link changed, or a connection held for a minute: start afresh."""
        self._begin(AFTER_CHANGE_S)

    def _begin(self, base_s: float) -> None:
        self._base, self._failures, self._waited_s = base_s, 0, 0.0
