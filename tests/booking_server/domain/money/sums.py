"""Invoices and what was paid for them, saying only what matters."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from booking_server.domain.money.invoices import Invoice, InvoiceKind, InvoiceState
from booking_server.domain.money.payees import Payee
from booking_server.domain.money.payment_reference import payment_reference
from booking_server.domain.tariffs.quote import QuoteLine

WIESENBURG = Payee(
    municipality_id="m1",
    name="Gemeinde Wiesenburg/Mark",
    street="Schlossstraße 1",
    city="14827 Wiesenburg/Mark",
    iban="DE02120300000000202051",
    prefix="WM",
    contact="Kämmerei, Telefon 033849 12345",
    tax_note="Umsatzsteuerfrei nach § 4 Nr. 12 UStG.",
)


def a_line(text: str, cents: int, **changes: Any) -> QuoteLine:
    """Return a line of one piece, with VAT 0 unless `changes` say so."""
    line = QuoteLine(
        code="rent", text=text, quantity=Decimal(1), unit="Tag", unit_cents=cents, cents=cents, vat_permille=0
    )
    return replace(line, **changes)


def an_invoice(*lines: QuoteLine, number: int = 1, **changes: Any) -> Invoice:
    """Return a standing invoice of 2026 over the lines, 90 euros without."""
    invoice = Invoice(
        id=f"i{number}",
        municipality_id="m1",
        venue_id="v1",
        booking_id="b1",
        kind=InvoiceKind.USAGE,
        year=2026,
        number=number,
        reference=payment_reference("WM", 2026, number),
        issued_at=datetime(2026, 9, 11, 10, tzinfo=UTC),
        due_on=date(2026, 9, 25),
        payee=WIESENBURG,
        recipient=("Anna Lehmann",),
        facts=(("Haus", "DGH Benken"),),
        lines=lines or (a_line("Saal", 9000),),
    )
    return replace(invoice, **changes)


def a_state(paid: int = 0, **changes: Any) -> InvoiceState:
    """Return where an invoice over 90 euros stands after `paid` cents."""
    invoice = changes.pop("invoice", None) or an_invoice()
    return InvoiceState(invoice, paid, **changes)
