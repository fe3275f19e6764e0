"""The agent's storage as both units open it, and how it is made anew when it is broken.

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
from lock_agent.contract.events import Event
from lock_agent.core import Durable, after_loss, first_boot, parse_durable, write
from lock_agent.database import FILE_NAME, Database, DatabaseCorrupt, check_integrity
from lock_agent.files import sync_directory, write_atomically
from lock_agent.log import log

GENERATIONS = 1000
COPIES, NOTE, ASIDE = "last-good", "storage", ".set-aside-"
SET_ASIDE_KEPT = 3
GENERATION, BOOT, DURABLE, RESET = "generation", "boot", "durable", "reset"


class Store:
    """The storage of one door, open for one of its units. `boot` counts power-ons."""

    def __init__(self, directory: Path, enrolment: Enrolment, *, boot_id: str, spool: int = 20_000) -> None:
        self.directory = directory
        self.enrolment = enrolment
        self._boot_id = boot_id
        self._spool = spool
        with _alone(directory):
            self._open()

    def _open(self) -> None:
        self.database = _open_or_renew(self.directory, self.enrolment)
        with self.database.transaction() as connection:
            self.boot = _count_boot(connection, self._boot_id)
            generation = facts.read(connection, GENERATION)
        _keep_note(self.directory, generation=generation, boot=self.boot)
        self.epoch = self.enrolment.epoch * GENERATIONS + generation
        self._inode = os.stat(self.directory / FILE_NAME).st_ino

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Open a write transaction of the database."""
        with self.database.transaction() as connection:
            yield connection

    @property
    def reader(self) -> sqlite3.Connection:
        """The connection, for reading."""
        return self.database.reader

    def append(self, connection: sqlite3.Connection, event: Event) -> Event | None:
        """Store an event of this boot within a transaction, as `journal.append` does."""
        return journal.append(connection, event, spool=self._spool)

    def durable(self) -> Durable:
        """Return the stored part of the door's mind."""
        text = facts.read(self.reader, DURABLE)
        try:
            return parse_durable(str(text).encode())
        except ContractError as error:
            raise DatabaseCorrupt("durable") from error

    def write_durable(self, connection: sqlite3.Connection, durable: Durable) -> None:
        """Store the durable part of the door's mind within a transaction."""
        facts.write(connection, DURABLE, write(durable).decode())

    def copy_snapshot(self, kind: str, applied: snapshots.Applied) -> None:
        """Keep the copy from which a lost database would be made anew."""
        snapshots.save_copy(self.directory / COPIES, kind, applied)

    def was_replaced(self) -> bool:
        """Return whether the other unit has set this database aside meanwhile."""
        try:
            return os.stat(self.directory / FILE_NAME).st_ino != self._inode
        except FileNotFoundError:
            return True

    def reopen(self) -> None:
        """Check the database and open it again, anew if it is broken."""
        self.database.close()
        with _alone(self.directory):
            self._open()

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    # Door and link start together: only one of them may judge and replace the file.
    handle = os.open(directory / ".storage.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _open_or_renew(directory: Path, enrolment: Enrolment) -> Database:
    path = directory / FILE_NAME
    note = _read_note(directory)
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
        check_integrity(database.reader)
        _found(database, enrolment)
    except BaseException:
        database.close()
        raise
    return database


def _found(database: Database, enrolment: Enrolment) -> None:
    try:
        facts.check(database.reader)
        journal.check(database.reader)
        for kind in snapshots.KINDS:
            snapshots.load(database.reader, kind, enrolment.device)
        if facts.read(database.reader, GENERATION) is None:
            _found_new(database, enrolment, 0, first_boot(0))
        parse_durable(str(facts.read(database.reader, DURABLE)).encode())
    except (sqlite3.DatabaseError, ContractError, ValueError) as error:
        raise DatabaseCorrupt(str(error)) from error


def _found_new(database: Database, enrolment: Enrolment, generation: int, durable: Durable) -> None:
    with database.transaction() as connection:
        facts.write(connection, GENERATION, generation)
        facts.write(connection, DURABLE, write(durable).decode())


def _renew(directory: Path, enrolment: Enrolment) -> Database:
    generation = 1 + max(_generations(directory))
    if generation >= GENERATIONS:
        raise DatabaseCorrupt("lost too often: enrol this door again")
    _keep_note(directory, generation=generation, boot=(_read_note(directory) or (0, 0))[1])
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
        facts.write(connection, BOOT, {"count": (_read_note(directory) or (0, 0))[1], "id": ""})
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
    note = _read_note(directory)
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


def _count_boot(connection: sqlite3.Connection, boot_id: str) -> int:
    known = facts.read(connection, BOOT) or {"count": 0, "id": ""}
    if known["id"] == boot_id:
        return int(known["count"])
    facts.write(connection, BOOT, {"count": known["count"] + 1, "id": boot_id})
    return int(known["count"]) + 1


def _keep_note(directory: Path, *, generation: int, boot: int) -> None:
    if _read_note(directory) != (generation, boot):
        (directory / COPIES).mkdir(mode=0o700, exist_ok=True)
        write_atomically(directory / COPIES / NOTE, wire.dump({"generation": generation, "boot": boot}))


def _read_note(directory: Path) -> tuple[int, int] | None:
    try:
        values = wire.load((directory / COPIES / NOTE).read_bytes(), limit=1024)
        return int(values["generation"]), int(values["boot"])
    except (OSError, ContractError, KeyError, TypeError, ValueError):
        return None
