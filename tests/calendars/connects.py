"""Counting connections where they are made: every call of connect() in this process, whoever makes it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_watching: list[list[tuple[Any, ...]]] = []


def _note(event: str, given: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(given[1], tuple):
        for seen in _watching:
            seen.append(given[1])


sys.addaudithook(_note)  # it cannot be taken away again, and costs nothing while nobody watches


@contextmanager
def connects() -> Iterator[list[tuple[Any, ...]]]:
    """Yield the addresses connected to while the block runs."""
    seen: list[tuple[Any, ...]] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)
