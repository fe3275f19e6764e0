"""A bench of simulated copper with the real classes on it, and a clock that is wound by hand."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from lock_agent.core.values import Input
from lock_agent.hardware.bench_chip import BenchChip
from lock_agent.hardware.lines import Lines
from lock_agent.hardware.protocols import Source
from lock_agent.wiring import MatrixWiring

LAYOUT = ("123", "456", "789", "*0#")
MATRIX = MatrixWiring((5, 6, 13, 19), (12, 16, 20), LAYOUT)


class Copper:
    """A chip, its lines, and monotonic nanoseconds."""

    def __init__(self) -> None:
        self.chip = BenchChip()
        self.lines = Lines(self.chip)
        self.now = time.monotonic_ns()

    def __call__(self) -> int:
        return self.now

    def run(self, source: Source, ms: int) -> list[Input]:
        """Serve a source for a while, as a loop does: when it is readable and when it is due."""
        end, found = self.now + ms * 1_000_000, list(source.happened())
        while (due := source.due()) is not None and due * 1e9 <= end:
            self.now = max(self.now + 1000, round(due * 1e9))
            found += source.happened()
        self.now = max(self.now, end)
        return found

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """Hold a key of the matrix down."""
        row = next(number for number, keys in enumerate(LAYOUT) if key in keys)
        ends = MATRIX.rows[row], MATRIX.columns[LAYOUT[row].index(key)]
        self.chip.bridge(*ends)
        yield
        self.chip.part(*ends)
