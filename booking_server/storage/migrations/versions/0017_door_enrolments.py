"""devices that are to become doors"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_enrolments",
        sa.Column("token_id", sa.String(length=64), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("request", sa.Text(), server_default="", nullable=False),
        sa.Column("earlier_request", sa.Text(), server_default="", nullable=False),
        sa.Column("match_code", sa.String(length=4), server_default="", nullable=False),
        sa.Column("certificate", sa.Text(), server_default="", nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("number BETWEEN 1 AND 6", name=op.f("ck_door_enrolments_number")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_door_enrolments_venue_id")),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_door_enrolments")),
    )
    op.create_index(op.f("ix_door_enrolments_venue_id"), "door_enrolments", ["venue_id"])
    op.create_index(op.f("ix_door_enrolments_door_id"), "door_enrolments", ["door_id"])
    op.create_table(
        "certificates",
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_certificates_door_id")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_certificates")),
    )
    op.create_index(op.f("ix_certificates_door_id"), "certificates", ["door_id"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
