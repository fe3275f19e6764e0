"""Folders in memory, where flushing costs nothing; what a killed run left there goes with the next one."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

MEMORY = Path("/dev/shm")


def folder_in_memory(kind: str) -> Path:
    """Make a folder in memory, or on the disk where there is no such place; whoever asked removes it.

    It is named after this process, so that another run can tell that nobody needs it any more.
    """
    place = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    for left in place.glob(f"dorf-{kind}-*"):
        owner = left.name.split("-")[2]
        if owner.isdecimal() and not Path(f"/proc/{owner}").exists():
            with suppress(OSError):
                shutil.rmtree(left)
    return Path(tempfile.mkdtemp(prefix=f"dorf-{kind}-{os.getpid()}-", dir=place))
