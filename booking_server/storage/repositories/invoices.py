"""Invoices as rows: what is searched for in columns, what stands on the paper as one document."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Text, case, func, insert, or_, select, type_coerce

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.errors import NotFound
from booking_server.domain.money.invoices import Invoice, InvoiceKind
from booking_server.domain.tariffs.quote import QuoteLine
from booking_server.storage.repositories.payees import payee_from, payee_row
from booking_server.storage.tables import booking_quotes, bookings, invoice_dates, invoices, payments

NOTHING_OPEN = '"open_points":[]'
"""How a stored quote spells that nothing is left to a person; within a text its quotes are escaped."""


class Invoices:
    """Rows are only ever added."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invoice: Invoice, *, dates: Sequence[str] = ()) -> None:
        """Store an invoice for good; `dates` are the bookings of a series it asks for together."""
        self._connection.execute(insert(invoices).values(_row(invoice)))
        if dates:
            rows = [{"invoice_id": invoice.id, "booking_id": one} for one in dates]
            self._connection.execute(insert(invoice_dates), rows)

    def get(self, invoice_id: str) -> Invoice:
        """Return one invoice. Raises NotFound."""
        row = self._connection.execute(select(invoices).where(invoices.c.id == invoice_id)).one_or_none()
        if row is None:
            raise NotFound("Diese Rechnung gibt es nicht.")
        return _invoice(row)

    def of_booking(self, booking_id: str) -> tuple[Invoice, ...]:
        """Return a booking's invoices, the oldest first."""
        return self.of_bookings([booking_id])

    def of_bookings(self, booking_ids: Sequence[str]) -> tuple[Invoice, ...]:
        """Return the invoices of several bookings, also those about a whole series, the oldest first."""
        together = select(invoice_dates.c.invoice_id).where(invoice_dates.c.booking_id.in_(booking_ids))
        mine = or_(invoices.c.booking_id.in_(booking_ids), invoices.c.id.in_(together))
        return self._all(select(invoices).where(mine))

    def unbilled(self, venue_ids: Sequence[str], *, since: datetime, limit: int = 200) -> tuple[str, ...]:
        """Return the confirmed bookings without a standing invoice that cost something, by start.

        Those whose price a person has still to fix are among them.
        """
        back = invoices.alias()
        standing = (
            select(invoices.c.id)
            .outerjoin(invoice_dates, invoice_dates.c.invoice_id == invoices.c.id)
            .outerjoin(back, back.c.cancels_id == invoices.c.id)
            .where(
                or_(invoices.c.booking_id == bookings.c.id, invoice_dates.c.booking_id == bookings.c.id),
                invoices.c.kind == InvoiceKind.USAGE.value,
                back.c.id.is_(None),
            )
        )
        statement = (
            select(bookings.c.id)
            .join(booking_quotes, booking_quotes.c.booking_id == bookings.c.id)
            .where(
                bookings.c.venue_id.in_(venue_ids),
                bookings.c.status == BookingStatus.CONFIRMED.value,
                bookings.c.starts_at >= since,
                or_(
                    booking_quotes.c.total_cents > 0,
                    ~type_coerce(booking_quotes.c.quote, Text).contains(NOTHING_OPEN, autoescape=True),
                ),
                ~standing.correlate(bookings).exists(),
            )
            .order_by(bookings.c.starts_at, bookings.c.id)
            .limit(limit)
        )
        return tuple(self._connection.execute(statement).scalars())

    def unbilled_fees(self, venue_ids: Sequence[str], *, since: datetime, limit: int = 200) -> dict[str, int]:
        """Return what cancelling bookings cost by what was noted, where no standing invoice asks for it."""
        back = invoices.alias()
        charged = (
            select(invoices.c.id)
            .outerjoin(back, back.c.cancels_id == invoices.c.id)
            .where(
                invoices.c.booking_id == bookings.c.id,
                invoices.c.kind == InvoiceKind.CANCELLATION_FEE.value,
                back.c.id.is_(None),
            )
        )
        statement = (
            select(bookings.c.id, booking_quotes.c.cancellation_cents)
            .join(booking_quotes, booking_quotes.c.booking_id == bookings.c.id)
            .where(
                bookings.c.venue_id.in_(venue_ids),
                bookings.c.status == BookingStatus.CANCELLED.value,
                bookings.c.starts_at >= since,
                booking_quotes.c.cancellation_cents > 0,
                ~charged.correlate(bookings).exists(),
            )
            .order_by(bookings.c.starts_at, bookings.c.id)
            .limit(limit)
        )
        return {row.id: row.cancellation_cents for row in self._connection.execute(statement)}

    def of_cancelled(self, venue_ids: Sequence[str], *, limit: int = 200) -> tuple[str, ...]:
        """Return the cancelled bookings with an invoice of their own of which no cost is noted, by start."""
        statement = (
            self._standing(bookings.c.id, bookings.c.starts_at)
            .join(bookings, bookings.c.id == invoices.c.booking_id)
            .outerjoin(booking_quotes, booking_quotes.c.booking_id == bookings.c.id)
            .where(
                invoices.c.venue_id.in_(venue_ids),
                bookings.c.status == BookingStatus.CANCELLED.value,
                bookings.c.series_id.is_(None),
                booking_quotes.c.cancellation_cents.is_(None),
            )
            .order_by(bookings.c.starts_at, bookings.c.id)
        )
        return tuple(row.id for row in self._connection.execute(statement.limit(limit)))

    def with_cancelled_dates(self, venue_ids: Sequence[str], *, limit: int = 200) -> dict[str, int]:
        """Return the standing invoices of series some of whose dates are cancelled, and how many."""
        statement = (
            self._standing(invoices.c.id, func.count().label("dates"))
            .join(invoice_dates, invoice_dates.c.invoice_id == invoices.c.id)
            .join(bookings, bookings.c.id == invoice_dates.c.booking_id)
            .where(
                invoices.c.venue_id.in_(venue_ids),
                bookings.c.status == BookingStatus.CANCELLED.value,
            )
            .group_by(invoices.c.id, invoices.c.year, invoices.c.number)
            .order_by(invoices.c.year, invoices.c.number)
        )
        return {row.id: row.dates for row in self._connection.execute(statement.limit(limit))}

    def _standing(self, *columns: Any) -> Any:
        """Return the columns of the invoices about a price that nobody took back."""
        back = invoices.alias()
        return (
            select(*columns)
            .select_from(invoices)
            .outerjoin(back, back.c.cancels_id == invoices.c.id)
            .where(invoices.c.kind == InvoiceKind.USAGE.value, back.c.id.is_(None))
        )

    def unsettled(self, venue_ids: Sequence[str], *, limit: int = 500) -> tuple[Invoice, ...]:
        """Return the invoices of some halls that are not exactly paid, the oldest first.

        A cancelled invoice is among them only when money was paid for it.
        """
        paid = (
            select(payments.c.invoice_id, func.sum(payments.c.cents).label("cents"))
            .group_by(payments.c.invoice_id)
            .subquery()
        )
        back = invoices.alias()
        owed = case((back.c.id.is_(None), invoices.c.total_cents), else_=0)
        statement = (
            select(invoices)
            .outerjoin(paid, paid.c.invoice_id == invoices.c.id)
            .outerjoin(back, back.c.cancels_id == invoices.c.id)
            .where(
                invoices.c.venue_id.in_(venue_ids),
                invoices.c.kind != InvoiceKind.CANCELLATION.value,
                owed != func.coalesce(paid.c.cents, 0),
            )
        )
        return self._all(statement.limit(limit))

    def by_references(self, municipality_id: str, references: Sequence[str]) -> tuple[Invoice, ...]:
        """Return the invoices of a municipality that bear one of some payment references."""
        return self._all(
            select(invoices).where(
                invoices.c.municipality_id == municipality_id, invoices.c.reference.in_(references)
            )
        )

    def _all(self, statement: Any) -> tuple[Invoice, ...]:
        ordered = statement.order_by(invoices.c.year, invoices.c.number)
        return tuple(_invoice(row) for row in self._connection.execute(ordered))


def _row(invoice: Invoice) -> dict[str, Any]:
    columns = {column.name for column in invoices.c}
    row = {name: getattr(invoice, name) for name in Invoice.__dataclass_fields__ if name in columns}
    document = {
        "payee": payee_row(invoice.payee),
        "recipient": list(invoice.recipient),
        "facts": [list(fact) for fact in invoice.facts],
        "lines": [_line_row(line) for line in invoice.lines],
        "deposit_cents": invoice.deposit_cents,
        "tariff_version": invoice.tariff_version,
        "cancels_number": invoice.cancels_number,
        "notes": list(invoice.notes),
    }
    return {**row, "kind": invoice.kind.value, "total_cents": invoice.total_cents, "document": document}


def _line_row(line: QuoteLine) -> dict[str, Any]:
    row = {name: getattr(line, name) for name in QuoteLine.__dataclass_fields__}
    return {**row, "quantity": str(line.quantity)}


def _line(row: dict[str, Any]) -> QuoteLine:
    return QuoteLine(**{**row, "quantity": Decimal(row["quantity"])})


def _invoice(row: Any) -> Invoice:
    document = row.document
    return Invoice(
        id=row.id,
        municipality_id=row.municipality_id,
        venue_id=row.venue_id,
        booking_id=row.booking_id,
        kind=InvoiceKind(row.kind),
        year=row.year,
        number=row.number,
        reference=row.reference,
        issued_at=row.issued_at,
        due_on=row.due_on,
        payee=payee_from(document["payee"]),
        recipient=tuple(document["recipient"]),
        facts=tuple((label, value) for label, value in document["facts"]),
        lines=tuple(_line(line) for line in document["lines"]),
        deposit_cents=document["deposit_cents"],
        tariff_version=document["tariff_version"],
        cancels_id=row.cancels_id,
        cancels_number=document["cancels_number"],
        notes=tuple(document.get("notes", ())),
    )
