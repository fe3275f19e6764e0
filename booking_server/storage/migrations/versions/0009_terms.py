"""what is left when a term is over"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import Counter

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("bookings", "series", "people"):
        op.add_column(table, sa.Column("anonymised_at", UtcDateTime(), nullable=True))
    _proofs_and_texts()
    op.create_table(
        "door_counts",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_counts_door_id")),
        sa.PrimaryKeyConstraint("door_id", "month", "kind", name=op.f("pk_door_counts")),
    )
    op.create_table(
        "door_journal_anchors",
        sa.Column("door_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name=op.f("fk_door_journal_anchors_door_id")),
        sa.PrimaryKeyConstraint("door_id", "epoch", name=op.f("pk_door_journal_anchors")),
    )


def _proofs_and_texts() -> None:
    op.create_table(
        "retention_proofs",
        sa.Column("id", Counter, autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("data_class", sa.String(length=24), nullable=False),
        sa.Column("cutoff", UtcDateTime(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_proofs")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit_texts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_texts")),
    )
    op.create_index(op.f("ix_audit_texts_subject"), "audit_texts", ["subject"])
    op.create_index(op.f("ix_audit_texts_at"), "audit_texts", ["at"])
    op.create_table(
        "privacy_links",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_links")),
    )
    op.create_index(op.f("ix_privacy_links_email"), "privacy_links", ["email"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
