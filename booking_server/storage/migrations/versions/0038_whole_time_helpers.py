"""which helpers come for the whole time, and who of them was told that a door lacks their code"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("helpers", sa.Column("is_whole", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("helpers", sa.Column("told_late_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE helpers SET is_whole = true WHERE id IN"
        " (SELECT c.helper_id FROM access_codes c JOIN bookings b ON b.id = c.booking_id"
        " WHERE c.helper_id IS NOT NULL AND c.revoked_at IS NULL"
        " AND c.valid_from = b.starts_at AND c.valid_until = b.ends_at)"
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
