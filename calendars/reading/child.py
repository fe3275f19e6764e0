"""The child process that reads one calendar: a window on its first line, the calendar behind it.

What it may take is bounded before it reads the first byte of a stranger's. It writes what it has found a line
at a time, so that whoever kills it keeps what was finished.
"""

import contextlib
import json
import resource
import signal
import sys
from datetime import datetime

from calendars.period import Period
from calendars.reading import wire
from calendars.reading.budget import Purse
from calendars.reading.reader import read

MOST_MEMORY = 256 * 1024 * 1024
"""Bytes of address space, the interpreter's own part of it included; hardly a fifth is used."""
LONGEST_CPU_S = 1
PURSE_S = 0.6
"""Seconds of computing for rules and zones; the rest is for starting, reading and writing."""


def main() -> None:
    """Read one calendar from standard input."""
    _end_after(LONGEST_CPU_S)
    bound(resource.RLIMIT_CPU, LONGEST_CPU_S)
    bound(resource.RLIMIT_AS, MOST_MEMORY)
    bound(resource.RLIMIT_FSIZE, 0)
    asked = json.loads(sys.stdin.buffer.readline(1000))
    window = Period(datetime.fromisoformat(asked["start"]), datetime.fromisoformat(asked["end"]))
    data = sys.stdin.buffer.read()
    for item in read(data, window, Purse(PURSE_S)):
        print(wire.spell(item))
    print(wire.END, flush=True)


def bound(what: int, limit: int) -> None:
    """Bound this process for good. A sandbox may refuse that: then its own bounds hold."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(what, (limit, limit))


def _end_after(seconds: float) -> None:
    """Have the kernel end this process after so much computing; no sandbox of ours refuses that."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main()
