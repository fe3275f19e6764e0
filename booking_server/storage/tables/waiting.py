"""Who waits for a time, whom an override displaced, and who holds times with the public form."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

waiting = Table(
    "waiting",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("spaces", Json, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
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
    Column("language", String(2), nullable=False, server_default="de"),
    Column("state", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("offer_until", UtcDateTime),
    Column("hold_id", Id, ForeignKey("bookings.id")),
    Column("booking_id", Id, ForeignKey("bookings.id")),
    Index("ix_waiting_venue_id_state_starts_at", "venue_id", "state", "starts_at"),
)

displacements = Table(
    "displacements",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("by_booking_id", Id, ForeignKey("bookings.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("taken_booking_id", Id, ForeignKey("bookings.id")),
)

form_holds = Table(
    "form_holds",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("visitor", String(32), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("form", String(32), nullable=False, index=True, server_default=""),
)
