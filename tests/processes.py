"""Looking at the processes of this machine."""

import os
import signal
from contextlib import suppress
from pathlib import Path

MORTAL = ("setpriv", "--pdeathsig", "KILL")
"""Put before a command whose process must not outlive this one, however this one ends."""


def end_in_order_on_sigterm() -> None:
    """Lets SIGTERM end this program as Ctrl-C does: what it started is stopped, its folders are removed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def members(group: int) -> list[int]:
    """Returns the process ids of a process group, without those that only wait to be buried."""
    return [pid for pid, leader, state, _ in _all() if leader == group and state != "Z"]


def children(parent: int) -> list[int]:
    """Returns the process ids of what a process has started, without those that only wait to be buried."""
    return [pid for pid, _, state, owner in _all() if owner == parent and state != "Z"]


def are_there(pids: list[int]) -> bool:
    """Returns whether any of these processes still runs."""
    return any(pid in pids and state != "Z" for pid, _, state, _ in _all())


def of_demo(directory: Path) -> list[int]:
    """Returns the process ids of everything that a demo in `directory` started and of what those started."""
    mark = b"DEMO_DIR=" + os.fsencode(directory)
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it ended meanwhile, or is another user's
            if mark in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
    return found


def _all() -> list[tuple[int, int, str, int]]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The second field is the program's name in brackets, which may hold anything.
            state, parent, leader, *_ = entry.read_text().rpartition(")")[2].split()
            found.append((int(entry.parent.name), int(leader), state, int(parent)))
    return found
