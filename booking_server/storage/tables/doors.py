"""Doors: their codes, what they were told and what they reported."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

access_codes = Table(
    "access_codes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False, index=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime, nullable=False),
    Column("pin_cipher", LargeBinary, nullable=False),
    Column("pin_fingerprint", LargeBinary, nullable=False),
    Column("qr_id", LargeBinary, nullable=False, unique=True),
    Column("offline_start", Integer),
    Column("offline_duration", Integer),
    Column("offline_seq", Integer),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("hold_open", Boolean, nullable=False, server_default="0"),
    Column("helper_id", Id),
    UniqueConstraint("venue_id", "offline_start", "offline_duration", "offline_seq"),
    Index("ix_access_codes_venue_id_valid_until", "venue_id", "valid_until"),
    Index("ix_access_codes_venue_id_pin_fingerprint", "venue_id", "pin_fingerprint"),
)

doors = Table(
    "doors",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("name", String(80), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("applied_cfg", Integer, nullable=False, server_default="0"),
    Column("applied_creds", Integer, nullable=False, server_default="0"),
    Column("log_epoch", Integer, nullable=False, server_default="0"),
    Column("acked_seq", Integer, nullable=False, server_default="0"),
    Column("reports_online", Boolean, nullable=False, server_default="0"),
    Column("last_seen_at", UtcDateTime),
    Column("session", String(64), nullable=False, server_default=""),
    Column("boot", Integer, nullable=False, server_default="0"),
    Column("clock", String(16), nullable=False, server_default=""),
    Column("outbox_depth", Integer, nullable=False, server_default="0"),
    Column("agent_version", String(32), nullable=False, server_default=""),
    Column("mode", String(16), nullable=False, server_default="secured"),
    Column("hold_until", UtcDateTime),
    Column("contact", String(16), nullable=False, server_default="unknown"),
    Column("pin_off", Boolean, nullable=False, server_default="0"),
    Column("via", String(8), nullable=False, server_default=""),
    Column("signs", Boolean, nullable=False, server_default="0"),
    Column("heard", BigInteger, nullable=False, server_default="0"),
    Column("report_number", BigInteger, nullable=False, server_default="0"),
    Column("rival_at", UtcDateTime),
    Column("watched_since", UtcDateTime),
    Column("has_old_secret", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("venue_id", "number"),
    CheckConstraint("number BETWEEN 1 AND 6", name="number"),
)

door_snapshots = Table(
    "door_snapshots",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("etag", String(64), nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("covers_until", UtcDateTime, nullable=False),
)

door_codes = Table(
    "door_codes",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("code_id", Id, ForeignKey("access_codes.id"), primary_key=True),
    Column("pin_hash", LargeBinary, nullable=False),
    Column("brought_in", Integer),
    Column("removed_in", Integer),
    Index("ix_door_codes_code_id", "code_id"),
)

door_enrolments = Table(
    "door_enrolments",
    metadata,
    Column("token_id", String(64), primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("door_id", Id, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("name", String(80), nullable=False),
    Column("replaces", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("request", Text, nullable=False, server_default=""),
    Column("earlier_request", Text, nullable=False, server_default=""),
    Column("match_code", String(4), nullable=False, server_default=""),
    Column("certificate", Text, nullable=False, server_default=""),
    Column("claimed_at", UtcDateTime),
    Column("wrong_codes", Integer, nullable=False, server_default="0"),
    Column("confirmed_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    CheckConstraint("number BETWEEN 1 AND 6", name="number"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("serial", String(40), primary_key=True),
    Column("door_id", Id, ForeignKey("doors.id"), nullable=False, index=True),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)

door_sessions = Table(
    "door_sessions",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("way", String(8), primary_key=True),
    Column("challenge", String(80), nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
)

door_commands = Table(
    "door_commands",
    metadata,
    Column("id", Id, primary_key=True),
    Column("door_id", Id, ForeignKey("doors.id"), nullable=False, index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("op", String(24), nullable=False),
    Column("session", String(64), nullable=False),
    Column("why", String(200), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(40), nullable=False, server_default=""),
    Column("answered_at", UtcDateTime),
    Column("hold_until", UtcDateTime),
)

door_releases = Table(
    "door_releases",
    metadata,
    Column("venue_id", Id, ForeignKey("venues.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("allowed_at", UtcDateTime, nullable=False),
)

door_warnings = Table(
    "door_warnings",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

door_alarms = Table(
    "door_alarms",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("told_at", UtcDateTime, nullable=False),
)

door_events = Table(
    "door_events",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("type", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("clock_quality", String(16), nullable=False),
    Column("boot", Integer, nullable=False),
    Column("mono_ms", BigInteger, nullable=False),
    Column("granted", Boolean),
    Column("reason", String(32), nullable=False),
    Column("cred_ref", String(64)),
    Column("data", Json, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), index=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("is_late", Boolean, nullable=False),
    Index("ix_door_events_received_at", "received_at"),
    Index("ix_door_events_cred_ref", "cred_ref"),
)
