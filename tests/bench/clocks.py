"""Stopwatches: wall and CPU time of actions, one after the other or taking turns."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.bench.figures import Spread

MS_PER_NS = 1e-6
T = TypeVar("T")
Action = Callable[[], object]


@dataclass
class Laps:
    """Wall milliseconds of every call, and the CPU milliseconds of this process over all of them."""

    wall: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def take(self, action: Callable[[], T]) -> T:
        """Call once, note how long it took and return what it returned."""
        cpu, wall = time.process_time_ns(), time.perf_counter_ns()
        outcome = action()
        self.wall.append((time.perf_counter_ns() - wall) * MS_PER_NS)
        self.cpu += (time.process_time_ns() - cpu) * MS_PER_NS
        return outcome

    @property
    def spread(self) -> Spread:
        """The laps in milliseconds."""
        return Spread.of(self.wall, cpu=self.cpu / len(self.wall))


def in_turns(*actions: Action, rounds: int, warm_up: int = 3) -> tuple[Spread, ...]:
    """Return the milliseconds of each action; taking turns, they meet the same neighbours on the machine.

    The order changes with every round, so that no action always runs just after the same other one.
    """
    laps = [Laps() for _ in actions]
    for action in actions * warm_up:
        action()
    for number in range(rounds):
        pairs = list(zip(laps, actions, strict=True))
        for lap, action in pairs if number % 2 else reversed(pairs):
            lap.take(action)
    return tuple(lap.spread for lap in laps)


def growth(before: Spread, after: Spread) -> float:
    """Return by how many times the CPU time has grown."""
    assert before.cpu is not None
    assert after.cpu is not None
    return after.cpu / before.cpu
