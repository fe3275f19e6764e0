"""Who is asked before a booking stands, and what they said."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from booking_server.storage.columns import Day, Json, Minutes, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

approval_policies = Table(
    "approval_policies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("user_group", String(24)),
    Column("purpose", String(24)),
    Column("steps", Json, nullable=False),
)

approval_patience = Table(
    "approval_patience",
    metadata,
    Column("venue_id", Id, ForeignKey("venues.id"), primary_key=True),
    Column("silence", Minutes, nullable=False),
    Column("request_ends", Minutes),
)

approval_requests = Table(
    "approval_requests",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("steps", Json, nullable=False),
    Column("step", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
)

approval_decisions = Table(
    "approval_decisions",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("acted_for", Id, ForeignKey("people.id")),
    Column("said_yes", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("promised_at", UtcDateTime, nullable=False),
)
