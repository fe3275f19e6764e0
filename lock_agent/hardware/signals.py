"""Light and sound: two LEDs and a buzzer on GPIO outputs."""

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gpiozero import OutputDevice


class Step(NamedTuple):
    """At `ms` after the start of a pattern, `output` goes on or off."""

    ms: int
    output: str
    on: bool


def _on(output: str, start: int, length: int) -> tuple[Step, Step]:
    return Step(start, output, True), Step(start + length, output, False)


def _pattern(*steps: tuple[Step, Step]) -> tuple[Step, ...]:
    return tuple(sorted((step for pair in steps for step in pair), key=lambda step: step.ms))


def _flashes(length: int, *starts: int) -> tuple[Step, ...]:
    return _pattern(*(_on(output, start, length) for output in ("red", "buzzer") for start in starts))


PATTERNS: Mapping[str, tuple[Step, ...]] = {
    "key": _pattern(_on("buzzer", 0, 30)),
    "cleared": _pattern(_on("buzzer", 0, 120)),
    "granted": _pattern(_on("green", 0, 3000), _on("buzzer", 0, 600)),
    "refused": _flashes(150, 0, 300, 600),
    "typing_error": _flashes(80, 0, 240),
    "wait": _pattern(*(_on("red", start, 1000) for start in (0, 2000, 4000)), _on("buzzer", 0, 1200)),
    "held_open": _pattern(*(_on("buzzer", start, 900) for start in range(0, 9_000, 1_800))),
    "locked": _pattern(*(_on(output, start, 700) for output in ("green", "buzzer") for start in (0, 1100))),
    "identify": _pattern(*(_on("green", start, 250) for start in range(0, 10_000, 500))),
}
"""Unknown, early and expired are one pattern, `refused`: who tries codes learns nothing (protocol §9).

No answer rests on a colour, or on sound alone: the rhythm of the light says it, and so does that of the
buzzer. Granted: one long light. Refused: three short ones. Mistyped: two very short. Wait: three slow. Locked
up: two long.
"""


class GpioSignals:
    """Plays patterns; the owner calls `expire()` when `due()` has come. Unknown patterns stay dark."""

    def __init__(
        self, pins: Mapping[str, int], *, pin_factory: Any, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._started = 0.0
        self._rest: tuple[Step, ...] = ()
        self._outputs = {
            name: OutputDevice(pin, active_high=True, initial_value=False, pin_factory=pin_factory)
            for name, pin in pins.items()
        }

    def show(self, pattern: str) -> None:
        """Start a pattern, ending the one before. A click never cuts off an answer."""
        if pattern == "key" and self._rest:
            return
        self._dark()
        self._started, self._rest = self._clock(), PATTERNS.get(pattern, ())
        self.expire()

    def lit(self) -> str:
        """Return the lights that are on: `green`, `red`, `green red` or `off`."""
        names = [name for name, output in self._outputs.items() if name != "buzzer" and output.value]
        return " ".join(sorted(names)) or "off"

    def due(self) -> float | None:
        """Return when the next step of the pattern comes, in seconds of the clock."""
        return self._started + self._rest[0].ms / 1000 if self._rest else None

    def expire(self) -> None:
        """Carry out the steps that are due."""
        while self._rest and self._clock() >= self._started + self._rest[0].ms / 1000:
            step, self._rest = self._rest[0], self._rest[1:]
            output = self._outputs.get(step.output)
            if output is not None:
                (output.on if step.on else output.off)()

    def close(self) -> None:
        """Go dark and let go of the pins."""
        self._rest = ()
        for output in self._outputs.values():
            output.close()

    def _dark(self) -> None:
        for output in self._outputs.values():
            output.off()
