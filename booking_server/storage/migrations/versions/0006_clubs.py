"""clubs"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Json, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("municipalities", sa.Column("more_postcodes", Json(), nullable=False, server_default="[]"))
    op.create_table(
        "clubs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("code_cipher", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_clubs_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clubs")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_clubs_code_hash")),
    )
    op.create_index(op.f("ix_clubs_municipality_id"), "clubs", ["municipality_id"])
    op.create_table(
        "club_halls",
        sa.Column("club_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("quota_unit", sa.String(length=8), nullable=False),
        sa.Column("quota_amount", sa.Integer(), nullable=True),
        sa.Column("quota_purposes", Json(), nullable=False),
        sa.ForeignKeyConstraint(["club_id"], ["clubs.id"], name=op.f("fk_club_halls_club_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_club_halls_venue_id")),
        sa.PrimaryKeyConstraint("club_id", "venue_id", name=op.f("pk_club_halls")),
    )
    op.create_index("ix_bookings_club_id_starts_at", "bookings", ["club_id", "starts_at"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
