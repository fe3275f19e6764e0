"""commands to doors and what became of them"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_commands",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("op", sa.String(length=24), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=40), server_default="", nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_commands_door_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_door_commands_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_commands")),
    )
    op.create_index(op.f("ix_door_commands_door_id"), "door_commands", ["door_id"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
