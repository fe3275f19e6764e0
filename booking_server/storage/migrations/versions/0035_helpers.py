"""helpers of a booking, each with a code of their own"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "helpers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_helpers_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpers")),
    )
    op.create_index(op.f("ix_helpers_booking_id"), "helpers", ["booking_id"])
    op.add_column("access_codes", sa.Column("helper_id", sa.String(length=32), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
