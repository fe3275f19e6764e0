"""The invoice as a letter: itemised, with a part to pay from. Looks like DIN 5008, form B."""

from decimal import Decimal

from markupsafe import Markup

from booking_server.domain.money.bank import in_fours
from booking_server.domain.money.invoices import KIND_WORDS, Invoice, InvoiceKind, InvoiceState
from booking_server.domain.money.payment_reference import in_groups
from booking_server.locks.qr_images import giro_code_svg
from booking_server.notices import paper, pdf
from calendars.local_time import local_date, say_date

A_LINE, LINES_IN_THE_WINDOW = 30, 6
"""What an address may be in its usual size; a longer one is printed smaller, never cut off."""


def invoice_pdf(invoice: Invoice, state: InvoiceState | None = None, *, is_sample: bool = False) -> bytes:
    """Return an invoice as tagged PDF. Raises PdfUnavailable."""
    return pdf.render(invoice_page(invoice, state, is_sample=is_sample), title=title_of(invoice))


def invoice_page(invoice: Invoice, state: InvoiceState | None = None, *, is_sample: bool = False) -> str:
    """Return an invoice as a paper page: what its deposit pays is not demanded, where `state` says so.

    `is_sample` marks the demo's accounts, which are nobody's.
    """
    settled = state if state and state.is_settlement else None
    left = settled.demanded_cents if settled else invoice.demand_cents
    to_pay = invoice.kind is not InvoiceKind.CANCELLATION and left > 0
    return paper.fill(
        "invoice.html",
        title=title_of(invoice),
        invoice=invoice,
        payee=invoice.payee,
        kind=KIND_WORDS[invoice.kind],
        is_cancellation=invoice.kind is InvoiceKind.CANCELLATION,
        is_sample=is_sample,
        is_long=sum(-(-len(line) // A_LINE) for line in invoice.recipient) > LINES_IN_THE_WINDOW,
        issued_on=_date(invoice),
        reference=in_groups(invoice.reference),
        iban=in_fours(invoice.payee.iban),
        say_quantity=say_quantity,
        by_deposit=settled.by_deposit if settled else 0,
        paid=settled.paid_otherwise if settled else 0,
        left=left,
        giro_code=Markup(giro_code_svg(invoice.giro_code(left).payload())) if to_pay else None,  # noqa: S704 - ours
    )


def title_of(invoice: Invoice) -> str:
    """Return "Rechnung 2026-00123"."""
    return f"{KIND_WORDS[invoice.kind]} {invoice.name}"


def say_quantity(quantity: Decimal) -> str:
    """Return a quantity without zeros nobody needs: "1", "2,5"."""
    plain = f"{quantity.normalize():f}"
    return plain.replace(".", ",")


def _date(invoice: Invoice) -> str:
    return say_date(local_date(invoice.issued_at))
