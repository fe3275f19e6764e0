"""Switches on GPIO lines: the contact of the leaf, the housing's, the way out, the emergency release."""

import time
from collections.abc import Callable

from lock_agent.core.values import ContactChanged, ContactFound, Input, TamperChanged
from lock_agent.hardware.lines import Edges, Lines
from lock_agent.hardware.steady import Press, Steady, judge, settle, shake, touch
from lock_agent.wiring import Wire

Clock = Callable[[], int]
_MS = 1_000_000
_CALM_US = 1000
"""What is shorter than a millisecond never reaches us: a wire beside a motor must not keep us busy."""


class Switch:
    """A switch with two positions; each is reported once it has settled, the first one at once."""

    def __init__(
        self,
        lines: Lines,
        wire: Wire,
        say: Callable[[bool, bool], list[Input]],
        *,
        clock: Clock = time.monotonic_ns,
    ) -> None:
        self._lines, self._wire, self._say, self._clock = lines, wire, say, clock
        self._edges = Edges()
        self._steady = Steady()
        with lines.claiming(self._edges, wire.pin):
            lines.watch(wire.pin, wire.pull, self._edges, calm_us=_CALM_US)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._edges.fileno()

    def due(self) -> float | None:
        """Return when the position may have settled, in seconds of the clock."""
        if self._steady.level is None:
            return self._clock() / 1e9
        return (self._steady.shaken_ms + self._steady.hold_ms) / 1000 if self._steady.is_moving else None

    def happened(self) -> list[Input]:
        """Return the new position, if it has settled in one."""
        now = self._clock() // _MS
        if self._edges.take():
            self._steady = shake(self._steady, now)
        is_active = self._lines.read(self._wire.pin) is self._wire.active_high
        before, self._steady = self._steady, settle(self._steady, is_active, now)
        return [] if self._steady.level is before.level else self._say(is_active, before.level is None)

    def close(self) -> None:
        """Give the line back."""
        self._lines.release(self._wire.pin)
        self._edges.close()


class Button:
    """A button somebody needs: each press is reported once, and none is missed for a busy moment of ours."""

    def __init__(self, lines: Lines, wire: Wire, pressed: Input, *, clock: Clock = time.monotonic_ns) -> None:
        self._lines, self._wire, self._pressed, self._clock = lines, wire, pressed, clock
        self._edges = Edges()
        self._press = Press()
        with lines.claiming(self._edges, wire.pin):
            lines.watch(wire.pin, wire.pull, self._edges, calm_us=_CALM_US)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._edges.fileno()

    def due(self) -> float | None:
        """Return when the press that has begun is decided on, in seconds of the clock."""
        due = self._press.due_ms
        return None if due is None else due / 1000

    def happened(self) -> list[Input]:
        """Return the press, if there was one."""
        for edge in self._edges.take():
            self._press = touch(self._press, edge.level is self._wire.active_high, edge.came_ns // _MS)
        self._press, pressed = judge(self._press, self._clock() // _MS)
        return [self._pressed] if pressed else []

    def close(self) -> None:
        """Give the line back."""
        self._lines.release(self._wire.pin)
        self._edges.close()


def say_contact(is_open: bool, first: bool) -> list[Input]:
    """Return what the contact of the leaf tells."""
    return [ContactFound(is_open) if first else ContactChanged(is_open)]


def say_tamper(is_open: bool, first: bool) -> list[Input]:
    """Return what the contact of the housing tells; that it is closed at boot is no news."""
    return [] if first and not is_open else [TamperChanged(is_open)]
