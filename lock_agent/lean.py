"""Importing what brings along more than we need, without that."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def without(name: str) -> Iterator[None]:
    """Let a module in which everything is None stand in for `name` while something is imported.

    For what never uses it here. Whoever needs it afterwards, or has it already, gets the real one.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = _Nothing(name)
    try:
        yield
    finally:
        del sys.modules[name]


class _Nothing(ModuleType):
    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)
