"""PostgreSQL: durable commits, UTC, read committed, bounded statements and lock waits.

Read committed is enough: who changes the bookings of a hall locks the hall first, and every statement
after that sees what others have committed; the exclusion constraint stands behind it. Under a stricter
level rivals for one slot would fail and try again instead of reading who won.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from booking_server.storage.errors import BaselineMissing

OLDEST_VERSION = 13  # the first whose btree_gist a database owner may install
EXCLUSION_VIOLATION = "23P01"
UNIQUE_VIOLATION = "23505"
CONFLICTS = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not available in time."""
RACED_FOR = frozenset(
    {
        "pk_digests",
        "pk_door_alarms",
        "pk_door_codes",
        "pk_door_events",
        "pk_door_holder_codes",
        "pk_door_snapshots",
        "pk_door_warnings",
        "pk_elections",
        "pk_idempotency_keys",
        "pk_payees",
        "uq_payees_prefix",
        "uq_people_email",
        "uq_venues_site_number",
    }
)
"""Keys that two transactions may add at once: the second one finds the first when it looks again."""
MISSING_OWNER = "23503"
ENDED = frozenset({"fk_webhook_messages_webhook_id"})
"""What may be deleted while something is added to it: who looks again finds it gone."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a statement may run and wait for a lock, in milliseconds."""

    statement_ms: int
    lock_ms: int


VISITOR = Patience(statement_ms=2_000, lock_ms=1_000)
PATIENT = Patience(statement_ms=120_000, lock_ms=10_000)
"""For the worker, the commands and migrations: nobody waits for a page."""

READING: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Options of a connection that reads one consistent state."""

BASELINE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "TimeZone": "UTC",
    "transaction_isolation": "read committed",
    "server_encoding": "UTF8",
}


def prepare(engine: Engine, patience: Patience) -> None:
    """Have every connection keep the baseline, whatever the server's or the role's defaults are."""
    options = {
        "TimeZone": "UTC",
        "synchronous_commit": "on",
        "default_transaction_isolation": "read committed",
        "statement_timeout": str(patience.statement_ms),
        "lock_timeout": str(patience.lock_ms),
        "idle_in_transaction_session_timeout": "60000",
    }

    @event.listens_for(engine, "connect")
    def settle(driver_connection: Any, _record: object) -> None:
        with driver_connection.cursor() as cursor:
            for name, value in options.items():
                cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        driver_connection.commit()


def check(connection: Connection) -> None:
    """Raise BaselineMissing unless the server and the session keep it."""
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if version < OLDEST_VERSION:
        raise BaselineMissing(f"PostgreSQL is {version}, wanted {OLDEST_VERSION} or newer")
    for name, wanted in BASELINE.items():
        found = connection.exec_driver_sql(f"SHOW {name}").scalar_one()
        if found != wanted:
            raise BaselineMissing(f"{name} is {found}, wanted {wanted}")
    connection.rollback()


def is_overlap(error: DBAPIError) -> bool:
    """Whether the exclusion constraint, or before it the primary key, refused an occupancy."""
    return _state(error) == EXCLUSION_VIOLATION or _refused_by(error) == "pk_occupancy"


def is_conflict(error: DBAPIError) -> bool:
    """Whether another transaction came in between, so that trying again helps."""
    if _state(error) in CONFLICTS or _refused_by(error) in RACED_FOR:
        return True
    return _refused_by(error, MISSING_OWNER) in ENDED


def _refused_by(error: DBAPIError, state: str = UNIQUE_VIOLATION) -> str | None:
    """Return the key that refused a row in this way, the unique one unless told otherwise."""
    if _state(error) != state:
        return None
    name: str | None = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    return name


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
