"""codes that are held for good, and what doors hold of them"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holder_codes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_until", UtcDateTime(), nullable=False),
        sa.Column("code_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("code_fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ending", sa.String(length=12), nullable=True),
        sa.CheckConstraint("number BETWEEN 0 AND 99", name=op.f("ck_holder_codes_number")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_holder_codes_person_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_holder_codes_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holder_codes")),
    )
    for column in ("venue_id", "person_id", "ended_at"):
        op.create_index(op.f(f"ix_holder_codes_{column}"), "holder_codes", [column])
    for column in ("number", "person_id"):
        op.create_index(
            f"uq_holder_codes_venue_id_{column}",
            "holder_codes",
            ["venue_id", column],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    op.create_table(
        "door_holder_codes",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("code_id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("brought_in", sa.Integer(), nullable=True),
        sa.Column("window_in", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["code_id"], ["holder_codes.id"], name=op.f("fk_door_holder_codes_code_id")),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_holder_codes_door_id")),
        sa.PrimaryKeyConstraint("door_id", "code_id", name=op.f("pk_door_holder_codes")),
    )
    op.create_index("ix_door_holder_codes_code_id", "door_holder_codes", ["code_id"])
    op.create_index("ix_door_events_cred_ref", "door_events", ["cred_ref"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
