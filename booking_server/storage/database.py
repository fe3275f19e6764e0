"""Opening a database and holding it to the baseline it must keep.

SQLite: WAL, synchronous FULL, foreign keys, busy timeout 5 s, untrusted schema, write units
BEGIN IMMEDIATE. A database that does not keep the baseline is refused with BaselineMissing.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from booking_server.domain.errors import BookingOverlaps

SQLITE_BASELINE = {"foreign_keys": 1, "synchronous": 2, "busy_timeout": 5000, "trusted_schema": 0}
OVERLAP_MARK = "booking-overlaps"
TAKEN = "Zu dieser Zeit ist schon belegt. Bitte wählen Sie eine andere Zeit oder einen anderen Raum."


class StorageError(Exception):
    """Base of the errors of this package."""


class BaselineMissing(StorageError):
    """The database does not keep the settings the program relies on."""


class StorageUnavailable(StorageError):
    """The database cannot be written or read just now; trying again later may help."""


class SchemaOutdated(StorageError):
    """The database has not been migrated to this version of the program."""


@dataclass(frozen=True)
class Database:
    """An engine that keeps the baseline, and the lock that queues this process's writers.

    SQLite knows one writer. Its own queue sleeps between tries and is unfair; waiting in line
    inside the process first keeps fifty rivals within two seconds.
    """

    engine: Engine
    write_lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_sqlite(self) -> bool:
        """Whether the one-writer rules of SQLite apply."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection inside a write transaction; the caller commits, leaving rolls back."""
        with self.write_lock, translated(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection inside one consistent read transaction."""
        with translated(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN" if self.is_sqlite else "BEGIN READ ONLY")
            yield connection

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at `url` and check its baseline.

    Raises BaselineMissing when a setting cannot be kept, StorageUnavailable when it cannot be opened.
    """
    parsed = make_url(url)
    engine = create_engine(parsed, pool_size=16, max_overflow=16, pool_timeout=10)
    database = Database(engine)
    if database.is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        with translated(), engine.connect() as connection:
            _check_sqlite(connection)
    return database


def _prepare_sqlite(driver_connection: Any, _record: object) -> None:
    driver_connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    cursor = driver_connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    for name, value in SQLITE_BASELINE.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def _check_sqlite(connection: Connection) -> None:
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if connection.engine.url.database not in (None, "", ":memory:") and mode != "wal":
        raise BaselineMissing(f"journal_mode is {mode}, wanted wal")
    for name, wanted in SQLITE_BASELINE.items():
        found = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        if found != wanted:
            raise BaselineMissing(f"{name} is {found}, wanted {wanted}")


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the driver raises into the domain's and this package's errors."""
    try:
        yield
    except IntegrityError as error:
        if OVERLAP_MARK in str(error.orig):
            raise BookingOverlaps(TAKEN) from error
        raise
    except OperationalError as error:
        raise StorageUnavailable(str(error.orig)) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StorageUnavailable(str(error.orig)) from error
        raise
