"""Importing what brings along more than we need, without that."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def without(name: str) -> Iterator[None]:
    """Let an empty module stand in for `name` while something is imported that never uses it here.

    Whoever needs it afterwards, or has it already, gets the real one.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = ModuleType(name)
    try:
        yield
    finally:
        del sys.modules[name]
