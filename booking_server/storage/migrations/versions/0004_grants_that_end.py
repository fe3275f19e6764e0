"""grants that end"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grants", sa.Column("granted_at", UtcDateTime(), nullable=True))
    op.add_column("grants", sa.Column("ends_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
