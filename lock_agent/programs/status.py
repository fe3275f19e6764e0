"""What a door has stored, for a technician at the device."""

import json
import sqlite3
from pathlib import Path

from lock_agent import facts, journal, snapshots
from lock_agent.contract.enrolment import FILE_NAME as ENROLMENT
from lock_agent.contract.enrolment import load_enrolment
from lock_agent.database import FILE_NAME
from lock_agent.renewal import BOOT, GENERATION

NEVER_RUN = (
    "Diese Tür ist noch nie gelaufen ({path} fehlt). Starten Sie sie: systemctl start dorfschluessel-door"
)


def status(data: Path) -> str:
    """Return the state of the database as lines of JSON; reads only, shows no secret.

    Raises `OSError` where there is none, `DatabaseCorrupt` where it cannot be believed.
    """
    enrolment = load_enrolment(data / ENROLMENT)
    if not (data / FILE_NAME).exists():
        raise FileNotFoundError(NEVER_RUN.format(path=data / FILE_NAME))
    connection = sqlite3.connect(f"file:{data / FILE_NAME}?mode=ro", uri=True)
    try:
        outbox = journal.outbox(connection)
        values = {
            "device": enrolment.device,
            "boot": facts.read(connection, BOOT)["count"],
            "generation": facts.read(connection, GENERATION),
            "waiting_events": outbox.depth,
            "last_event": outbox.last_seq,
            **{f"{kind}_version": snapshots.version(connection, kind) for kind in snapshots.KINDS},
        }
    finally:
        connection.close()
    return json.dumps(values, indent=2) + "\n"
