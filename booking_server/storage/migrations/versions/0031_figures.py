"""figures of use: who came, when doors were away, what was paid in a month"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_counts",
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_visit_counts_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "month", name=op.f("pk_visit_counts")),
    )
    op.create_table(
        "door_absences",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.CheckConstraint("until > since", name=op.f("ck_door_absences_stretch")),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_absences_door_id")),
        sa.PrimaryKeyConstraint("door_id", "since", name=op.f("pk_door_absences")),
    )
    op.create_index(op.f("ix_door_absences_door_id_until"), "door_absences", ["door_id", "until"])
    op.add_column("doors", sa.Column("watched_since", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_payments_municipality_id_paid_on"), "payments", ["municipality_id", "paid_on"])
    op.create_index(op.f("ix_deposit_moves_moved_on"), "deposit_moves", ["moved_on"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
