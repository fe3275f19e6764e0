"""Clubs and what is theirs in which hall."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

clubs = Table(
    "clubs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("contact_name", String(120), nullable=False),
    Column("contact_email", String(254), nullable=False),
    Column("contact_phone", String(40), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("code_cipher", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

club_halls = Table(
    "club_halls",
    metadata,
    Column("club_id", Id, ForeignKey("clubs.id"), primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), primary_key=True),
    Column("quota_unit", String(8), nullable=False),
    Column("quota_amount", Integer),
    Column("quota_purposes", Json, nullable=False),
)
