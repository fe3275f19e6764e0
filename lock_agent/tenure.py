"""That a unit works once with the files of a device: a second one would take its place and leave it empty.

Whoever works holds a lock on a file beside the database. The kernel lets go of it however the program ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

DOOR, LINK, RADIO = "door", "link", "lora"
_WORDS = {DOOR: "Die Tür", LINK: "Die Verbindung", RADIO: "Das Funkmodul"}


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
            handle = _open(data / f".{unit}.lock")
            held.callback(os.close, handle)
            _give_to_the_owner(handle, data)
            if not _take(handle):
                raise UnitRuns(unit, data)
        yield


def _open(path: Path) -> int:
    """Open the file of a lock, for reading where a card takes no writes; never what a link leads to."""
    flags = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        return os.open(path, flags | os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return os.open(path, flags | os.O_RDONLY)


def _give_to_the_owner(handle: int, data: Path) -> None:
    if os.geteuid() == 0:  # else the service could not take a lock that root once held by hand
        owner = data.stat()
        with suppress(OSError):
            os.fchown(handle, owner.st_uid, owner.st_gid)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
