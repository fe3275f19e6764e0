"""Feeding systemd's watchdog while the door works, and only then (`WatchdogSec=`)."""

import os
from collections.abc import Callable, Mapping

from lock_agent.canary import Canary
from lock_agent.core.values import Effect, Input, Ticked
from lock_agent.door import Door
from lock_agent.log import log
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.programs import notify

FEEDINGS = 3
"""How often within the watchdog's patience it is fed."""

MICROSECONDS = 1_000_000


class Watchdog:
    """Sees the door's seconds pass; without any since the last feeding, or a silent canary, it starves."""

    def __init__(self, sings: Callable[[], bool], feed: Callable[[], None] = notify.alive) -> None:
        self._sings, self._feed = sings, feed
        self._ticks = 0

    def observe(self, happened: Input, _: tuple[Effect, ...]) -> None:
        """Count a second the door has got through."""
        self._ticks += isinstance(happened, Ticked)

    def check(self) -> None:
        """Feed, if the door is alive and in its right mind."""
        ticks, self._ticks = self._ticks, 0
        if ticks and self._sings():
            self._feed()
        else:
            log("watchdog: not fed, " + ("the canary is silent" if ticks else "the door does not tick"))


def interval_s(environment: Mapping[str, str]) -> float | None:
    """Return how often systemd wants to hear of us, in seconds, or None if it does not ask this process."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    patience = environment.get("WATCHDOG_USEC", "")
    return int(patience) / MICROSECONDS / FEEDINGS if patience.isdecimal() and int(patience) else None


def keep_watch(door: Door, machine: Machine, loop: Loop, environment: Mapping[str, str] = os.environ) -> None:
    """Feed the watchdog of a door as long as its loop turns and its canary sings."""
    seconds = interval_s(environment)
    if seconds is None:
        return
    canary = Canary()
    watchdog = Watchdog(lambda: canary.sings(door.state, machine.moment()))
    door.watch(watchdog.observe)
    loop.every(seconds, watchdog.check)
