"""what a booking is for"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("purpose", sa.String(length=24), nullable=False, server_default="other"),
        sa.Column("user_group", sa.String(length=24), nullable=False, server_default="outsider"),
        sa.Column("organizer_postcode", sa.String(length=10), nullable=False, server_default=""),
        sa.Column("club_id", sa.String(length=32), nullable=True),
        sa.Column("layout", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("answers", Json(), nullable=False, server_default="[]"),
        sa.Column("public_title", sa.String(length=120), nullable=False, server_default=""),
        sa.Column("series_id", sa.String(length=32), nullable=True),
    ):
        op.add_column("bookings", column)
    op.create_index(op.f("ix_bookings_series_id"), "bookings", ["series_id"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
