"""approval"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Day, Json, Minutes, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.String(length=32)


def upgrade() -> None:
    op.add_column("grants", sa.Column("deputy_of", ID, nullable=True))
    op.add_column(
        "people", sa.Column("wants_mail_at_once", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "approval_policies",
        sa.Column("id", ID, nullable=False),
        sa.Column("venue_id", ID, nullable=False),
        sa.Column("user_group", sa.String(length=24), nullable=True),
        sa.Column("purpose", sa.String(length=24), nullable=True),
        sa.Column("steps", Json(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_approval_policies_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_policies")),
    )
    op.create_index(op.f("ix_approval_policies_venue_id"), "approval_policies", ["venue_id"])
    op.create_table(
        "approval_patience",
        sa.Column("venue_id", ID, nullable=False),
        sa.Column("silence", Minutes(), nullable=False),
        sa.Column("request_ends", Minutes(), nullable=True),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_approval_patience_venue_id")),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_approval_patience")),
    )
    op.create_table(
        "approval_requests",
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("steps", Json(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_approval_requests_booking_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_approval_requests")),
    )
    op.create_table(
        "approval_decisions",
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("acted_for", ID, nullable=True),
        sa.Column("said_yes", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["acted_for"], ["people.id"], name=op.f("fk_approval_decisions_acted_for")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_approval_decisions_booking_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_approval_decisions_person_id")),
        sa.PrimaryKeyConstraint("booking_id", "step", name=op.f("pk_approval_decisions")),
    )
    op.create_table(
        "digests",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("promised_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_digests_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_digests")),
    )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
