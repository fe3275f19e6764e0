"""bridges to Home Assistant: how they are, and of which halls they have told"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Json, UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bridges",
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("is_up", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("told", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_bridges_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_bridges")),
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
