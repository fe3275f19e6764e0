"""What is left when a term is over: proofs, counts, the anchors of shortened journals; texts that can go."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import Counter, Id, metadata

retention_proofs = Table(
    "retention_proofs",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("data_class", String(24), nullable=False),
    Column("cutoff", UtcDateTime, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    sqlite_autoincrement=True,
)

door_counts = Table(
    "door_counts",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("kind", String(48), primary_key=True),
    Column("events", Integer, nullable=False),
)

# Events up to `seq` of a journal are gone; the next one must name `hash` as its predecessor's.
door_journal_anchors = Table(
    "door_journal_anchors",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

# What somebody wrote as a reason. The audit row holds its hash, so the chain stays when the text goes.
audit_texts = Table(
    "audit_texts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", String(80), nullable=False, index=True),
    Column("municipality_id", Id),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("salt", String(32), nullable=False),
    Column("text", Text, nullable=False),
)

privacy_links = Table(
    "privacy_links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", String(254), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
