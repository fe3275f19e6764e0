"""which release of the door program a hall may have"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_releases",
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("allowed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_door_releases_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_door_releases")),
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
