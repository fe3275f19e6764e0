"""the Bad Belzig App: accounts, records there, disruptions"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_towns",
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("secret_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("halls_category", sa.String(length=80), nullable=False),
        sa.Column("events_category", sa.String(length=80), nullable=False),
        sa.Column("news_category", sa.String(length=80), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("failure_fact", sa.String(length=200), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_app_towns_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_app_towns")),
    )
    op.create_table(
        "app_records",
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("remote_id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_visible", sa.Boolean(), nullable=False),
        sa.Column("pushed_at", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("failure_fact", sa.String(length=200), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("busy_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_app_records_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_app_records_venue_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_app_records")),
    )
    op.create_index(op.f("ix_app_records_municipality_id"), "app_records", ["municipality_id"])
    op.create_index(op.f("ix_app_records_venue_id"), "app_records", ["venue_id"])
    op.create_table(
        "disruptions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_disruptions_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_disruptions_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disruptions")),
    )
    op.create_index(op.f("ix_disruptions_venue_id"), "disruptions", ["venue_id"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
