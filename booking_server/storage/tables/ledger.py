"""What is promised and what was done."""

from sqlalchemy import Column, Index, Integer, String, Table

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Counter, Id, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("payload", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", String(200), nullable=False, server_default=""),
    Column("done_at", UtcDateTime),
    Column("parked_at", UtcDateTime),
    sqlite_autoincrement=True,
)
Index(
    "ix_outbox_waiting",
    outbox.c.due_at,
    sqlite_where=outbox.c.done_at.is_(None) & outbox.c.parked_at.is_(None),
    postgresql_where=outbox.c.done_at.is_(None) & outbox.c.parked_at.is_(None),
)
Index(
    "ix_outbox_parked",
    outbox.c.parked_at,
    sqlite_where=outbox.c.parked_at.is_not(None),
    postgresql_where=outbox.c.parked_at.is_not(None),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False, index=True),
    Column("municipality_id", Id),
    Column("details", Json, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_municipality_id_at", "municipality_id", "at"),
    sqlite_autoincrement=True,
)
