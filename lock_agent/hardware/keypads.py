"""Keypads on GPIO lines: a switch matrix the agent scans itself, and a Wiegand keypad or reader."""

import time
from collections.abc import Callable

from lock_agent.core.values import CardShown, Disturbed, Input, KeyPressed
from lock_agent.hardware.lines import Edges, Lines
from lock_agent.hardware.matrix import Matrix, Position, label, look
from lock_agent.hardware.wiegand import PAUSE_NS, Card, Frame, Key, Wiegand
from lock_agent.wiring import MatrixWiring, WiegandWiring

Clock = Callable[[], int]
"""Monotonic nanoseconds."""

_MS = 1_000_000
_SETTLES_S = 0.000_05
"""What a column behind a few metres of cable needs to rise again."""


class MatrixKeypad:
    """A matrix whose rows are pulled to ground one by one while a key is down, and all of them at rest.

    At rest nothing is scanned: an edge of a column wakes it. Rows are open drain, so that two keys
    of a column never connect an output that is high with one that is low.
    """

    def __init__(
        self,
        lines: Lines,
        wiring: MatrixWiring,
        *,
        clock: Clock = time.monotonic_ns,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._lines, self._rows, self._columns = lines, wiring.rows, wiring.columns
        self._layout = wiring.layout
        self._clock, self._pause = clock, pause
        self._edges = Edges()
        self._matrix = Matrix()
        self._due_ns: int | None = clock()
        with lines.claiming(self._edges, *self._rows, *self._columns):
            for row in self._rows:
                lines.drain(row)
            for column in self._columns:
                lines.watch(column, "up", self._edges, falling=True)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._edges.fileno()

    def due(self) -> float | None:
        """Return when the next sample is due, in seconds of the clock; at rest there is none."""
        return None if self._due_ns is None else self._due_ns / 1e9

    def happened(self) -> list[Input]:
        """Take a sample if one is due or an edge has woken us."""
        now = self._clock()
        if self._edges.take() and self._due_ns is None:
            self._due_ns = now
        if self._due_ns is None or now < self._due_ns:
            return []
        return self._look(now)

    def close(self) -> None:
        """Give the lines back."""
        self._lines.release(*self._rows, *self._columns)
        self._edges.close()

    def _look(self, now: int) -> list[Input]:
        result = look(self._matrix, self._sample(), now // _MS)
        self._matrix = result.matrix
        pause_ns = self._matrix.pause_ms(now // _MS) * _MS
        self._due_ns = None if self._matrix.at_rest else now + pause_ns
        found: list[Input] = [Disturbed("keypad", "stuck")] if result.stuck else []
        return found if result.key is None else [*found, KeyPressed(label(self._layout, result.key))]

    def _sample(self) -> Position:
        held: set[tuple[int, int]] = set()
        for row in self._rows:
            self._lines.write(row, True)
        for number, row in enumerate(self._rows):
            self._pause(_SETTLES_S)
            self._lines.write(row, False)
            held |= {
                (number, place) for place, column in enumerate(self._columns) if not self._lines.read(column)
            }
            self._lines.write(row, True)
        for row in self._rows:
            self._lines.write(row, False)
        return frozenset(held)


class WiegandReader:
    """A keypad or card reader on two wires, each of which falls for a bit."""

    def __init__(self, lines: Lines, wiring: WiegandWiring, *, clock: Clock = time.monotonic_ns) -> None:
        self._lines, self._wiring, self._clock = lines, wiring, clock
        self._edges = Edges()
        self._wiegand = Wiegand()
        self._last_ns = 0
        with lines.claiming(self._edges, wiring.d0, wiring.d1):
            for pin in (wiring.d0, wiring.d1):
                lines.watch(pin, wiring.pull, self._edges, falling=True)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._edges.fileno()

    def due(self) -> float | None:
        """Return when the frame that has begun will have ended, in seconds of the clock."""
        return (self._last_ns + PAUSE_NS) / 1e9 if self._wiegand.is_open else None

    def happened(self) -> list[Input]:
        """Return the keys and cards whose frames have ended."""
        frames: list[Frame] = []
        for edge in self._edges.take():
            frames += self._wiegand.bit(int(edge.pin == self._wiring.d1), edge.at_ns)
            self._last_ns = self._clock()
        if self._clock() - self._last_ns >= PAUSE_NS:
            frames += self._wiegand.end()
        return [_input(frame) for frame in frames]

    def close(self) -> None:
        """Give the lines back."""
        self._lines.release(self._wiring.d0, self._wiring.d1)
        self._edges.close()


def _input(frame: Frame) -> Input:
    match frame:
        case Key(key):
            return KeyPressed(key)
        case Card():
            return CardShown()
        case _:
            return Disturbed("reader", "garbage")
