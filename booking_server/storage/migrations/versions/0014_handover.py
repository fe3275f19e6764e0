"""handover and return"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Json, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

REFUSED = "a signed protocol is never changed"


def upgrade() -> None:
    op.create_table(
        "handover_protocols",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("signed_by", sa.String(length=80), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_handover_protocols_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_handover_protocols_venue_id")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_handover_protocols_booking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_protocols")),
    )
    op.create_index(
        "ix_handover_protocols_booking_id",
        "handover_protocols",
        ["booking_id", "kind", "version"],
        unique=True,
    )
    op.create_table(
        "handover_photos",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_handover_photos_municipality_id")
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_handover_photos_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_photos")),
    )
    op.create_index(op.f("ix_handover_photos_booking_id"), "handover_photos", ["booking_id"])
    op.create_table(
        "defects",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photo_ids", Json(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_defects_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_defects_venue_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_defects_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defects")),
    )
    op.create_index(op.f("ix_defects_venue_id"), "defects", ["venue_id"])
    op.create_index(op.f("ix_defects_booking_id"), "defects", ["booking_id"])
    _refuse_changes()


def _refuse_changes() -> None:
    table = "handover_protocols"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_are_never_changed BEFORE UPDATE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION protocols_are_never_changed() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_are_never_changed BEFORE UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION protocols_are_never_changed()"
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
