"""What was taken over from other booking systems, so that a second time changes nothing."""

from sqlalchemy import Column, ForeignKey, String, Table

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import Id, metadata

imported_records = Table(
    "imported_records",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("key", Id, primary_key=True),
    Column("source", String(40), nullable=False),
    Column("digest", Id, nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id")),
    Column("created_at", UtcDateTime, nullable=False),
)
