"""Looking at the processes of this machine."""

import os
from contextlib import suppress
from pathlib import Path


def members(group: int) -> list[int]:
    """Returns the process ids of a process group, without those that only wait to be buried."""
    return [pid for pid, leader, state in _all() if leader == group and state != "Z"]


def of_demo(directory: Path) -> list[int]:
    """Returns the process ids of everything that a demo in `directory` started and of what those started."""
    mark = b"DEMO_DIR=" + os.fsencode(directory)
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it ended meanwhile, or is another user's
            if mark in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
    return found


def _all() -> list[tuple[int, int, str]]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The second field is the program's name in brackets, which may hold anything.
            state, _parent, leader, *_ = entry.read_text().rpartition(")")[2].split()
            found.append((int(entry.parent.name), int(leader), state))
    return found
