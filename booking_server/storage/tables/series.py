"""Series and what became of each of their dates; year plans that were looked at and not yet applied."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from booking_server.storage.columns import Day, Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

series = Table(
    "series",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("spaces", Json, nullable=False),
    Column("frequency", String(16), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("first_day", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    Column("starts", String(5), nullable=False),
    Column("ends", String(5), nullable=False),
    Column("without_school_holidays", Boolean, nullable=False),
    Column("without_public_holidays", Boolean, nullable=False),
    Column("exceptions", Json, nullable=False),
    Column("persons", Integer, nullable=False),
    Column("occasion", String(200), nullable=False),
    Column("organizer_name", String(120), nullable=False),
    Column("organizer_email", String(254), nullable=False),
    Column("organizer_phone", String(40), nullable=False),
    Column("purpose", String(24), nullable=False),
    Column("user_group", String(24), nullable=False),
    Column("organizer_postcode", String(10), nullable=False),
    Column("club_id", Id),
    Column("layout", String(80), nullable=False),
    Column("answers", Json, nullable=False),
    Column("public_title", String(120), nullable=False),
    Column("source", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("link_version", Integer, nullable=False),
    Column("continues", Id),
    Column("anonymised_at", UtcDateTime),
    Column("language", String(2), nullable=False, server_default="de"),
)

series_dates = Table(
    "series_dates",
    metadata,
    Column("series_id", Id, ForeignKey("series.id"), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("starts_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("booking_id", Id, ForeignKey("bookings.id")),
    Column("note", Text, nullable=False),
    Column("offered_at", UtcDateTime),
    Index("ix_series_dates_venue_id_state_starts_at", "venue_id", "state", "starts_at"),
)

plan_drafts = Table(
    "plan_drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("lines", Json, nullable=False),
    Column("shown", String(64), nullable=False),
)
