"""bookings by when they were made"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_bookings_created_at", "bookings", ["created_at"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
