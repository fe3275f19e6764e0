"""What happened to a pin: its changes of level, oldest first."""

import json
from collections import deque
from collections.abc import Iterable
from pathlib import Path

Transition = tuple[int, int]
"""Milliseconds of the monotonic clock, level of the pin."""


class MemoryHistory:
    """The newest transitions of a pin, for doors that share one process."""

    def __init__(self, length: int = 50) -> None:
        self._transitions: deque[Transition] = deque(maxlen=length)

    def add(self, mono_ms: int, level: int) -> None:
        """Append one transition."""
        self._transitions.append((mono_ms, level))

    def newest(self) -> list[Transition]:
        """Return the transitions, oldest first."""
        return list(self._transitions)


class FileHistory:
    """Transitions of a pin, a line each, in a file that outlives the process that owned the pin."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, mono_ms: int, level: int) -> None:
        """Append one transition."""
        with self._path.open("a", encoding="ascii") as file:
            file.write(f"[{mono_ms},{level}]\n")

    def newest(self, length: int = 50) -> list[Transition]:
        """Return at most `length` transitions, oldest first."""
        return list(self.read())[-length:]

    def read(self) -> Iterable[Transition]:
        """Yield all transitions; a line cut off by a kill in mid-write is left out."""
        lines = self._path.read_text(encoding="ascii").splitlines() if self._path.exists() else []
        for line in lines:
            if line.startswith("[") and line.endswith("]"):
                mono_ms, level = json.loads(line)
                yield mono_ms, level
