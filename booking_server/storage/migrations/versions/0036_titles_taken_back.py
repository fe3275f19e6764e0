"""which titles the desk took out of the public calendar"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("title_withdrawn", sa.Boolean(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE bookings SET title_withdrawn = true WHERE id IN"
        " (SELECT subject FROM audit WHERE action = 'title_withdrawn')"
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
