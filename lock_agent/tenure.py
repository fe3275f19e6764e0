"""That a unit works once with the files of a device: a second one would take its place and leave it empty.

Whoever works holds a lock on a file beside the database. The kernel lets go of it however the program ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

DOOR, LINK = "door", "link"
_WORDS = {DOOR: "Die Tür", LINK: "Die Verbindung"}


class UnitRuns(Exception):
    """Somebody works as this unit with these files already; the message is for a technician."""

    def __init__(self, unit: str, data: Path) -> None:
        super().__init__(
            f"{_WORDS[unit]} läuft schon mit den Dateien in {data}."
            f" Halten Sie sie erst an: systemctl stop dorfschluessel-{unit}"
        )


@contextmanager
def tenure(unit: str, data: Path) -> Iterator[None]:
    """Be the one who works as this unit with these files. Raises `UnitRuns`."""
    with ExitStack() as held:
        with suppress(OSError):  # a card too full for one more file must not keep a door from working
            handle = os.open(_lock(unit, data), os.O_RDWR | os.O_CREAT, 0o600)
            held.callback(os.close, handle)
            if not _take(handle, fcntl.LOCK_EX):
                raise UnitRuns(unit, data)
        yield


def runs(unit: str, data: Path) -> bool:
    """Return whether somebody works as this unit with these files; makes no file, whoever asks."""
    try:
        with _lock(unit, data).open("rb") as file:
            return not _take(file.fileno(), fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _take(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock(unit: str, data: Path) -> Path:
    return data / f".{unit}.lock"
