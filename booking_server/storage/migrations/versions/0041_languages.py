"""which language the people who book read"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("bookings", "series", "waiting"):
        op.add_column(table, sa.Column("language", sa.String(2), nullable=False, server_default="de"))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
