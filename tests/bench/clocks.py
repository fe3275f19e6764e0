"""Stopwatches: wall and CPU time of actions, one after the other or taking turns."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.figures import Spread

MS_PER_NS = 1e-6
Action = Callable[[], object]


@dataclass
class Laps:
    """Wall milliseconds of every call, and the CPU milliseconds of this process over all of them."""

    wall: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def take(self, action: Action) -> None:
        """Call once and note how long it took."""
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        action()
        self.wall.append((time.perf_counter_ns() - wall) * MS_PER_NS)
        self.cpu += (time.process_time_ns() - cpu) * MS_PER_NS

    @property
    def spread(self) -> Spread:
        """The laps in milliseconds."""
        return Spread.of(self.wall, cpu=self.cpu / len(self.wall))


def in_turns(*actions: Action, rounds: int, warm_up: int = 3) -> tuple[Spread, ...]:
    """Return the milliseconds of each action; taking turns, they meet the same neighbours on the machine."""
    laps = [Laps() for _ in actions]
    for number in range(warm_up + rounds):
        for lap, action in zip(laps, actions, strict=True):
            (lap if number >= warm_up else Laps()).take(action)
    return tuple(lap.spread for lap in laps)
