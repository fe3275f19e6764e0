"""what municipalities say about themselves, and what people tell them about barriers"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Json, UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "town_facts",
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_town_facts_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_town_facts")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sender_name", sa.String(length=120), nullable=False),
        sa.Column("sender_email", sa.String(length=254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_feedback_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_municipality_id"), "feedback", ["municipality_id"])
    op.create_index(op.f("ix_feedback_created_at"), "feedback", ["created_at"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
