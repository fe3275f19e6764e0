"""Working on where the card takes no writes at all: the units move into memory, and rightful codes open.

A card at its end turns read-only, and a device that boots from it would keep everybody out. Into memory comes
what a lost database is made anew from: identity, and the last good pair of snapshots. Then everything is as
after such a loss (`renewal.py`): exhausted throttles, an event that says so, a journal of its own. Events the
server had not stored stay on the card. Until the card is replaced each boot begins with the card again.
"""

import errno
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from lock_agent.contract.enrolment import FILE_NAME
from lock_agent.files import SERVER_CA
from lock_agent.log import log
from lock_agent.renewal import COPIES, GENERATIONS, alone, keep_note, read_note

RUNTIME = "RUNTIME_DIRECTORY"
"""Where systemd names the directory in memory that door and link share (systemd.exec(5))."""


def working_directory(data: Path) -> Path:
    """Return where the units of a device work: its directory, or one in memory if that takes no writes."""
    if _takes_writes(data):
        return data
    spare = _spare(data)
    with alone(spare):
        if not (spare / FILE_NAME).exists():
            log(f"storage: {data} takes no writes: working in memory until the card is replaced")
            _move_in(data, spare)
    return spare


def _takes_writes(data: Path) -> bool:
    try:
        handle, name = tempfile.mkstemp(prefix=".writable", dir=data)
    except OSError as error:
        return error.errno != errno.EROFS  # a full card is no broken one, and a missing one is said elsewhere
    os.close(handle)
    os.unlink(name)
    return True


def _spare(data: Path) -> Path:
    given = os.environ.get(RUNTIME, "").partition(":")[0]
    spare = Path(given) if given else Path(tempfile.gettempdir()) / f"dorfschluessel-{os.getuid()}"
    spare = spare / data.name
    spare.mkdir(mode=0o700, parents=True, exist_ok=True)
    if spare.stat().st_uid != os.getuid():
        raise PermissionError(f"{spare} belongs to somebody else")
    return spare


def _move_in(data: Path, spare: Path) -> None:
    shutil.copytree(data / COPIES, spare / COPIES, dirs_exist_ok=True)
    # The card cannot count, so a number by chance keeps this boot's journal apart from those before.
    generation = GENERATIONS // 2 + secrets.randbelow(GENERATIONS // 2 - 2)
    keep_note(spare, generation=generation, boot=(read_note(data) or (0, 0))[1])
    if (data / SERVER_CA).exists():
        shutil.copyfile(data / SERVER_CA, spare / SERVER_CA)
    shutil.copyfile(data / FILE_NAME, spare / FILE_NAME)
