"""The bare insert-with-check a booking is compared with: is the time taken? if not, take it.

Two of them over the same file, with one row in one table: one through the same stack (the same engine, pool
and types), one with nothing but the driver. Both are durable, with the same settings as a booking.
"""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, bindparam, insert, select

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.database import open_database
from booking_server.storage.sqlite import BASELINE
from calendars.period import Period

SPACE = "a" * 16
BOOKING = "b" * 16
_TABLE = """
CREATE TABLE taken (space_id TEXT NOT NULL, starts_at TIMESTAMP NOT NULL, ends_at TIMESTAMP NOT NULL,
                    booking_id TEXT NOT NULL, PRIMARY KEY (space_id, starts_at))
"""
_CHECK = "SELECT 1 FROM taken WHERE space_id = ? AND starts_at < ? AND starts_at > ? AND ends_at > ? LIMIT 1"
_INSERT = "INSERT INTO taken VALUES (?, ?, ?, ?)"
LONGEST = timedelta(days=10)

taken = Table(
    "taken",
    MetaData(),
    Column("space_id", String, primary_key=True),
    Column("starts_at", UtcDateTime, primary_key=True),
    Column("ends_at", UtcDateTime),
    Column("booking_id", String),
)
_ADD = insert(taken)
_FOUND = (
    select(taken.c.booking_id)
    .where(
        taken.c.space_id == bindparam("space"),
        taken.c.starts_at < bindparam("end"),
        taken.c.starts_at > bindparam("earliest"),
        taken.c.ends_at > bindparam("start"),
    )
    .limit(1)
)


class BareDriver:
    """sqlite3 and nothing else."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        for name, value in BASELINE.items():
            self._connection.execute(f"PRAGMA {name}={value}")
        self._connection.execute(_TABLE)

    def book(self, period: Period) -> None:
        """Take a free period, durably."""
        start, end, earliest = map(_text, (period.start, period.end, period.start - LONGEST))
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        assert run(_CHECK, (SPACE, end, earliest, start)).fetchone() is None
        run(_INSERT, (SPACE, start, end, BOOKING))
        run("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class BareStack:
    """The same through the program's own way to its database."""

    def __init__(self, file: Path) -> None:
        self._database = open_database(f"sqlite:///{file}")
        with self._database.writing() as connection:
            connection.exec_driver_sql(_TABLE)
            connection.commit()

    def book(self, period: Period) -> None:
        """Take a free period, durably."""
        bounds = {"start": period.start, "end": period.end, "earliest": period.start - LONGEST}
        with self._database.writing() as connection:
            assert connection.execute(_FOUND, {"space": SPACE, **bounds}).first() is None
            row = {"space_id": SPACE, "starts_at": period.start, "ends_at": period.end, "booking_id": BOOKING}
            connection.execute(_ADD, [row])
            connection.commit()

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _text(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(" ")
