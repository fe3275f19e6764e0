"""What municipalities say about themselves, and what people tell them about barriers."""

from sqlalchemy import Column, ForeignKey, String, Table, Text

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

town_facts = Table(
    "town_facts",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("facts", Json, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("sender_name", String(120), nullable=False),
    Column("sender_email", String(254), nullable=False),
    Column("text", Text, nullable=False),
)
