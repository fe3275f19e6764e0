"""What figures are made from once the events behind them are gone: counts, and when doors were away."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from booking_server.storage.columns import Day, Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

visit_counts = Table(
    "visit_counts",
    metadata,
    Column("venue_id", Id, ForeignKey("venues.id"), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("uses", Integer, nullable=False),
    Column("came", Integer, nullable=False),
)

published_months = Table(
    "published_months",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("month", Day, primary_key=True),
    Column("published_at", UtcDateTime, nullable=False),
    Column("figures", Json, nullable=False),
)

door_absences = Table(
    "door_absences",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("since", UtcDateTime, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    CheckConstraint("until > since", name="stretch"),
    Index("ix_door_absences_door_id_until", "door_id", "until"),
)
