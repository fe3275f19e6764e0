"""Handover and return. Protocols are only ever added; a trigger refuses every change."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

handover_protocols = Table(
    "handover_protocols",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("signed_by", String(80), nullable=False),
    Column("document", Json, nullable=False),
    Index("ix_handover_protocols_booking_id", "booking_id", "kind", "version", unique=True),
)

# Re-encoded: no place, no device, no more pixels than a page shows.
handover_photos = Table(
    "handover_photos",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False, index=True),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("picture", LargeBinary, nullable=False),
)

defects = Table(
    "defects",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("photo_ids", Json, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
)
