"""Seeing to it that there is a guard, and telling the door when none can do its work."""

from collections.abc import Callable

from lock_agent.core.values import Disturbed, Input, Restored
from lock_agent.hardware.guarded import GuardedOutputs
from lock_agent.log import log
from lock_agent.loop import Loop

PAUSE_S = 1.0
LONGEST_PAUSE_S = 16.0


class Caretaker:
    """Starts another guard as soon as one is gone; the next begins by securing the strike.

    One that never came to serve, say for want of a GPIO chip, gets its successor after a pause that grows:
    a door that cannot open must still report, that above all, and not be busy with starting guards.
    """

    def __init__(self, outputs: GuardedOutputs, loop: Loop, *, pause_s: float = PAUSE_S) -> None:
        self._outputs, self._loop = outputs, loop
        self._first_pause_s = self._pause_s = pause_s
        self._feed: Callable[[Input], None] | None = None
        self._served = self._missing = self._told = False
        loop.watch(outputs, self._hear)

    def report_to(self, feed: Callable[[Input], None]) -> None:
        """Tell the door from now on whether its outputs are driven, and how it stands."""
        self._feed = feed
        self._tell()

    def _hear(self) -> None:
        if self._outputs.serves():
            self._served, self._missing, self._pause_s = True, False, self._first_pause_s
            self._tell()
            return
        self._loop.forget(self._outputs)
        served, self._served = self._served, False
        if served:
            self._revive()
            return
        self._missing = True
        self._tell()
        self._loop.later(self._pause_s, self._revive)
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)

    def _revive(self) -> None:
        log("guard gone, starting another")
        self._outputs.revive()
        self._loop.watch(self._outputs, self._hear)

    def _tell(self) -> None:
        if self._feed is None or self._told is self._missing:
            return
        self._told = self._missing
        self._feed(Disturbed("strike", "missing") if self._missing else Restored("strike"))
