"""series"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Day, Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "venues", sa.Column("series_code", sa.String(length=8), nullable=False, server_default="series")
    )
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("spaces", Json(), nullable=False),
        sa.Column("frequency", sa.String(length=16), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("first_day", Day(), nullable=False),
        sa.Column("last_day", Day(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("without_school_holidays", sa.Boolean(), nullable=False),
        sa.Column("without_public_holidays", sa.Boolean(), nullable=False),
        sa.Column("exceptions", Json(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=200), nullable=False),
        sa.Column("organizer_name", sa.String(length=120), nullable=False),
        sa.Column("organizer_email", sa.String(length=254), nullable=False),
        sa.Column("organizer_phone", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("user_group", sa.String(length=24), nullable=False),
        sa.Column("organizer_postcode", sa.String(length=10), nullable=False),
        sa.Column("club_id", sa.String(length=32), nullable=True),
        sa.Column("layout", sa.String(length=80), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("public_title", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("continues", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_series_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_series_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index(op.f("ix_series_venue_id"), "series", ["venue_id"])
    op.create_table(
        "series_dates",
        sa.Column("series_id", sa.String(length=32), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("booking_id", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_series_dates_booking_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_dates_series_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_series_dates_venue_id")),
        sa.PrimaryKeyConstraint("series_id", "day", name=op.f("pk_series_dates")),
    )
    op.create_index(
        "ix_series_dates_venue_id_state_starts_at", "series_dates", ["venue_id", "state", "starts_at"]
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
