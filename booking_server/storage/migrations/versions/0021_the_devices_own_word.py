"""sessions of doors over HTTPS, and what a door proved with its key"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_sessions",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("challenge", sa.String(length=80), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_sessions_door_id")),
        sa.PrimaryKeyConstraint("door_id", "way", name=op.f("pk_door_sessions")),
    )
    op.add_column("doors", sa.Column("via", sa.String(length=8), server_default="", nullable=False))
    op.add_column("doors", sa.Column("signs", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("doors", sa.Column("heard", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("doors", sa.Column("report_number", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("doors", sa.Column("rival_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
