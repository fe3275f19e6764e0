"""A GPIO chip that is not there: the functions of lgpio the agent uses, on copper that is simulated.

`Lines` on such a chip is the twin of every input: the real classes run, only the copper is made of sets.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_Edge = Callable[[int, int, int, int], None]


@dataclass
class _Line:
    """How a line is used; `driven` is the level that what is wired to it gives it, if it gives it one."""

    is_output: bool = False
    pull_up: bool = False
    open_drain: bool = False
    level: int = 0
    driven: int | None = None


class BenchChip:
    """Stands in for the module `lgpio`."""

    RISING_EDGE, FALLING_EDGE, BOTH_EDGES = 1, 2, 3
    SET_OPEN_DRAIN, SET_PULL_UP, SET_PULL_DOWN, SET_PULL_NONE = 8, 32, 64, 128

    class error(Exception):  # noqa: N801 -- lgpio calls it so
        """What lgpio raises."""

    def __init__(self, label: str = "pinctrl-bcm2711", *, chip: int = 0) -> None:
        self.label, self.chip = label, chip
        self.lines: dict[int, _Line] = {}
        self.bridges: set[frozenset[int]] = set()
        self.dead: set[int] = set()
        self.debounced: dict[int, int] = {}
        self.seen: dict[int, list[int | None]] = {}
        self._callbacks: dict[int, tuple[int, _Edge]] = {}

    # What lies on the bench.

    def drive(self, pin: int, level: int | None) -> None:
        """Put a line to 3.3 V or ground; None takes the wire off."""
        self._change(lambda: setattr(self._line(pin), "driven", level))

    def bridge(self, one: int, other: int) -> None:
        """Connect two lines, as a key of a matrix does."""
        self._change(lambda: self.bridges.add(frozenset((one, other))))

    def part(self, one: int, other: int) -> None:
        """Open that connection."""
        self._change(lambda: self.bridges.discard(frozenset((one, other))))

    def pulse(self, pin: int, at_ns: int) -> None:
        """Let a wire fall and rise again, as a Wiegand reader does."""
        edge, call = self._callbacks[pin]
        for level, kind in ((0, self.FALLING_EDGE), (1, self.RISING_EDGE)):
            if edge & kind:
                call(self.chip, pin, level, at_ns)

    # What lgpio does.

    def gpiochip_open(self, chip: int) -> int:
        """Open a chip; there is one."""
        if chip != self.chip:
            raise self.error("can not open gpiochip")
        return chip

    def gpiochip_close(self, _: int) -> int:
        """Close it."""
        return 0

    def gpio_get_chip_info(self, _: int) -> list[Any]:
        """Return status, lines, name, label."""
        return [0, 58, f"gpiochip{self.chip}", self.label]

    def gpio_claim_alert(self, _: int, pin: int, _edges: int, flags: int = 0) -> int:
        """Use a line as an input that reports edges."""
        self._claim(pin, _Line(pull_up=bool(flags & self.SET_PULL_UP), driven=self._line(pin).driven))
        return 0

    def gpio_claim_input(self, _: int, pin: int, flags: int = 0) -> int:
        """Use a line as an input: it drives nothing any more."""
        self._claim(pin, _Line(pull_up=bool(flags & self.SET_PULL_UP), driven=self._line(pin).driven))
        self.seen.setdefault(pin, []).append(None)
        return 0

    def gpio_get_mode(self, _: int, pin: int) -> int:
        """Return how a line is used: bit 1 for an output."""
        return int(self._line(pin).is_output) << 1

    def gpio_claim_output(self, _: int, pin: int, level: int = 0, flags: int = 0) -> int:
        """Use a line as an output."""
        self.seen.setdefault(pin, []).append(level)
        self._claim(pin, _Line(is_output=True, open_drain=bool(flags & self.SET_OPEN_DRAIN), level=level))
        return 0

    def gpio_set_debounce_micros(self, _: int, pin: int, micros: int) -> int:
        """Note it; edges on this bench are clean."""
        self.debounced[pin] = micros
        return 0

    def gpio_free(self, _: int, pin: int) -> int:
        """Give a line back."""
        self._change(lambda: self.lines.pop(pin, None))
        return 0

    def gpio_read(self, _: int, pin: int) -> int:
        """Return the level of a line."""
        self._check(pin)
        return self._level(pin)

    def gpio_write(self, _: int, pin: int, level: int) -> int:
        """Set the level of an output."""
        self._check(pin)
        self.seen.setdefault(pin, []).append(int(level))
        self._change(lambda: setattr(self._line(pin), "level", int(level)))
        return 0

    def callback(self, _: int, pin: int, edge: int, func: _Edge) -> "_Callback":
        """Call back on edges."""
        self._callbacks[pin] = (edge, func)
        return _Callback(lambda: self._callbacks.pop(pin, None))

    def _line(self, pin: int) -> _Line:
        return self.lines.setdefault(pin, _Line())

    def _claim(self, pin: int, line: _Line) -> None:
        self._check(pin)
        self._change(lambda: self.lines.__setitem__(pin, line))

    def _check(self, pin: int) -> None:
        if pin in self.dead:
            raise self.error("GPIO busy")

    def _level(self, pin: int) -> int:
        wired = self._connected(pin)
        lines = [self._line(other) for other in wired]
        driven = [line.driven for line in lines if line.driven is not None]
        driven += [line.level for line in lines if line.is_output and not (line.open_drain and line.level)]
        return min(driven) if driven else int(any(line.pull_up for line in lines))

    def _connected(self, pin: int) -> set[int]:
        found, new = {pin}, {pin}
        while new:
            new = {end for bridge in self.bridges if bridge & new for end in bridge} - found
            found |= new
        return found

    def _change(self, act: Callable[[], object]) -> None:
        before = {pin: self._level(pin) for pin in self._callbacks}
        act()
        for pin, (edge, call) in list(self._callbacks.items()):
            level = self._level(pin)
            kind = self.RISING_EDGE if level else self.FALLING_EDGE
            if level != before[pin] and edge & kind:
                call(self.chip, pin, level, time.monotonic_ns())


@dataclass(frozen=True)
class _Callback:
    cancel: Callable[[], object]
