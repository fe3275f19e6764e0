"""Opening a database and holding it to the baseline it must keep.

A database that does not keep the baseline of its kind (see `sqlite.py`, `postgresql.py`) is refused
with BaselineMissing.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError

from booking_server.domain.errors import BookingOverlaps
from booking_server.storage import postgresql, sqlite
from booking_server.storage.errors import (
    BaselineMissing,
    SchemaOutdated,
    StorageConflict,
    StorageError,
    StorageUnavailable,
)
from booking_server.storage.postgresql import PATIENT, VISITOR, Patience

__all__ = [
    "PATIENT",
    "VISITOR",
    "BaselineMissing",
    "Database",
    "Patience",
    "SchemaOutdated",
    "StorageConflict",
    "StorageError",
    "StorageUnavailable",
    "open_database",
    "translated",
]

WRITERS_AT_ONCE = 4
LONGEST_QUEUE_S = 10.0
"""Seconds a writer waits for its turn: a database that hangs must not take every thread along."""
OVERLAP_MARK = "booking-overlaps"
TAKEN = "Zu dieser Zeit ist schon belegt. Bitte wählen Sie eine andere Zeit oder einen anderen Raum."


@dataclass(frozen=True)
class Database:
    """An engine that keeps the baseline, and the lock that queues this process's writers.

    SQLite knows one writer. Its own queue sleeps between tries and is unfair; waiting in line
    inside the process first keeps fifty rivals within two seconds. PostgreSQL's writers queue
    at the rows they lock, where patience ends after a second: of one process only a few at a time
    go there, the others wait here.
    """

    engine: Engine
    write_lock: threading.Lock = field(default_factory=threading.Lock)
    writers: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(WRITERS_AT_ONCE)
    )

    @property
    def is_sqlite(self) -> bool:
        """Whether the one-writer rules of SQLite apply."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection inside a write transaction; the caller commits, leaving rolls back."""
        queue = self.write_lock if self.is_sqlite else self.writers
        with _turn(queue), translated(), self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection inside one consistent read transaction."""
        with translated(), self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
                yield connection
            else:
                yield connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def open_database(url: str, patience: Patience = VISITOR) -> Database:
    """Open the database at `url` (SQLite or PostgreSQL) and check its baseline.

    `patience` says how long a statement and a lock may take; SQLite has its own.
    Raises BaselineMissing when a setting cannot be kept, StorageUnavailable when it cannot be opened.
    """
    engine = create_engine(_parsed(url), pool_size=16, max_overflow=16, pool_timeout=10, hide_parameters=True)
    database = Database(engine)
    if database.is_sqlite:
        sqlite.prepare(engine)
    else:
        postgresql.prepare(engine, patience)
    try:
        with translated(), engine.connect() as connection:
            check = sqlite.check if database.is_sqlite else postgresql.check
            check(connection)
    except BaseException:
        database.close()
        raise
    return database


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError("DATABASE_URL cannot be read") from error
    name = parsed.get_backend_name()
    if name == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if name != "sqlite":
        raise StorageError(f"DATABASE_URL: {name} is not supported, only sqlite and postgresql are")
    return parsed


@contextmanager
def _turn(queue: "threading.Lock | threading.BoundedSemaphore") -> Iterator[None]:
    """Wait in line, for a while."""
    if not queue.acquire(timeout=LONGEST_QUEUE_S):
        raise StorageUnavailable("writers wait in line for too long")
    try:
        yield
    finally:
        queue.release()


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver raises into the domain's and this package's errors."""
    try:
        yield
    except DBAPIError as error:
        if postgresql.is_overlap(error) or OVERLAP_MARK in str(error.orig):
            raise BookingOverlaps(TAKEN) from error
        if postgresql.is_conflict(error):
            raise StorageConflict(str(error.orig)) from error
        if isinstance(error, IntegrityError):
            raise
        if isinstance(error, OperationalError) or error.connection_invalidated:
            raise StorageUnavailable(str(error.orig)) from error
        raise
