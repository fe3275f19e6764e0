"""invoices of series"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_dates",
        sa.Column("invoice_id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_invoice_dates_booking_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_dates_invoice_id")),
        sa.PrimaryKeyConstraint("invoice_id", "booking_id", name=op.f("pk_invoice_dates")),
    )
    op.create_index(op.f("ix_invoice_dates_booking_id"), "invoice_dates", ["booking_id"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
