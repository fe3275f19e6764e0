"""Tariff schedules, their versions, and the price each booking was told."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from booking_server.storage.columns import Day, Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

tariff_schedules = Table(
    "tariff_schedules",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("draft", Text, nullable=False),
    Column("draft_by", String(80), nullable=False),
    Column("draft_at", UtcDateTime, nullable=False),
)

# A hall has one schedule at most.
tariff_halls = Table(
    "tariff_halls",
    metadata,
    Column("venue_id", Id, ForeignKey("venues.id"), primary_key=True),
    Column("schedule_id", Id, ForeignKey("tariff_schedules.id"), nullable=False, index=True),
)

# Only ever added: a booking's price points at the text it was made from.
tariff_versions = Table(
    "tariff_versions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("schedule_id", Id, ForeignKey("tariff_schedules.id"), nullable=False, index=True),
    Column("valid_from", Day, nullable=False),
    Column("decisive", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("published_by", String(80), nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
)

booking_quotes = Table(
    "booking_quotes",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("version_id", Id, ForeignKey("tariff_versions.id"), index=True),
    Column("total_cents", Integer, nullable=False),
    Column("deposit_cents", Integer, nullable=False),
    Column("exemption", String(40), nullable=False),
    Column("quote", Json, nullable=False),
    Column("cancellation_cents", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
