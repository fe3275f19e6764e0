"""money"""

import sqlalchemy as sa
from alembic import op

from booking_server.storage.columns import Day, Json, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEVER_CHANGED = ("invoices", "payments", "deposit_moves")
REFUSED = "money is only ever added to"


def upgrade() -> None:
    op.create_table(
        "bank_entries",
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("entry_key", sa.String(length=32), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_bank_entries_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "entry_key", name=op.f("pk_bank_entries")),
    )
    op.create_table(
        "invoice_numbers",
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_invoice_numbers_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", "year", name=op.f("pk_invoice_numbers")),
    )
    op.create_table(
        "payees",
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=70), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("prefix", sa.String(length=6), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("tax_note", sa.Text(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Integer(), nullable=True),
        sa.Column("deposit_way", sa.String(length=8), nullable=False),
        sa.Column("issue_when", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_payees_municipality_id")
        ),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_payees")),
        sa.UniqueConstraint("prefix", name=op.f("uq_payees_prefix")),
    )
    op.create_table(
        "statement_drafts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("entries", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_statement_drafts_municipality_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_statement_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_drafts")),
    )
    op.create_index(op.f("ix_statement_drafts_person_id"), "statement_drafts", ["person_id"], unique=False)
    op.create_table(
        "deposits",
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("due_on", Day(), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_deposits_cents")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_deposits_booking_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_deposits_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_deposits_venue_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_deposits")),
    )
    op.create_index(op.f("ix_deposits_municipality_id"), "deposits", ["municipality_id"], unique=False)
    op.create_table(
        "invoices",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("venue_id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", Day(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=False),
        sa.Column("document", Json(), nullable=False),
        sa.Column("cancels_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_invoices_booking_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_invoices_municipality_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_invoices_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("cancels_id", name=op.f("uq_invoices_cancels_id")),
        sa.UniqueConstraint("municipality_id", "year", "number", name=op.f("uq_invoices_municipality_id")),
    )
    op.create_index(op.f("ix_invoices_booking_id"), "invoices", ["booking_id"], unique=False)
    op.create_index(
        "ix_invoices_municipality_id_reference", "invoices", ["municipality_id", "reference"], unique=True
    )
    op.create_table(
        "deposit_moves",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("moved_on", Day(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("entry_key", sa.String(length=32), nullable=True),
        sa.CheckConstraint("cents <> 0", name=op.f("ck_deposit_moves_cents")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["deposits.booking_id"], name=op.f("fk_deposit_moves_booking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_moves")),
    )
    op.create_index(op.f("ix_deposit_moves_booking_id"), "deposit_moves", ["booking_id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.String(length=32), nullable=False),
        sa.Column("invoice_id", sa.String(length=32), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("paid_on", Day(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("entry_key", sa.String(length=32), nullable=True),
        sa.CheckConstraint("cents <> 0", name=op.f("ck_payments_cents")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_payments_invoice_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipalities.id"], name=op.f("fk_payments_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_invoice_id"), "payments", ["invoice_id"], unique=False)
    _refuse_changes()


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in NEVER_CHANGED:
            op.execute(
                f"CREATE TRIGGER {table}_are_never_changed BEFORE UPDATE ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION money_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in NEVER_CHANGED:
        op.execute(
            f"CREATE TRIGGER {table}_are_never_changed BEFORE UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION money_is_never_changed()"
        )


def downgrade() -> None:
    raise NotImplementedError("a database goes forward; bring back a backup instead")
