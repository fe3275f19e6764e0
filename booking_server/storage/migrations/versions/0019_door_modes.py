"""doors held open, and alarms people were told of"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_codes", sa.Column("hold_open", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("doors", sa.Column("mode", sa.String(length=16), nullable=False, server_default="secured"))
    op.add_column("doors", sa.Column("hold_until", UtcDateTime(), nullable=True))
    op.add_column(
        "doors", sa.Column("contact", sa.String(length=16), nullable=False, server_default="unknown")
    )
    op.add_column("doors", sa.Column("pin_off", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("door_commands", sa.Column("hold_until", UtcDateTime(), nullable=True))
    op.create_table(
        "door_alarms",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_alarms_door_id")),
        sa.PrimaryKeyConstraint("door_id", "kind", name=op.f("pk_door_alarms")),
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
