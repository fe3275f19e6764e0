"""Calendars of clubs and schools, the times they name, and those somebody is looking at."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

foreign_calendars = Table(
    "foreign_calendars",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("spaces", Json, nullable=False),
    Column("title", String(120), nullable=False),
    Column("mode", String(8), nullable=False),
    Column("host", String(253), nullable=False),
    Column("url_cipher", LargeBinary),
    Column("created_at", UtcDateTime, nullable=False),
    Column("etag", String(200), nullable=False),
    Column("last_modified", String(200), nullable=False),
    Column("due_at", UtcDateTime, index=True),
    Column("tried_at", UtcDateTime),
    Column("good_at", UtcDateTime),
    Column("read_at", UtcDateTime),
    Column("failure", String(40), nullable=False),
    Column("failure_fact", String(60), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("empty_answers", Integer, nullable=False),
    Column("notes", Json, nullable=False),
    Column("ended_at", UtcDateTime),
)

foreign_times = Table(
    "foreign_times",
    metadata,
    Column("id", Id, primary_key=True),
    Column("calendar_id", Id, ForeignKey("foreign_calendars.id"), nullable=False),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("uid", String(200), nullable=False),
    Column("summary", String(200), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Column("whole_days", Boolean, nullable=False),
    Column("state", String(12), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id")),
    Index("ix_foreign_times_calendar_id_starts_at", "calendar_id", "starts_at"),
)

foreign_drafts = Table(
    "foreign_drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("content_cipher", LargeBinary, nullable=False),
)
