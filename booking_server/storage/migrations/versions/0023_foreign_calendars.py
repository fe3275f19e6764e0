"""calendars of clubs and schools"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Json, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "foreign_calendars",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("spaces", Json(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("url_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=200), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("good_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("failure_fact", sa.String(length=60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("empty_answers", sa.Integer(), nullable=False),
        sa.Column("notes", Json(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_foreign_calendars_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_foreign_calendars_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_calendars")),
    )
    op.create_index(op.f("ix_foreign_calendars_venue_id"), "foreign_calendars", ["venue_id"])
    op.create_index(op.f("ix_foreign_calendars_due_at"), "foreign_calendars", ["due_at"])
    op.create_table(
        "foreign_times",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("calendar_id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("whole_days", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_foreign_times_booking_id")),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["foreign_calendars.id"], name=op.f("fk_foreign_times_calendar_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_foreign_times_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_times")),
    )
    op.create_index(op.f("ix_foreign_times_ends_at"), "foreign_times", ["ends_at"])
    op.create_index("ix_foreign_times_calendar_id_starts_at", "foreign_times", ["calendar_id", "starts_at"])
    op.create_table(
        "foreign_drafts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("content_cipher", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_foreign_drafts_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_foreign_drafts_person_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_foreign_drafts_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_drafts")),
    )
    op.create_index(op.f("ix_foreign_drafts_person_id"), "foreign_drafts", ["person_id"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
