"""signs of life of the worker; what waits and what was set aside is found without walking through the rest"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worker_signs",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_signs")),
    )
    parked = sa.text("parked_at IS NOT NULL")
    op.create_index("ix_outbox_parked", "outbox", ["parked_at"], sqlite_where=parked, postgresql_where=parked)
    op.create_index("ix_webhook_messages_state", "webhook_messages", ["state", "municipality_id"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
