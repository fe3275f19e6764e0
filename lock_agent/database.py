"""The one SQLite file that door and link share, and the baseline neither runs without (QUALITY §2)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FILE_NAME = "agent.db"
SCHEMA_VERSION = 1

BASELINE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
}
"""Pragma -> what it must read back. `synchronous` 2 is FULL: a commit is on the card when it returns."""

_SCHEMA = """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    boot INTEGER NOT NULL,
    mono_ms INTEGER NOT NULL,
    ts INTEGER NOT NULL,
    ts_quality TEXT NOT NULL,
    type TEXT NOT NULL,
    cred_ref TEXT,
    data TEXT NOT NULL,
    prev_hash TEXT NOT NULL
) STRICT;
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (
    kind TEXT PRIMARY KEY CHECK (kind IN ('cfg', 'creds')),
    ver INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    key BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'accepted', 'done', 'failed', 'refused'))
) STRICT, WITHOUT ROWID;
CREATE TABLE results (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
"""


class StorageError(Exception):
    """The file of the agent cannot be used."""


class BaselineBroken(StorageError):
    """SQLite did not take a setting without which nothing stored here could be promised."""


class DatabaseCorrupt(StorageError):
    """The file holds something this program did not write; it is to be set aside, never believed."""


class SchemaUnknown(StorageError):
    """The file was written by a newer version."""


class _Connection(sqlite3.Connection):
    """Says with an error of its own that a file is damaged so that SQLite quotes noise from it.

    Python reads SQLite's sentences as UTF-8 and lets UnicodeDecodeError out where they are not.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise sqlite3.DatabaseError("the file is damaged, and quoted with bytes of no text") from error


class Database:
    """A connection of one unit. Only `transaction()` writes; it returns when the commit is durable."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, factory=_Connection)
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._connection.close()
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF not in _CORRUPT:
                raise
            raise DatabaseCorrupt(str(error)) from error
        except StorageError:
            self._connection.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Open a write transaction; commit at the end, roll back on any exception."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def moment(self) -> Iterator[None]:
        """See the file as it is at one moment in all that is read meanwhile, whoever writes."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @property
    def reader(self) -> sqlite3.Connection:
        """The connection, for reading."""
        return self._connection

    def changes(self) -> int:
        """Return a number that differs once another connection has committed."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA busy_timeout=5000")
        for pragma, value in BASELINE.items():
            self._connection.execute(f"PRAGMA {pragma}={value}")
        self._connection.execute("PRAGMA cache_size=-256")
        check_baseline(self._connection)
        _create_or_check(self._connection)


def check_baseline(connection: sqlite3.Connection) -> None:
    """Raise `BaselineBroken` unless every setting reads back as it must be."""
    for pragma, wanted in BASELINE.items():
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != wanted:
            raise BaselineBroken(f"{pragma} is {found}, not {wanted}")


def check_integrity(connection: sqlite3.Connection) -> None:
    """Raise `DatabaseCorrupt` unless SQLite finds every page, index and row in order."""
    try:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise DatabaseCorrupt(str(error)) from error
    if found != "ok":
        raise DatabaseCorrupt(str(found)[:200])


_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}


def _create_or_check(connection: sqlite3.Connection) -> None:
    # Both units may come first after enrolment: whoever holds the lock creates, the other one finds it done.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if version == 0 and not tables:
            for statement in _SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        elif version > SCHEMA_VERSION and version < 1000:
            raise SchemaUnknown(f"schema {version}, this version knows {SCHEMA_VERSION}")
        elif version != SCHEMA_VERSION or not {"events", "facts", "snapshots", "orders", "results"} <= tables:
            raise DatabaseCorrupt("schema")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def is_corrupt(error: Exception) -> bool:
    """Return whether an error says that the file is damaged, not merely that it cannot be written now."""
    if isinstance(error, sqlite3.DatabaseError):
        code = getattr(error, "sqlite_errorcode", None)
        return code is None or code & 0xFF in _CORRUPT
    return isinstance(error, DatabaseCorrupt)
