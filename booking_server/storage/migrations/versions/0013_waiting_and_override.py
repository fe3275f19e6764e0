"""waiting lists, displaced bookings, holds of the public form"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Json, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.String(length=32)


def upgrade() -> None:
    _waiting()
    op.create_table(
        "displacements",
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("by_booking_id", ID, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("taken_booking_id", ID, nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["bookings.id"], name=op.f(f"fk_displacements_{name}"))
            for name in ("booking_id", "by_booking_id", "taken_booking_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_displacements")),
    )
    op.create_table(
        "form_holds",
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("venue_id", ID, nullable=False),
        sa.Column("visitor", ID, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_form_holds_booking_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_form_holds_venue_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_form_holds")),
    )
    op.create_index(op.f("ix_form_holds_visitor"), "form_holds", ["visitor"])
    op.create_index(op.f("ix_form_holds_created_at"), "form_holds", ["created_at"])


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("venue_id", ID, nullable=False),
        sa.Column("spaces", Json(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=200), nullable=False),
        sa.Column("organizer_name", sa.String(length=120), nullable=False),
        sa.Column("organizer_email", sa.String(length=254), nullable=False),
        sa.Column("organizer_phone", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("user_group", sa.String(length=24), nullable=False),
        sa.Column("organizer_postcode", sa.String(length=10), nullable=False),
        sa.Column("club_id", ID, nullable=True),
        sa.Column("layout", sa.String(length=80), nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("public_title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("offer_until", UtcDateTime(), nullable=True),
        sa.Column("hold_id", ID, nullable=True),
        sa.Column("booking_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_waiting_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_waiting_venue_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["bookings.id"], name=op.f("fk_waiting_hold_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_waiting_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
    )
    op.create_index(
        op.f("ix_waiting_venue_id_state_starts_at"), "waiting", ["venue_id", "state", "starts_at"]
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
