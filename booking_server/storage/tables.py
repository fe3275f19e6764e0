"""The tables. Migrations build them; a test holds the two against each other."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from booking_server.storage.columns import Json, Minutes, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(32)

# SQLite counts only a column spelled INTEGER PRIMARY KEY by itself.
Counter = BigInteger().with_variant(Integer, "sqlite")

municipalities = Table(
    "municipalities",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("ags", String(8), nullable=False),
    Column("postcode", String(5), nullable=False),
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
    UniqueConstraint("venue_id", "slug"),
    CheckConstraint("capacity > 0", name="capacity"),
)

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
    CheckConstraint("ends_at > starts_at", name="period"),
    Index("ix_bookings_venue_id_starts_at", "venue_id", "starts_at"),
    Index("ix_bookings_status_starts_at", "status", "starts_at"),
)

booking_spaces = Table(
    "booking_spaces",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("space_id", Id, ForeignKey("spaces.id"), primary_key=True),
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
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("payload", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", String(200), nullable=False, server_default=""),
    Column("done_at", UtcDateTime),
    Column("parked_at", UtcDateTime),
    sqlite_autoincrement=True,
)
Index(
    "ix_outbox_waiting",
    outbox.c.due_at,
    sqlite_where=outbox.c.done_at.is_(None) & outbox.c.parked_at.is_(None),
    postgresql_where=outbox.c.done_at.is_(None) & outbox.c.parked_at.is_(None),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False, index=True),
    Column("municipality_id", Id),
    Column("details", Json, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    sqlite_autoincrement=True,
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("request_hash", String(64), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(24), nullable=False),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), index=True),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("revoked_at", UtcDateTime),
)

feed_links = Table(
    "feed_links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)
