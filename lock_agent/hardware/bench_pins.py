"""Mock pins that write down what happened to them.

The twin of the strike is the real `GpioStrike` on such a pin; only the copper is simulated.
"""

import time
from collections.abc import Callable
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin

from lock_agent.hardware.history import FileHistory, MemoryHistory


class RecordingPin(MockPin):  # type: ignore[misc]
    """A mock pin that reports its own changes of state to whoever set `recorder`."""

    recorder: Callable[[int, int], None] | None = None

    def keep(self, level: int) -> None:
        """Stand at a level from before this process: after a SIGKILL the kernel keeps an output as it was."""
        self._state = bool(level)

    def _change_state(self, value: bool) -> bool:
        changed = bool(super()._change_state(value))
        if changed and self.recorder is not None:
            self.recorder(time.monotonic_ns() // 1_000_000, int(value))
        return changed


def bench_factory() -> Any:
    """Return a pin factory of recording pins; each door of a bench has its own."""
    return MockFactory(pin_class=RecordingPin)


def record(factory: Any, pin: int, history: MemoryHistory | FileHistory) -> None:
    """Write down what happens to a pin, which stands where its last owner left it."""
    mock = factory.pin(pin)
    before = history.newest()
    if before:
        mock.keep(before[-1][1])
    mock.recorder = history.add
