"""Money. Invoices, payments and steps of deposits are only ever added; triggers refuse every change."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from booking_server.storage.columns import Day, Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

payees = Table(
    "payees",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("name", String(70), nullable=False),
    Column("street", String(120), nullable=False),
    Column("city", String(120), nullable=False),
    Column("iban", String(34), nullable=False),
    Column("prefix", String(6), nullable=False, unique=True),
    Column("bic", String(11), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("tax_note", Text, nullable=False),
    Column("due_days", Integer, nullable=False),
    Column("due_before", Integer),
    Column("deposit_way", String(8), nullable=False),
    Column("issue_when", String(16), nullable=False),
)

# The last number of each year. Its row is locked until the invoice is stored, so that no number is left out.
invoice_numbers = Table(
    "invoice_numbers",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

invoices = Table(
    "invoices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("booking_id", Id, ForeignKey("bookings.id"), nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("reference", String(16), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("due_on", Day, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("document", Json, nullable=False),
    Column("cancels_id", Id, unique=True),
    Unique("municipality_id", "year", "number"),
    Index("ix_invoices_municipality_id_reference", "municipality_id", "reference", unique=True),
)

# The dates of a series that one invoice asks for together.
invoice_dates = Table(
    "invoice_dates",
    metadata,
    Column("invoice_id", Id, ForeignKey("invoices.id"), primary_key=True),
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True, index=True),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("invoice_id", Id, ForeignKey("invoices.id"), nullable=False, index=True),
    Column("cents", Integer, nullable=False),
    Column("way", String(8), nullable=False),
    Column("paid_on", Day, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(80), nullable=False),
    Column("note", String(200), nullable=False),
    Column("entry_key", String(32)),
    CheckConstraint("cents <> 0", name="cents"),
    Index("ix_payments_municipality_id_paid_on", "municipality_id", "paid_on"),
)

deposits = Table(
    "deposits",
    metadata,
    Column("booking_id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("cents", Integer, nullable=False),
    Column("due_on", Day, nullable=False),
    CheckConstraint("cents > 0", name="cents"),
)

deposit_moves = Table(
    "deposit_moves",
    metadata,
    Column("id", Id, primary_key=True),
    Column("booking_id", Id, ForeignKey("deposits.booking_id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("cents", Integer, nullable=False),
    Column("way", String(8), nullable=False),
    Column("moved_on", Day, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", String(80), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("entry_key", String(32)),
    CheckConstraint("cents <> 0", name="cents"),
    Index("ix_deposit_moves_moved_on", "moved_on"),
)

# What was taken from bank statements: the same transfer is never taken twice, whatever program tries.
bank_entries = Table(
    "bank_entries",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("entry_key", String(32), primary_key=True),
    Column("imported_at", UtcDateTime, nullable=False),
)

# A statement looked at and not yet applied: only the transfers that name one of our invoices.
statement_drafts = Table(
    "statement_drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("entries", Json, nullable=False),
)
