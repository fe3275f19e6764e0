"""The command of whoever takes a device down: `dorfschluessel-agent wipe`."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from lock_agent import journal
from lock_agent.database import FILE_NAME as DATABASE
from lock_agent.files import sync_directory
from lock_agent.programs.enrol import Say
from lock_agent.programs.options import PROFILE
from lock_agent.tenure import DOOR, LINK, UnitRuns, tenure

RUNNING = (
    "Auf diesem Gerät laufen noch Tür oder Verbindung: Sie öffnen weiter. Halten Sie beide an und beginnen"
    " Sie dann noch einmal: systemctl stop dorfschluessel-door dorfschluessel-link"
)
UNSENT = (
    "{count} Meldungen hat der Server noch nicht. Verbinden Sie das Gerät mit dem Netzwerk oder holen Sie die"
    " Meldungen ab (dorfschluessel-agent courier --collect). Mit --sure gehen sie verloren."
)


def wipe(data: Path, *, is_sure: bool, say: Say) -> int:
    """Remove everything that makes this device a door; return the exit code.

    Refused while door or link run, which would go on with what they remember, and while events wait for the
    server, unless the person is sure. How the device is wired stays: that has nothing to do with whose door
    it is.
    """
    try:
        with tenure(DOOR, data), tenure(LINK, data):
            return _wipe(data, is_sure=is_sure, say=say)
    except UnitRuns:
        say(RUNNING)
        return 1


def _wipe(data: Path, *, is_sure: bool, say: Say) -> int:
    unsent = _unsent(data / DATABASE)
    if unsent and not is_sure:
        say(UNSENT.format(count=unsent))
        return 1
    for path in data.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != PROFILE:
            path.unlink()
    sync_directory(data)
    say("Das Gerät ist leer. Es öffnet keine Tür mehr.")
    return 0


def _unsent(path: Path) -> int:
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return journal.outbox(connection).depth
    except sqlite3.Error:
        return 0  # what cannot be read cannot be sent either
