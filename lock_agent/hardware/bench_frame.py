"""The frame of a bench door, leaf, housing and buttons: the real classes on simulated copper."""

from collections.abc import Callable
from dataclasses import replace

from lock_agent.core.values import Input
from lock_agent.hardware.bench_chip import BenchChip
from lock_agent.hardware.inputs import open_inputs
from lock_agent.loop import Loop
from lock_agent.served import Served
from lock_agent.wiring import Inputs, Wire

PRESS_S = 0.2


class BenchFrame:
    """Made when somebody first touches it: a thousand doors nobody touches cost no descriptors."""

    def __init__(self, inputs: Inputs, loop: Loop, feed: Callable[[Input], None]) -> None:
        self._wires = replace(inputs, keypad=None, scanner=None)
        self._loop, self._feed = loop, feed
        self._chip = BenchChip()
        self._served: tuple[Served, ...] | None = None

    def move(self, part: str, is_open: bool) -> bool:
        """Open or close a leaf (`contact`) or housing (`tamper`); say whether the door has such a part."""
        return self._drive(part, is_open)

    def press(self, part: str) -> bool:
        """Press `exit` or `emergency` for a moment; say whether the door has such a button."""
        has = self._drive(part, True)
        self._loop.later(PRESS_S, lambda: self._let_go(part))
        return has

    def close(self) -> None:
        """Let go of everything."""
        served, self._served = self._served or (), None
        for one in served:
            one.close()

    def _let_go(self, part: str) -> None:
        if self._served is not None:
            self._drive(part, False)

    def _drive(self, part: str, active: bool) -> bool:
        wire = getattr(self._wires, part, None)
        if not isinstance(wire, Wire):
            return False
        if self._served is None:
            self._begin()
        self._chip.drive(wire.pin, int(wire.active_high is active))
        return True

    def _begin(self) -> None:
        for part in ("contact", "exit", "tamper", "emergency"):
            wire = getattr(self._wires, part)
            if wire is not None:
                self._chip.drive(wire.pin, int(not wire.active_high))
        sources = open_inputs(self._wires, lambda: self._chip)
        self._served = tuple(Served(source, self._loop, self._feed) for source in sources)
