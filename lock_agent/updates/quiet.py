"""Whether the door can be left alone for a while: nobody is to stand before it during a trial."""

import sqlite3
from contextlib import closing
from pathlib import Path

from lock_agent import snapshots
from lock_agent.contract.enrolment import FILE_NAME as ENROLMENT
from lock_agent.contract.enrolment import load_enrolment
from lock_agent.contract.errors import ContractError
from lock_agent.database import FILE_NAME, DatabaseCorrupt

AHEAD_S = 3 * 3600


def is_quiet(data: Path, now: int) -> bool:
    """Whether no code of a booking is valid now or within three hours, by the door's own snapshot.

    A door that cannot tell is not quiet. Keyholders may come at any time; for them nobody can wait.
    """
    try:
        device = load_enrolment(data / ENROLMENT).device
        with closing(sqlite3.connect(f"file:{data / FILE_NAME}?mode=ro", uri=True)) as connection:
            applied = snapshots.load(connection, "creds", device)
    except (OSError, sqlite3.Error, ContractError, DatabaseCorrupt):
        return False
    if applied is None:
        return False
    creds = applied.creds()
    windows = [
        *((pin.nbf, pin.exp) for pin in creds.pins),
        *((code.nbf, code.exp) for code in creds.offline),
        *((token.nbf, token.exp) for token in creds.qr),
    ]
    return not any(begins <= now + AHEAD_S and now < ends for begins, ends in windows)
