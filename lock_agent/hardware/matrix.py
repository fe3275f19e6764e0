"""Keys of a switch matrix: three equal samples are a position, and what may be a ghost is nobody's key.

Pure: `look()` is told what a sample of the wires showed and when. A matrix without diodes shows a fourth
key where three corners of a rectangle are pressed; such a position, and two keys in one sample, say
nothing certain and count for nothing until every key is released.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

SAMPLE_MS = 5
SAMPLES = 3
STUCK_MS = 10_000
"""A position that has not changed for so long: a key that jams, or water behind the panel."""

STUCK_SAMPLE_MS = 100
"""How often a jammed matrix is looked at, so that it does not keep the machine awake."""

Crossing = tuple[int, int]
"""Row and column of a key."""

Position = frozenset[Crossing]
RELEASED: Position = frozenset()


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the last samples showed, and the position they settled on (ms, monotonic)."""

    shown: Position = RELEASED
    seen: int = SAMPLES
    settled: Position = RELEASED
    since_ms: int = 0
    refused: bool = False
    told_stuck: bool = False

    @property
    def at_rest(self) -> bool:
        """Whether every key is released, for certain."""
        return self.shown == self.settled == RELEASED and self.seen >= SAMPLES

    def pause_ms(self, now_ms: int) -> int:
        """Return how long to wait for the next sample."""
        if self.shown == self.settled and now_ms - self.since_ms > STUCK_MS:
            return STUCK_SAMPLE_MS
        return SAMPLE_MS


@dataclass(frozen=True, slots=True)
class Look:
    """What a sample came to: the key that was pressed, if one was, and whether a key is found to jam."""

    matrix: Matrix
    key: Crossing | None = None
    stuck: bool = False


def look(matrix: Matrix, shown: Position, now_ms: int) -> Look:
    """Take one sample of the wires."""
    seen = min(matrix.seen + 1, SAMPLES) if shown == matrix.shown else 1
    matrix = replace(matrix, shown=shown, seen=seen)
    if seen == SAMPLES and shown != matrix.settled:
        return _settle(matrix, shown, now_ms)
    stuck = bool(matrix.settled) and now_ms - matrix.since_ms > STUCK_MS
    return Look(replace(matrix, told_stuck=stuck), stuck=stuck and not matrix.told_stuck)


def _settle(matrix: Matrix, position: Position, now_ms: int) -> Look:
    new = position - matrix.settled
    refused = bool(position) and (matrix.refused or len(new) > 1 or may_hold_a_ghost(position))
    matrix = replace(matrix, settled=position, since_ms=now_ms, refused=refused, told_stuck=False)
    return Look(matrix, next(iter(new)) if new and not refused else None)


def may_hold_a_ghost(position: Position) -> bool:
    """Return whether four of the keys are corners of a rectangle: then one of them may not be pressed."""
    rows: dict[int, set[int]] = {}
    for row, column in position:
        rows.setdefault(row, set()).add(column)
    columns = list(rows.values())
    return any(
        len(upper & lower) > 1 for place, upper in enumerate(columns) for lower in columns[place + 1 :]
    )


def label(layout: Sequence[str], crossing: Crossing) -> str:
    """Return what is printed on a key; `layout` holds a text per row."""
    row, column = crossing
    return layout[row][column]
