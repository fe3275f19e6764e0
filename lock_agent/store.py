"""The agent's storage as both units open it: one file, one journal, one count of boots."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lock_agent import facts, journal, snapshots
from lock_agent.contract.enrolment import Enrolment
from lock_agent.contract.errors import ContractError
from lock_agent.contract.events import Event
from lock_agent.core import Durable, parse_durable, write
from lock_agent.database import FILE_NAME, DatabaseCorrupt
from lock_agent.renewal import (
    BOOT,
    COPIES,
    DURABLE,
    GENERATION,
    GENERATIONS,
    alone,
    keep_note,
    open_or_renew,
)


class Store:
    """The storage of one door, open for one of its units. `boot` counts power-ons."""

    def __init__(self, directory: Path, enrolment: Enrolment, *, boot_id: str, spool: int = 20_000) -> None:
        self.directory = directory
        self.enrolment = enrolment
        self._boot_id = boot_id
        self._spool = spool
        with alone(directory):
            self._open()

    def _open(self) -> None:
        self.database = open_or_renew(self.directory, self.enrolment)
        with self.database.transaction() as connection:
            self.boot = _count_boot(connection, self._boot_id)
            generation = facts.read(connection, GENERATION)
        keep_note(self.directory, generation=generation, boot=self.boot)
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
        with alone(self.directory):
            self._open()

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()


def _count_boot(connection: sqlite3.Connection, boot_id: str) -> int:
    known = facts.read(connection, BOOT) or {"count": 0, "id": ""}
    if known["id"] == boot_id:
        return int(known["count"])
    facts.write(connection, BOOT, {"count": known["count"] + 1, "id": boot_id})
    return int(known["count"]) + 1
