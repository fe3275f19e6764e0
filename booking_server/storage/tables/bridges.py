"""Bridges to Home Assistant: how they are, and of which halls they have told."""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

bridges = Table(
    "bridges",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("is_up", Boolean, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("looked_at", UtcDateTime, nullable=False),
    Column("failure", String(40), nullable=False),
    Column("told", Json, nullable=False),
)
