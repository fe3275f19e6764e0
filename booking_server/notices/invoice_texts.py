"""The mail about an invoice: what is to be paid, until when, and how."""

from booking_server.domain.money.bank import in_fours
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import Invoice, InvoiceKind, InvoiceState
from booking_server.domain.money.payment_reference import in_groups
from booking_server.notices.invoices import title_of
from booking_server.notices.texts import closing, greeting, voice_of
from booking_server.notices.voice import Voice
from booking_server.services.bookings.booking_page import BookingPage
from calendars.local_time import say_date, say_period

Letter = tuple[str, str]


def letter(page: BookingPage, invoice_id: str) -> Letter:
    """Return subject and text of the mail about an invoice of the booking."""
    say = voice_of(page)
    state = next(state for state in page.account.states if state.invoice.id == invoice_id)
    invoice = state.invoice
    told = _cancelled if invoice.kind is InvoiceKind.CANCELLATION else _to_pay
    return (
        f"{say.spoken(title_of(invoice))}: {page.venue.name}",
        f"{greeting(page, say)}\n\n{told(page, state, say)}"
        + closing(page.venue, say, ask=invoice.payee.contact),
    )


def _to_pay(page: BookingPage, state: InvoiceState, say: Voice) -> str:
    invoice = state.invoice
    if state.is_settlement and (state.by_deposit or state.paid_otherwise):
        return _by_deposit(page, state, say)
    deposit = ""
    if invoice.deposit_cents:
        deposit = say(" (darin Kaution %(a)s)", a=say.spoken(say_euros(invoice.deposit_cents)))
    return (
        say("hier ist Ihre Rechnung für %(a)s, %(b)s.", a=page.venue.name, b=_when(page, say))
        + "\n\n"
        + say("Betrag: %(a)s", a=say.spoken(say_euros(invoice.demand_cents)))
        + f"{deposit}\n{_how_to_pay(page, invoice, say)}"
    )


def _by_deposit(page: BookingPage, state: InvoiceState, say: Voice) -> str:
    """What the deposit pays is not demanded: of a settlement only the rest is."""
    invoice, left = state.invoice, state.demanded_cents
    sums = [say("Betrag: %(a)s", a=say.spoken(say_euros(invoice.demand_cents)))]
    if state.by_deposit:
        sums.append(say("Bezahlt aus der Kaution: %(a)s", a=say.spoken(say_euros(state.by_deposit))))
    if state.paid_otherwise:
        sums.append(say("Schon bezahlt: %(a)s", a=say.spoken(say_euros(state.paid_otherwise))))
    if left > 0:
        sums.append(say("Noch zu überweisen: %(a)s", a=say.spoken(say_euros(left))))
    told = (
        say(
            "hier ist Ihre Abrechnung nach der Rückgabe für %(a)s, %(b)s.",
            a=page.venue.name,
            b=_when(page, say),
        )
        + "\n\n"
        + "\n".join(sums)
        + "\n"
    )
    if left > 0:
        return f"{told}{_how_to_pay(page, invoice, say)}"
    nothing = say("Bitte überweisen Sie nichts. Die Abrechnung zum Drucken finden Sie hier:")
    return f"{told}\n{nothing}\n{page.url}\n"


def _how_to_pay(page: BookingPage, invoice: Invoice, say: Voice) -> str:
    return (
        "\n".join(
            (
                say("Fällig: %(a)s", a=say.spoken(say_date(invoice.due_on))),
                say("Empfänger: %(a)s", a=invoice.payee.name),
                f"IBAN: {in_fours(invoice.payee.iban)}",
                say("Kassenzeichen: %(a)s", a=in_groups(invoice.reference)),
                "",
                say(
                    "Bitte geben Sie das Kassenzeichen als Verwendungszweck an. Nur so erkennen wir Ihre"
                    " Zahlung."
                ),
                say("Die Rechnung zum Drucken und den QR-Code für Ihre Banking-App finden Sie hier:"),
                page.url,
            )
        )
        + "\n"
    )


def _cancelled(page: BookingPage, state: InvoiceState, say: Voice) -> str:
    return (
        say(
            "die Rechnung %(a)s für %(b)s, %(c)s, ist aufgehoben.",
            a=state.invoice.cancels_number,
            b=page.venue.name,
            c=_when(page, say),
        )
        + "\n"
        + say("Was Sie dafür schon gezahlt haben, bekommen Sie zurück, oder es wird verrechnet.")
        + f"\n\n{say('Den Stand sehen Sie hier:')}\n{page.url}\n"
    )


def _when(page: BookingPage, say: Voice) -> str:
    return say.spoken(say_period(page.booking.period))
