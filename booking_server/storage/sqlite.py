"""SQLite: WAL, synchronous FULL, foreign keys, busy timeout 5 s, untrusted schema."""

from typing import Any

from sqlalchemy import Connection, Engine, event

from booking_server.storage.errors import BaselineMissing

BASELINE = {"foreign_keys": 1, "synchronous": 2, "busy_timeout": 5000, "trusted_schema": 0}


def prepare(engine: Engine) -> None:
    """Have every connection keep the baseline."""
    event.listen(engine, "connect", _prepare)


def check(connection: Connection) -> None:
    """Raise BaselineMissing unless the connection keeps it."""
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if connection.engine.url.database not in (None, "", ":memory:") and mode != "wal":
        raise BaselineMissing(f"journal_mode is {mode}, wanted wal")
    for name, wanted in BASELINE.items():
        found = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        if found != wanted:
            raise BaselineMissing(f"{name} is {found}, wanted {wanted}")


def _prepare(driver_connection: Any, _record: object) -> None:
    driver_connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    cursor = driver_connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    for name, value in BASELINE.items():
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()
