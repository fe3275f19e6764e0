"""The mail about an invoice: what is to be paid, until when, and how."""

from booking_server.domain.money.bank import in_fours
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import Invoice, InvoiceKind, InvoiceState
from booking_server.domain.money.payment_reference import in_groups
from booking_server.notices.invoices import title_of
from booking_server.services.booking_page import BookingPage
from calendars.local_time import say_date, say_period

Letter = tuple[str, str]


def letter(page: BookingPage, invoice_id: str) -> Letter:
    """Return subject and text of the mail about an invoice of the booking."""
    state = next(state for state in page.account.states if state.invoice.id == invoice_id)
    invoice = state.invoice
    text = _cancelled(page, invoice) if invoice.kind is InvoiceKind.CANCELLATION else _to_pay(page, state)
    phone = page.venue.contact_phone
    question = invoice.payee.contact or phone
    help_line = f"\nFragen? {question}\n" if question else ""
    return (
        f"{title_of(invoice)}: {page.venue.name}",
        f"Guten Tag {page.booking.organizer.name},\n\n{text}{help_line}\nIhr Dorfschlüssel\n",
    )


def _to_pay(page: BookingPage, state: InvoiceState) -> str:
    invoice = state.invoice
    if state.is_settlement and (state.by_deposit or state.paid_otherwise):
        return _by_deposit(page, state)
    deposit = f" (darin Kaution {say_euros(invoice.deposit_cents)})" if invoice.deposit_cents else ""
    return (
        f"hier ist Ihre Rechnung für {page.venue.name}, {say_period(page.booking.period)}.\n\n"
        f"Betrag: {say_euros(invoice.demand_cents)}{deposit}\n{_how_to_pay(page, invoice)}"
    )


def _by_deposit(page: BookingPage, state: InvoiceState) -> str:
    """What the deposit pays is not demanded: of a settlement only the rest is."""
    invoice, left = state.invoice, state.demanded_cents
    paid = (("Bezahlt aus der Kaution", state.by_deposit), ("Schon bezahlt", state.paid_otherwise))
    sums = (
        f"hier ist Ihre Abrechnung nach der Rückgabe für {page.venue.name},"
        f" {say_period(page.booking.period)}.\n\n"
        f"Betrag: {say_euros(invoice.demand_cents)}\n"
        + "".join(f"{words}: {say_euros(cents)}\n" for words, cents in paid if cents)
    )
    if left > 0:
        return f"{sums}Noch zu überweisen: {say_euros(left)}\n{_how_to_pay(page, invoice)}"
    return f"{sums}\nBitte überweisen Sie nichts. Die Abrechnung zum Drucken finden Sie hier:\n{page.url}\n"


def _how_to_pay(page: BookingPage, invoice: Invoice) -> str:
    return (
        f"Fällig: {say_date(invoice.due_on)}\n"
        f"Empfänger: {invoice.payee.name}\n"
        f"IBAN: {in_fours(invoice.payee.iban)}\n"
        f"Kassenzeichen: {in_groups(invoice.reference)}\n\n"
        "Bitte geben Sie das Kassenzeichen als Verwendungszweck an. Nur so erkennen wir Ihre Zahlung.\n"
        f"Die Rechnung zum Drucken und den QR-Code für Ihre Banking-App finden Sie hier:\n{page.url}\n"
    )


def _cancelled(page: BookingPage, invoice: Invoice) -> str:
    return (
        f"die Rechnung {invoice.cancels_number} für {page.venue.name},"
        f" {say_period(page.booking.period)}, ist aufgehoben.\n"
        "Was Sie dafür schon gezahlt haben, bekommen Sie zurück, oder es wird verrechnet.\n\n"
        f"Den Stand sehen Sie hier:\n{page.url}\n"
    )
