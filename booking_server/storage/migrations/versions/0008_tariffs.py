"""tariffs"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Day, Json, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tariff_schedules",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("draft_by", sa.String(length=80), nullable=False),
        sa.Column("draft_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_tariff_schedules_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_schedules")),
    )
    op.create_index(op.f("ix_tariff_schedules_municipality_id"), "tariff_schedules", ["municipality_id"])
    op.create_table(
        "tariff_halls",
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_tariff_halls_venue_id")),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["tariff_schedules.id"], name=op.f("fk_tariff_halls_schedule_id")
        ),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_tariff_halls")),
    )
    op.create_index(op.f("ix_tariff_halls_schedule_id"), "tariff_halls", ["schedule_id"])
    op.create_table(
        "tariff_versions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("schedule_id", sa.String(length=32), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("decisive", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_tariff_versions_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["tariff_schedules.id"], name=op.f("fk_tariff_versions_schedule_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariff_versions")),
    )
    op.create_index(op.f("ix_tariff_versions_schedule_id"), "tariff_versions", ["schedule_id"])
    op.create_table(
        "booking_quotes",
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=True),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("deposit_cents", sa.Integer(), nullable=False),
        sa.Column("exemption", sa.String(length=40), nullable=False),
        sa.Column("quote", Json(), nullable=False),
        sa.Column("cancellation_cents", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_booking_quotes_booking_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["tariff_versions.id"], name=op.f("fk_booking_quotes_version_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_quotes")),
    )
    op.create_index(op.f("ix_booking_quotes_version_id"), "booking_quotes", ["version_id"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
