"""figures of use: who came, when doors were away, what was paid in a month; messages of the desk"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_counts",
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_visit_counts_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", "month", name=op.f("pk_visit_counts")),
    )
    op.create_table(
        "door_absences",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.CheckConstraint("until > since", name=op.f("ck_door_absences_stretch")),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_absences_door_id")),
        sa.PrimaryKeyConstraint("door_id", "since", name=op.f("pk_door_absences")),
    )
    op.create_index(op.f("ix_door_absences_door_id_until"), "door_absences", ["door_id", "until"])
    op.add_column("doors", sa.Column("watched_since", UtcDateTime(), nullable=True))
    op.add_column("venues", sa.Column("easy_text", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_payments_municipality_id_paid_on"), "payments", ["municipality_id", "paid_on"])
    op.create_index(op.f("ix_deposit_moves_moved_on"), "deposit_moves", ["moved_on"])
    op.create_index(op.f("ix_audit_municipality_id_at"), "audit", ["municipality_id", "at"])
    op.create_table(
        "desk_messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_desk_messages_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_desk_messages_venue_id")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_desk_messages_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_desk_messages_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_messages")),
    )
    op.create_index(op.f("ix_desk_messages_booking_id"), "desk_messages", ["booking_id"])
    op.create_index(op.f("ix_desk_messages_created_at"), "desk_messages", ["created_at"])
    op.create_index(op.f("ix_desk_messages_venue_id_created_at"), "desk_messages", ["venue_id", "created_at"])
    op.create_index(
        op.f("ix_desk_messages_person_id_created_at"), "desk_messages", ["person_id", "created_at"]
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
