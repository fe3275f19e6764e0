"""Bookings and what they take."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

bookings = Table(
    "bookings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("persons", Integer, nullable=False),
    Column("occasion", String(200), nullable=False),
    Column("organizer_name", String(120), nullable=False),
    Column("organizer_email", String(254), nullable=False),
    Column("organizer_phone", String(40), nullable=False),
    Column("source", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("link_version", Integer, nullable=False),
    Column("hold_until", UtcDateTime),
    Column("decision_reason", Text, nullable=False),
    Column("purpose", String(24), nullable=False, server_default="other"),
    Column("user_group", String(24), nullable=False, server_default="outsider"),
    Column("organizer_postcode", String(10), nullable=False, server_default=""),
    Column("club_id", Id),
    Column("layout", String(80), nullable=False, server_default=""),
    Column("answers", Json, nullable=False, server_default="[]"),
    Column("public_title", String(120), nullable=False, server_default=""),
    Column("series_id", Id, index=True),
    Column("anonymised_at", UtcDateTime),
    Column("rooms_version", Integer, nullable=False, server_default="0"),
    Column("title_withdrawn", Boolean, nullable=False, server_default="0"),
    Column("language", String(2), nullable=False, server_default="de"),
    CheckConstraint("ends_at > starts_at", name="period"),
    Index("ix_bookings_venue_id_starts_at", "venue_id", "starts_at"),
    Index("ix_bookings_status_starts_at", "status", "starts_at"),
    Index("ix_bookings_club_id_starts_at", "club_id", "starts_at"),
    Index("ix_bookings_created_at", "created_at"),
)

booking_spaces = Table(
    "booking_spaces",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("space_id", Id, ForeignKey("spaces.id"), primary_key=True),
)

# What a booking was before its organizer changed it; nothing in it names anybody.
booking_changes = Table(
    "booking_changes",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("status", String(16), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("space_ids", Json, nullable=False),
    Column("persons", Integer, nullable=False),
    Column("purpose", String(24), nullable=False),
    Column("total_cents", Integer),
)

helpers = Table(
    "helpers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("email", String(254), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("is_whole", Boolean, nullable=False, server_default="0"),
    Column("told_late_at", UtcDateTime),
)

# No two rows of one space overlap: the migrations add a trigger (SQLite) or an exclusion constraint.
occupancy = Table(
    "occupancy",
    metadata,
    Column("space_id", Id, ForeignKey("spaces.id"), primary_key=True),
    Column("starts_at", UtcDateTime, primary_key=True),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False, index=True),
    CheckConstraint("ends_at > starts_at", name="period"),
    Index("ix_occupancy_venue_id_starts_at", "venue_id", "starts_at"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)
