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
    """Delays that grow with every failure; `chance` draws from 0..1."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._base, self._failures = AFTER_CHANGE_S, 0

    def next_delay(self) -> float:
        """Return how long to wait after one more failure: anything from 0 to the cap of this step."""
        ceiling: float = min(CAP_S, self._base * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return self._chance() * ceiling

    def refused(self) -> None:
        """The broker said no: it will not say yes in two seconds."""
        if self._base != AFTER_REFUSAL_S:
            self._base, self._failures = AFTER_REFUSAL_S, 0

    def reset(self) -> None:
        """The local link changed, or a connection held for a minute: start afresh."""
        self._base, self._failures = AFTER_CHANGE_S, 0
