"""Codes that are held for good, and what each door is known to hold of them."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import Id, metadata

holder_codes = Table(
    "holder_codes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("number", Integer, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), index=True),
    Column("name", String(120), nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime, nullable=False),
    Column("code_cipher", LargeBinary, nullable=False),
    Column("code_fingerprint", LargeBinary, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("issued_by", Id, nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False),
    Column("reminded_days", Integer, nullable=False, server_default="0"),
    Column("used_at", UtcDateTime),
    Column("ended_at", UtcDateTime, index=True),
    Column("ending", String(12)),
    CheckConstraint("number BETWEEN 0 AND 99", name="number"),
)

# Whatever a program does, a hall has one live code of a number and of a person.
for _one in (holder_codes.c.number, holder_codes.c.person_id):
    Index(
        f"uq_holder_codes_venue_id_{_one.name}",
        holder_codes.c.venue_id,
        _one,
        unique=True,
        sqlite_where=holder_codes.c.ended_at.is_(None),
        postgresql_where=holder_codes.c.ended_at.is_(None),
    )

door_holder_codes = Table(
    "door_holder_codes",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("code_id", Id, ForeignKey("holder_codes.id"), primary_key=True),
    Column("code_hash", LargeBinary, nullable=False),
    Column("brought_in", Integer),
    Column("window_in", Integer),
    Column("removed_in", Integer),
    Index("ix_door_holder_codes_code_id", "code_id"),
)
