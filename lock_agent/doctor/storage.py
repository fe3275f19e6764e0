"""Whether what the door must remember is safe where it lies."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from lock_agent import facts, journal
from lock_agent.contract.errors import ContractError
from lock_agent.database import FILE_NAME, Database, DatabaseCorrupt, StorageError, check_integrity
from lock_agent.doctor.device import Device
from lock_agent.doctor.findings import Finding, fine, warning, wrong
from lock_agent.renewal import GENERATION

MIB = 1024 * 1024
LEAST, SCARCE = 8 * MIB, 64 * MIB
PROBE = ".doctor.probe"


def check(device: Device) -> Iterator[Finding]:
    """Look at the partition, then at the database on it."""
    yield from _partition(device.data)
    path = device.data / FILE_NAME
    if not path.exists():
        yield warning("Datenbank", "gibt es noch nicht: Die Tür ist noch nie gelaufen. Starten Sie sie.")
        return
    try:
        with closing(Database(path)) as database:  # refuses to open without WAL and synchronous=FULL
            yield fine("Schreibsicherheit", "synchronous=FULL, WAL.")
            with database.moment():  # the door goes on writing
                yield from _content(database.reader)
    except DatabaseCorrupt as error:
        yield _broken(str(error))
    except (StorageError, sqlite3.Error) as error:
        yield wrong(
            "Datenbank", f"ist nicht zu öffnen ({error}). Prüfen Sie Platz und Rechte der Datenpartition."
        )


def _partition(data: Path) -> Iterator[Finding]:
    try:
        _write_probe(data)
        yield fine("Datenpartition", "beschreibbar.")
    except OSError as error:
        what = error.strerror or type(error).__name__
        yield wrong(
            "Datenpartition",
            f"nimmt nichts an ({what}). Die Tür öffnet weiter, merkt sich aber nichts: Tauschen Sie die Karte"
            " oder schaffen Sie Platz.",
        )
    free = shutil.disk_usage(data).free
    if free >= SCARCE:
        yield fine("Freier Platz", f"{free // MIB} MiB.")
        return
    level = wrong if free < LEAST else warning
    yield level("Freier Platz", f"nur {free // MIB} MiB. Löschen Sie, was nicht zur Tür gehört.")


def _write_probe(data: Path) -> None:
    handle = os.open(data / PROBE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, bytes(4096))
        os.fsync(handle)
    finally:
        os.close(handle)
        (data / PROBE).unlink(missing_ok=True)


def _content(connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        check_integrity(connection)
        facts.check(connection)
        yield fine("Datenbank", "unversehrt.")
        journal.check(connection)
        waiting = journal.outbox(connection).depth
        yield fine("Türprotokoll", f"lückenlos, {waiting} Meldungen warten auf den Server.")
        renewed = int(facts.read(connection, GENERATION) or 0)
    except (DatabaseCorrupt, ContractError, sqlite3.DatabaseError) as error:
        yield _broken(str(error))
        return
    if renewed:
        yield warning("Speicher", f"wurde schon {renewed}-mal neu angelegt. Tauschen Sie die Karte bald.")


def _broken(why: str) -> Finding:
    return wrong(
        "Datenbank",
        f"beschädigt ({why}). Starten Sie die Tür neu: Sie stellt den letzten guten Stand her. Tauschen Sie"
        " die Karte.",
    )
