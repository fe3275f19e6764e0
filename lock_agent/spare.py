"""Working on where the card takes no writes at all: the units move into memory, and rightful codes open.

A card at its end turns read-only, and a device that boots from it would keep everybody out. Into memory comes
what a lost database is made anew from: identity, and the last good pair of snapshots. Then everything is as
after such a loss (`renewal.py`): exhausted throttles, an event that says so, a journal of its own. Events the
server had not stored stay on the card. Until the card is replaced each boot begins with the card again.
A card that turns read-only while the units run costs neither counters nor events (`moving.py`).
"""

import errno
import os
import secrets
from pathlib import Path

from lock_agent.contract.enrolment import FILE_NAME
from lock_agent.files import SERVER_CA
from lock_agent.log import log
from lock_agent.renewal import COPIES, GENERATIONS, alone, keep_note, read_note

LOOK_S = 5.0

RUNTIME = "RUNTIME_DIRECTORY"
"""Where systemd names the directory in memory that door and link share (systemd.exec(5))."""


def working_directory(data: Path) -> Path:
    """Return where the units of a device work: its directory, or one in memory if that takes no writes."""
    if takes_writes(data):
        return data
    spare = spare_of(data)
    with alone(spare):
        if not (spare / FILE_NAME).exists():
            log(f"storage: {data} takes no writes: working in memory until the card is replaced")
            _move_in(data, spare)
    return spare


def has_left(data: Path, working: Path) -> bool:
    """Return whether the door no longer works where a link does whose files lie in `data`."""
    if working == data:
        return is_read_only(data) and (spare_of(data) / FILE_NAME).exists()
    return not (working / FILE_NAME).exists()


def is_read_only(data: Path) -> bool:
    """Return whether the card has turned read-only (`errors=remount-ro`); asked without a write."""
    try:
        return bool(os.statvfs(data).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def takes_writes(data: Path) -> bool:
    """Return whether a file can be made there, or would be if there were room for it."""
    probe = data / f".writable-{os.getpid()}"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT, 0o600))
        probe.unlink()
    except OSError as error:
        return error.errno != errno.EROFS  # a full card is no broken one, and a missing one is said elsewhere
    return True


def spare_of(data: Path) -> Path:
    """Return the directory in memory for a device whose files lie in `data`; it is made if it is missing."""
    given = os.environ.get(RUNTIME, "").partition(":")[0]
    usual = Path(os.environ.get("TMPDIR", "/tmp")) / f"dorfschluessel-{os.getuid()}"  # noqa: S108 -- see below
    spare = Path(given) if given else usual
    spare = spare / data.name
    spare.mkdir(mode=0o700, parents=True, exist_ok=True)
    if spare.stat().st_uid != os.getuid():
        raise PermissionError(f"{spare} belongs to somebody else")
    return spare


def _move_in(data: Path, spare: Path) -> None:
    import shutil  # noqa: PLC0415 -- it brings packers along, half a megabyte, and is hardly ever needed

    shutil.copytree(data / COPIES, spare / COPIES, dirs_exist_ok=True)
    # The card cannot count, so a number by chance keeps this boot's journal apart from those before.
    generation = GENERATIONS // 2 + secrets.randbelow(GENERATIONS // 2 - 2)
    keep_note(spare, generation=generation, boot=(read_note(data) or (0, 0))[1])
    if (data / SERVER_CA).exists():
        shutil.copyfile(data / SERVER_CA, spare / SERVER_CA)
    shutil.copyfile(data / FILE_NAME, spare / FILE_NAME)
