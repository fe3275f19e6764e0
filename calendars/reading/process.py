"""Reading a calendar in a child process that is killed when it takes too much time, memory or patience."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

from calendars.period import Period
from calendars.reading import wire
from calendars.reading.report import Code, Note, Reading

LARGEST = 2 * 1024 * 1024
"""Bytes of a calendar."""
LONGEST_S = 10.0
"""Seconds on the clock, for a machine that is busy; computing is bounded to one by the child itself."""
LARGEST_ANSWER = 16 * 1024 * 1024

PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
"""All a child learns of the environment: the secrets of whoever reads are none of its business."""

CHILD = (sys.executable, "-m", "calendars.reading.child")


def read_calendar(
    data: bytes, window: Period, *, child: Sequence[str] = CHILD, patience_s: float = LONGEST_S
) -> Reading:
    """Return what a calendar says about a window, with a note for what was not read. Raises nothing.

    Times are computed in a child process: a rule of a stranger may compute for ever.
    """
    if len(data) > LARGEST:
        return Reading(notes=(Note(Code.TOO_LARGE, fact=str(len(data))),))
    head = json.dumps({"start": window.start.isoformat(), "end": window.end.isoformat()})
    answer, ended = _ask(child, head.encode() + b"\n" + data, patience_s)
    reading, is_finished = wire.unspell(answer[:LARGEST_ANSWER].decode(errors="replace").splitlines())
    if is_finished:
        return reading
    broke = Code.READER_FAILED if ended > 0 else Code.TOO_EXPENSIVE
    return replace(reading, notes=(*reading.notes, Note(broke)))


def _ask(child: Sequence[str], question: bytes, patience_s: float) -> tuple[bytes, int]:
    """Return what the child said before it ended or was ended, and how: below zero when it was killed."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the calendar is its input, never its name
            child,
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            timeout=patience_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return error.stdout or b"", -9
    return done.stdout, done.returncode
