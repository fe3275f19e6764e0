"""Opening the database, and making it anew when it cannot be believed.

A database that SQLite, a digest, a signature or the chain of events contradicts is set aside and
replaced by an empty one that holds the last good pair of snapshots and exhausted throttles; it never
means "allow all". Events in it that the server had not stored are lost, which the next event says.

So that the server cannot take new events for old ones, the journal gets a new epoch on the wire:
`1000 * enrolment epoch + generation`. The generation is one more than the greatest found in three
places: the note beside the database, the names of the databases set aside, the last database itself
if it can be read. It rises with every loss, needs no luck, and every device of a later enrolment
is above it.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lock_agent import facts, journal, snapshots
from lock_agent.contract import wire
from lock_agent.contract.enrolment import Enrolment
from lock_agent.contract.errors import ContractError
from lock_agent.core import Durable, after_loss, first_boot, parse_durable, write
from lock_agent.database import FILE_NAME, Database, DatabaseCorrupt, check_integrity
from lock_agent.files import sync_directory, write_atomically
from lock_agent.log import log

GENERATIONS = 1000
COPIES, NOTE, ASIDE = "last-good", "storage", ".set-aside-"
SET_ASIDE_KEPT = 3
GENERATION, BOOT, DURABLE, RESET = "generation", "boot", "durable", "reset"


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Hold the right to judge and replace the file."""
    # Door and link start together: only one of them may judge and replace the file.
    handle = os.open(directory / ".storage.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def open_or_renew(directory: Path, enrolment: Enrolment) -> Database:
    """Return the database, checked, or a new one with the last good snapshots in place of a broken one."""
    path = directory / FILE_NAME
    note = read_note(directory)
    if note is not None and (not path.exists() or path.stat().st_size == 0):
        log("storage: the database is gone")  # SQLite would take an empty file for a new one
        return _renew(directory, enrolment)
    try:
        return _checked(path, enrolment)
    except DatabaseCorrupt as error:
        log(f"storage: database set aside: {error}")
        return _renew(directory, enrolment)


def _checked(path: Path, enrolment: Enrolment) -> Database:
    database = Database(path)
    try:
        with database.moment():  # the other unit goes on writing: what it adds is no break in the chain
            check_integrity(database.reader)
            is_new = _check(database.reader, enrolment)
        if is_new:
            _found_new(database, enrolment, 0, first_boot(0))
    except BaseException:
        database.close()
        raise
    return database


def _check(reader: sqlite3.Connection, enrolment: Enrolment) -> bool:
    """Return whether there is nothing in it yet. Raises `DatabaseCorrupt`."""
    try:
        facts.check(reader)
        journal.check(reader)
        for kind in snapshots.KINDS:
            snapshots.load(reader, kind, enrolment.device)
        if facts.read(reader, GENERATION) is None:
            return True
        parse_durable(str(facts.read(reader, DURABLE)).encode())
    except (sqlite3.DatabaseError, ContractError, ValueError) as error:
        raise DatabaseCorrupt(str(error)) from error
    return False


def _found_new(database: Database, enrolment: Enrolment, generation: int, durable: Durable) -> None:
    with database.transaction() as connection:
        facts.write(connection, GENERATION, generation)
        facts.write(connection, DURABLE, write(durable).decode())


def _renew(directory: Path, enrolment: Enrolment) -> Database:
    # A door that lost its card a thousand times still opens; its journal then needs a new enrolment.
    generation = min(1 + max(_generations(directory)), GENERATIONS - 1)
    keep_note(directory, generation=generation, boot=(read_note(directory) or (0, 0))[1])
    _set_aside(directory, generation)
    copies = {
        kind: copy
        for kind in snapshots.KINDS
        if (copy := snapshots.load_copy(directory / COPIES, kind, enrolment.device)) is not None
    }
    floor = max((copy.envelope.iat for copy in copies.values()), default=0)
    database = Database(directory / FILE_NAME)
    with database.transaction() as connection:
        for kind, copy in copies.items():
            snapshots.store(connection, kind, copy)
        facts.write(connection, RESET, generation)
        facts.write(connection, BOOT, {"count": (read_note(directory) or (0, 0))[1], "id": ""})
    _found_new(database, enrolment, generation, after_loss(floor))
    return database


def _set_aside(directory: Path, generation: int) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            (directory / f"{FILE_NAME}{suffix}").replace(
                directory / f"{FILE_NAME}{ASIDE}{generation:03d}{suffix}"
            )
    old = sorted(directory.glob(f"{FILE_NAME}{ASIDE}*[0-9]"))[:-SET_ASIDE_KEPT]
    for path in old:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    sync_directory(directory)


def _generations(directory: Path) -> Iterator[int]:
    yield 0
    note = read_note(directory)
    if note is not None:
        yield note[0]
    for path in directory.glob(f"{FILE_NAME}{ASIDE}*[0-9]"):
        with suppress(ValueError):
            yield int(path.name.rpartition("-")[2])
    with suppress(sqlite3.Error, DatabaseCorrupt, ValueError):
        connection = sqlite3.connect(f"file:{directory / FILE_NAME}?mode=ro", uri=True)
        try:
            yield int(facts.read(connection, GENERATION) or 0)
        finally:
            connection.close()


def keep_note(directory: Path, *, generation: int, boot: int) -> None:
    """Note generation and boot beside the database, where a loss of it does not reach."""
    if read_note(directory) != (generation, boot):
        (directory / COPIES).mkdir(mode=0o700, exist_ok=True)
        write_atomically(directory / COPIES / NOTE, wire.dump({"generation": generation, "boot": boot}))


def read_note(directory: Path) -> tuple[int, int] | None:
    """Return generation and boot as noted beside the database, None where nothing readable is."""
    try:
        values = wire.load((directory / COPIES / NOTE).read_bytes(), limit=1024)
        return int(values["generation"]), int(values["boot"])
    except (OSError, ContractError, KeyError, TypeError, ValueError):
        return None
