"""What the desk wrote to organizers, until its term is over."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import Id, metadata

desk_messages = Table(
    "desk_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("subject", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("mails", Integer, nullable=False),
    Index("ix_desk_messages_venue_id_created_at", "venue_id", "created_at"),
    Index("ix_desk_messages_person_id_created_at", "person_id", "created_at"),
)
