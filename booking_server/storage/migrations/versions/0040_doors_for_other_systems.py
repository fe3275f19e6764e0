"""credentials that other booking systems asked for, and months of use that were published"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Day, Json, UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["bookings.id"], name=op.f("fk_credentials_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_credentials_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_credentials_venue_id")),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_credentials_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
    )
    op.create_index("ix_credentials_municipality_id", "credentials", ["municipality_id", "created_at"])
    op.create_table(
        "published_months",
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("month", Day(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("figures", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_published_months_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "month", name=op.f("pk_published_months")),
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
