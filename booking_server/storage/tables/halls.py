"""The halls: who runs them, where they stand, what they consist of."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from booking_server.storage.columns import Day, Json, Minutes, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

municipalities = Table(
    "municipalities",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("ags", String(8), nullable=False),
    Column("postcode", String(5), nullable=False),
    Column("more_postcodes", Json, nullable=False, server_default="[]"),
)

districts = Table(
    "districts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("slug", String(80), nullable=False),
    Column("name", String(120), nullable=False),
    UniqueConstraint("municipality_id", "slug"),
)

venues = Table(
    "venues",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("district_id", Id, ForeignKey("districts.id"), nullable=False, index=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("address", String(200), nullable=False),
    Column("approval", String(16), nullable=False),
    Column("lead_time", Minutes, nullable=False),
    Column("horizon", Minutes, nullable=False),
    Column("longest_use", Minutes, nullable=False),
    Column("house_rules", Text, nullable=False),
    Column("contact_phone", String(40), nullable=False),
    Column("site_number", Integer, nullable=False, unique=True),
    Column("is_sample", Boolean, nullable=False),
    Column("door_secret_cipher", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("series_code", String(8), nullable=False, server_default="series"),
    Column("easy_text", Text, nullable=False, server_default=""),
    Column("regulation", Text, nullable=False, server_default="{}"),
    Column("rooms_version", Integer, nullable=False, server_default="0"),
    Column("facts", Text, nullable=False, server_default="{}"),
    Column("is_draft", Boolean, nullable=False, server_default=false()),
)

spaces = Table(
    "spaces",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("slug", String(80), nullable=False),
    Column("name", String(120), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("setup_buffer", Minutes, nullable=False),
    Column("teardown_buffer", Minutes, nullable=False),
    Column("position", Integer, nullable=False),
    Column("shares", Json, nullable=False, server_default="[]"),
    UniqueConstraint("venue_id", "slug"),
    CheckConstraint("capacity > 0", name="capacity"),
)

# What each space took along and when, by the version bookings name: buffers change, old bookings do not.
room_versions = Table(
    "room_versions",
    metadata,
    Column("venue_id", Id, ForeignKey("venues.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("rooms", Json, nullable=False),
)

elections = Table(
    "elections",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("name", String(120), nullable=False),
)
