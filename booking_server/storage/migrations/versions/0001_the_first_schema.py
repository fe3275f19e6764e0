"""the first schema"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Json, Minutes, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Rows of one space never overlap, so of all rows that begin before the new one ends, the one that
# begins last also ends last: one look into the index decides, however many rows there are.
SQLITE_WALL = (
    """
    CREATE TRIGGER occupancy_may_not_overlap BEFORE INSERT ON occupancy
    WHEN (SELECT ends_at FROM occupancy
          WHERE space_id = NEW.space_id AND starts_at < NEW.ends_at
          ORDER BY starts_at DESC LIMIT 1) > NEW.starts_at
    BEGIN SELECT RAISE(ABORT, 'booking-overlaps'); END
    """,
    """
    CREATE TRIGGER occupancy_is_never_changed BEFORE UPDATE ON occupancy
    BEGIN SELECT RAISE(ABORT, 'occupancy is added and removed, never changed'); END
    """,
    """
    CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END
    """,
    """
    CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END
    """,
)

POSTGRESQL_WALL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """
    ALTER TABLE occupancy ADD CONSTRAINT ex_occupancy_may_not_overlap
    EXCLUDE USING gist (space_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    """,
    """
    CREATE FUNCTION is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is added to, never changed', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER occupancy_is_never_changed BEFORE UPDATE ON occupancy
    FOR EACH ROW EXECUTE FUNCTION is_never_changed()
    """,
    """
    CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION is_never_changed()
    """,
    """
    CREATE TRIGGER audit_is_never_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION is_never_changed()
    """,
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=True),
        sa.Column("details", Json(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "municipalities",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=False),
        sa.Column("postcode", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipalities")),
        sa.UniqueConstraint("slug", name=op.f("uq_municipalities_slug")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.String(length=200), server_default="", nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("parked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "districts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_districts_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_districts")),
        sa.UniqueConstraint("municipality_id", "slug", name=op.f("uq_districts_municipality_id")),
    )
    op.create_index(op.f("ix_districts_municipality_id"), "districts", ["municipality_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False)
    op.create_table(
        "sign_in_links",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_in_links_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_links")),
    )
    op.create_index(op.f("ix_sign_in_links_person_id"), "sign_in_links", ["person_id"], unique=False)
    op.create_table(
        "venues",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("district_id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("approval", sa.String(length=16), nullable=False),
        sa.Column("lead_time", Minutes(), nullable=False),
        sa.Column("horizon", Minutes(), nullable=False),
        sa.Column("longest_use", Minutes(), nullable=False),
        sa.Column("house_rules", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("site_number", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("door_secret_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["districts.id"], name=op.f("fk_venues_district_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_venues_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venues")),
        sa.UniqueConstraint("site_number", name=op.f("uq_venues_site_number")),
        sa.UniqueConstraint("slug", name=op.f("uq_venues_slug")),
    )
    op.create_index(op.f("ix_venues_district_id"), "venues", ["district_id"], unique=False)
    op.create_index(op.f("ix_venues_municipality_id"), "venues", ["municipality_id"], unique=False)
    op.create_table(
        "bookings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=200), nullable=False),
        sa.Column("organizer_name", sa.String(length=120), nullable=False),
        sa.Column("organizer_email", sa.String(length=254), nullable=False),
        sa.Column("organizer_phone", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("hold_until", UtcDateTime(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_bookings_period")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_bookings_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_bookings_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    op.create_index("ix_bookings_status_starts_at", "bookings", ["status", "starts_at"], unique=False)
    op.create_index("ix_bookings_venue_id_starts_at", "bookings", ["venue_id", "starts_at"], unique=False)
    op.create_table(
        "doors",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("applied_cfg", sa.Integer(), server_default="0", nullable=False),
        sa.Column("applied_creds", sa.Integer(), server_default="0", nullable=False),
        sa.Column("log_epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("acked_seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reports_online", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=True),
        sa.Column("session", sa.String(length=64), server_default="", nullable=False),
        sa.Column("boot", sa.Integer(), server_default="0", nullable=False),
        sa.Column("clock", sa.String(length=16), server_default="", nullable=False),
        sa.Column("outbox_depth", sa.Integer(), server_default="0", nullable=False),
        sa.Column("agent_version", sa.String(length=32), server_default="", nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 6", name=op.f("ck_doors_number")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_doors_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doors")),
        sa.UniqueConstraint("venue_id", "number", name=op.f("uq_doors_venue_id")),
    )
    op.create_index(op.f("ix_doors_venue_id"), "doors", ["venue_id"], unique=False)
    op.create_table(
        "feed_links",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feed_links_person_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_feed_links_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_links")),
    )
    op.create_index(op.f("ix_feed_links_person_id"), "feed_links", ["person_id"], unique=False)
    op.create_index(op.f("ix_feed_links_venue_id"), "feed_links", ["venue_id"], unique=False)
    op.create_table(
        "grants",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_grants_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_grants_person_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_grants_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_person_id"), "grants", ["person_id"], unique=False)
    op.create_index(op.f("ix_grants_venue_id"), "grants", ["venue_id"], unique=False)
    op.create_table(
        "spaces",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("setup_buffer", Minutes(), nullable=False),
        sa.Column("teardown_buffer", Minutes(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_spaces_capacity")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_spaces_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaces")),
        sa.UniqueConstraint("venue_id", "slug", name=op.f("uq_spaces_venue_id")),
    )
    op.create_table(
        "access_codes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_until", UtcDateTime(), nullable=False),
        sa.Column("pin_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("pin_fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("qr_id", sa.LargeBinary(), nullable=False),
        sa.Column("offline_start", sa.Integer(), nullable=True),
        sa.Column("offline_duration", sa.Integer(), nullable=True),
        sa.Column("offline_seq", sa.Integer(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_access_codes_booking_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_access_codes_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_codes")),
        sa.UniqueConstraint("qr_id", name=op.f("uq_access_codes_qr_id")),
        sa.UniqueConstraint(
            "venue_id",
            "offline_start",
            "offline_duration",
            "offline_seq",
            name=op.f("uq_access_codes_venue_id"),
        ),
    )
    op.create_index(op.f("ix_access_codes_booking_id"), "access_codes", ["booking_id"], unique=False)
    op.create_index(
        "ix_access_codes_venue_id_pin_fingerprint",
        "access_codes",
        ["venue_id", "pin_fingerprint"],
        unique=False,
    )
    op.create_index(
        "ix_access_codes_venue_id_valid_until", "access_codes", ["venue_id", "valid_until"], unique=False
    )
    op.create_table(
        "booking_spaces",
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("space_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_spaces_booking_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_booking_spaces_space_id")),
        sa.PrimaryKeyConstraint("booking_id", "space_id", name=op.f("pk_booking_spaces")),
    )
    op.create_table(
        "door_events",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("clock_quality", sa.String(length=16), nullable=False),
        sa.Column("boot", sa.Integer(), nullable=False),
        sa.Column("mono_ms", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("cred_ref", sa.String(length=64), nullable=True),
        sa.Column("data", Json(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_door_events_booking_id")),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_events_door_id")),
        sa.PrimaryKeyConstraint("door_id", "epoch", "seq", name=op.f("pk_door_events")),
    )
    op.create_index(op.f("ix_door_events_booking_id"), "door_events", ["booking_id"], unique=False)
    op.create_index("ix_door_events_received_at", "door_events", ["received_at"], unique=False)
    op.create_table(
        "door_snapshots",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("covers_until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_snapshots_door_id")),
        sa.PrimaryKeyConstraint("door_id", "kind", name=op.f("pk_door_snapshots")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_idempotency_keys_booking_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "occupancy",
        sa.Column("space_id", sa.String(length=32), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_occupancy_period")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_occupancy_booking_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_occupancy_space_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_occupancy_venue_id")),
        sa.PrimaryKeyConstraint("space_id", "starts_at", name=op.f("pk_occupancy")),
    )
    op.create_index(op.f("ix_occupancy_booking_id"), "occupancy", ["booking_id"], unique=False)
    op.create_index("ix_occupancy_venue_id_starts_at", "occupancy", ["venue_id", "starts_at"], unique=False)
    op.create_table(
        "door_codes",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("code_id", sa.String(length=32), nullable=False),
        sa.Column("pin_hash", sa.LargeBinary(), nullable=False),
        sa.Column("brought_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["code_id"], ["access_codes.id"], name=op.f("fk_door_codes_code_id")),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_codes_door_id")),
        sa.PrimaryKeyConstraint("door_id", "code_id", name=op.f("pk_door_codes")),
    )
    op.create_index("ix_door_codes_code_id", "door_codes", ["code_id"], unique=False)
    for statement in SQLITE_WALL if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_WALL:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the first schema is where a database begins")
