"""Writing invoices and taking them back: steps of use cases over one unit of work. Nothing here commits."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from booking_server.domain.bookings import Booking
from booking_server.domain.money.deposits import Way
from booking_server.domain.money.errors import (
    InvoiceCancelled,
    InvoicedAlready,
    NothingToInvoice,
    PayeeMissing,
)
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import (
    KIND_WORDS,
    Invoice,
    InvoiceKind,
    InvoiceState,
    added_up,
    taken_back,
)
from booking_server.domain.money.payees import DepositWay, Payee
from booking_server.domain.money.payment_reference import payment_reference
from booking_server.domain.money.payments import Payment
from booking_server.domain.tariffs.quote import Quote, QuoteLine
from booking_server.services.money.accounts import account_of, states_of
from booking_server.services.money.deposits import expect_deposit, settle_deposit
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date, say_date, say_period

__all__ = [
    "asked_again",
    "cancel_invoice",
    "carry_over",
    "charge_cancellation",
    "expect_cash_deposit",
    "issue",
    "issue_again",
    "issue_quote",
    "issue_series",
    "payee_of",
    "settle_deposit",
]


def issue(
    uow: UnitOfWork,
    booking: Booking,
    lines: Sequence[QuoteLine],
    *,
    actor: str,
    kind: InvoiceKind = InvoiceKind.USAGE,
    deposit_cents: int = 0,
    tariff_version: str = "",
    address: Sequence[str] = (),
    due_on: date | None = None,
    together: Sequence[Booking] = (),
    notes: Sequence[str] = (),
) -> Invoice:
    """Write an invoice over the lines of a quote or a settlement, and promise the mail about it.

    `deposit_cents` is asked for in the same transfer; `address` are lines below the organizer's name;
    `together` are the dates of a series the invoice is about, `booking` the first of them.
    Raises PayeeMissing, NothingToInvoice, InvoicedAlready.
    """
    uow.venues.lock(booking.venue_id)
    payee = payee_of(uow, booking.municipality_id)
    if account_of(uow, booking.id).standing(kind) is not None:
        raise InvoicedAlready(
            f"Für diese Buchung gibt es schon eine {KIND_WORDS[kind]}. Bitte stornieren Sie sie zuerst."
        )
    today = local_date(uow.now)
    invoice = replace(
        _blank(uow, booking, payee, today),
        kind=kind,
        lines=tuple(lines),
        recipient=(booking.organizer.name, *address),
        deposit_cents=deposit_cents,
        tariff_version=tariff_version,
        notes=tuple(notes),
        due_on=due_on or payee.due_on(today, local_date(booking.period.start)),
    )
    if invoice.demand_cents <= 0:
        raise NothingToInvoice("Es ist nichts zu zahlen. Dafür braucht es keine Rechnung.")
    if together:
        invoice = replace(invoice, facts=_dates_in_words(invoice.facts, together))
    return _store(uow, invoice, actor=actor, action="invoice_issued", dates=[one.id for one in together])


def issue_quote(
    uow: UnitOfWork, booking: Booking, quote: Quote, *, actor: str, address: Sequence[str] = ()
) -> Invoice:
    """Write the invoice of a quote, with the deposit where it is paid by bank; note a deposit paid in cash.

    Raises PayeeMissing, InvoicedAlready, NothingToInvoice while a price is left to a person.
    """
    payee = payee_of(uow, booking.municipality_id)
    if quote.open_points:
        raise NothingToInvoice(f"Der Preis steht noch nicht fest: {' '.join(quote.open_points)}")
    by_bank = payee.deposit_way is DepositWay.BANK
    invoice = issue(
        uow,
        booking,
        quote.lines,
        actor=actor,
        deposit_cents=quote.deposit_cents if by_bank else 0,
        tariff_version=_tariff_words(uow, quote),
        address=address,
        due_on=max(quote.due_on, local_date(uow.now)) if quote.due_on else None,
        notes=_later(quote),
    )
    if quote.deposit_cents and by_bank:
        expect_deposit(uow, booking, quote.deposit_cents, due_on=invoice.due_on, actor=actor)
    expect_cash_deposit(uow, booking, quote, actor=actor)
    return invoice


def issue_series(uow: UnitOfWork, dates: Sequence[Booking], *, actor: str) -> Invoice:
    """Write one invoice over the dates of a series, each at the price it was told; equal lines add up.

    A fee per invoice is charged once. Raises PayeeMissing, InvoicedAlready, NothingToInvoice.
    """
    quotes = [quote for one in dates if (quote := uow.quotes.of_booking(one.id)) is not None]
    points = [point for quote in quotes for point in quote.open_points]
    if points:
        raise NothingToInvoice(f"Der Preis steht noch nicht fest: {points[0]}")
    if not quotes:
        raise NothingToInvoice("Für diese Serie wurde kein Preis berechnet.")
    lines = added_up([line for quote in quotes for line in quote.lines])
    words = _tariff_words(uow, quotes[0])
    return issue(uow, dates[0], lines, actor=actor, tariff_version=words, together=dates)


def expect_cash_deposit(uow: UnitOfWork, booking: Booking, quote: Quote, *, actor: str) -> None:
    """Note a deposit that is paid in cash on the day of the use, if the quote asks for one."""
    payee = payee_of(uow, booking.municipality_id)
    if quote.deposit_cents and payee.deposit_way is DepositWay.CASH:
        expect_deposit(
            uow, booking, quote.deposit_cents, due_on=local_date(booking.period.start), actor=actor
        )


def charge_cancellation(uow: UnitOfWork, booking: Booking, cents: int, *, actor: str, reason: str) -> None:
    """Charge what cancelling a booking costs, which may be nothing; an invoice it had is taken back.

    What was paid is set off against it; the rest is to be refunded. Raises PayeeMissing, InvoicedAlready, and
    NothingToInvoice for the date of a series whose invoice is about other dates too.
    """
    account = account_of(uow, booking.id)
    if account.standing(InvoiceKind.CANCELLATION_FEE) is not None:
        raise InvoicedAlready("Die Stornokosten dieser Buchung sind schon berechnet.")
    state = account.standing(InvoiceKind.USAGE)
    if state is not None and booking.series_id is not None:
        raise NothingToInvoice(
            f"Dieser Termin steht mit anderen Terminen der Serie auf der Rechnung {state.invoice.name}. Bitte"
            " stornieren Sie zuerst diese Rechnung. Legen Sie dann die Stornokosten fest, und schreiben Sie"
            " für die übrigen Termine eine neue Rechnung."
        )
    if state is not None:
        cancel_invoice(uow, state.invoice, actor=actor, reason=reason)
    if cents:
        charged = _charge_fee(uow, booking, cents, actor, state.invoice.tariff_version if state else "")
        if state is not None:
            carry_over(uow, states_of(uow, [state.invoice])[0], charged, actor=actor)


def _charge_fee(uow: UnitOfWork, booking: Booking, cents: int, actor: str, tariff_version: str) -> Invoice:
    fee = QuoteLine("cancellation", "Stornokosten", Decimal(1), "mal", cents, cents)
    kind = InvoiceKind.CANCELLATION_FEE
    return issue(uow, booking, [fee], actor=actor, kind=kind, tariff_version=tariff_version)


def cancel_invoice(uow: UnitOfWork, invoice: Invoice, *, actor: str, reason: str) -> Invoice:
    """Take an invoice back by a cancellation invoice, which is returned. What was paid is to be refunded.

    Raises InvoiceCancelled when it was taken back before or is a cancellation itself.
    """
    uow.venues.lock(invoice.venue_id)
    family = uow.invoices.of_booking(invoice.booking_id)
    if invoice.kind is InvoiceKind.CANCELLATION or any(one.cancels_id == invoice.id for one in family):
        raise InvoiceCancelled(f"Die Rechnung {invoice.name} ist schon storniert.")
    booking = uow.bookings.get(invoice.booking_id)
    today = local_date(uow.now)
    back = replace(
        _blank(uow, booking, invoice.payee, today),
        kind=InvoiceKind.CANCELLATION,
        lines=taken_back(invoice.lines),
        recipient=invoice.recipient,
        facts=(*invoice.facts, ("Grund", reason)) if reason else invoice.facts,
        tariff_version=invoice.tariff_version,
        cancels_id=invoice.id,
        cancels_number=invoice.name,
    )
    return _store(uow, back, actor=actor, action="invoice_cancelled", reason=reason)


def issue_again(
    uow: UnitOfWork, booking: Booking, quote: Quote, *, actor: str, reason: str
) -> Invoice | None:
    """Take back the invoice of a booking that was changed, write one over its new price and return it.

    What was paid is set off against it, and the address stays. None without an invoice, and where nothing
    is left to be asked for. Raises PayeeMissing, NothingToInvoice.
    """
    state = account_of(uow, booking.id).standing(InvoiceKind.USAGE)
    if state is None:
        return None
    cancel_invoice(uow, state.invoice, actor=actor, reason=reason)
    asked = asked_again(uow, booking, quote)
    if asked is None:
        return None
    fresh = issue_quote(uow, booking, asked, actor=actor, address=state.invoice.recipient[1:])
    carry_over(uow, states_of(uow, [state.invoice])[0], fresh, actor=actor)
    return fresh


def asked_again(uow: UnitOfWork, booking: Booking, quote: Quote) -> Quote | None:
    """Return what a new invoice of a changed booking asks for; of a deposit only what is missing.

    None where that is nothing: no price, and no deposit that is paid by bank. Raises PayeeMissing.
    """
    deposit = account_of(uow, booking.id).deposit
    asked = replace(quote, deposit_cents=deposit.missing_cents) if deposit else quote
    by_bank = payee_of(uow, booking.municipality_id).deposit_way is DepositWay.BANK
    return asked if asked.total_cents or (by_bank and asked.deposit_cents) else None


def carry_over(uow: UnitOfWork, state: InvoiceState, invoice: Invoice, *, actor: str) -> int:
    """Set off what was paid too much for one invoice against another; return the cents."""
    cents = min(-state.open_cents, invoice.total_cents)
    if cents <= 0:
        return 0
    old, new, today = state.invoice, invoice, local_date(uow.now)
    for one, other, sign in ((old, new, -1), (new, old, 1)):
        note = f"Verrechnet mit Rechnung {other.name}"
        uow.payments.add(
            Payment(
                secrets.token_hex(8),
                one.municipality_id,
                one.id,
                sign * cents,
                Way.OFFSET,
                today,
                actor,
                note,
            )
        )
    _log(uow, actor, "payment_carried_over", invoice, cents=cents, source=old.name)
    return cents


def payee_of(uow: UnitOfWork, municipality_id: str) -> Payee:
    """Return a municipality's payee. Raises PayeeMissing."""
    payee = uow.payees.of_municipality(municipality_id)
    if payee is None:
        raise PayeeMissing(
            "Für Ihre Gemeinde ist noch kein Konto eingetragen. Tragen Sie es unter „Geld“, „Konto und"
            " Rechnungen“ ein. Dann können Rechnungen geschrieben werden."
        )
    return payee


def _later(quote: Quote) -> tuple[str, ...]:
    """Return what may still be charged after the use, so that nobody is surprised."""
    if not quote.later:
        return ()
    each = (f"{one.text} {say_euros(one.unit_cents)} ({one.unit})" for one in quote.later)
    return (f"Nach der Rückgabe kann dazukommen, je nach Verbrauch und Zustand: {'; '.join(each)}.",)


def _tariff_words(uow: UnitOfWork, quote: Quote) -> str:
    """Return what the price was made from, as it stands on the invoice."""
    if not quote.tariff_version:
        return ""
    version = uow.tariffs.version(quote.tariff_version)
    return f"{version.schedule.title}, gültig ab {version.valid_from:%d.%m.%Y}"


def _blank(uow: UnitOfWork, booking: Booking, payee: Payee, today: date) -> Invoice:
    number = uow.payees.next_number(booking.municipality_id, today.year)
    return Invoice(
        id=secrets.token_hex(8),
        municipality_id=booking.municipality_id,
        venue_id=booking.venue_id,
        booking_id=booking.id,
        kind=InvoiceKind.USAGE,
        year=today.year,
        number=number,
        reference=payment_reference(payee.prefix, today.year, number),
        issued_at=uow.now,
        due_on=today,
        payee=payee,
        recipient=(booking.organizer.name,),
        facts=_facts(uow, booking),
        lines=(),
    )


def _facts(uow: UnitOfWork, booking: Booking) -> tuple[tuple[str, str], ...]:
    venue = uow.venues.by_id(booking.venue_id)
    rooms = [space.name for space in venue.spaces if space.id in booking.space_ids]
    whole = len(rooms) == len(venue.spaces)
    return (
        ("Haus", f"{venue.name}, {venue.address}"),
        ("Räume", "ganzes Haus" if whole else ", ".join(rooms)),
        ("Zeit", say_period(booking.period)),
        ("Anlass", booking.occasion),
        ("Buchungs-Nummer", booking.id),
    )


def _dates_in_words(
    facts: tuple[tuple[str, str], ...], dates: Sequence[Booking]
) -> tuple[tuple[str, str], ...]:
    first, last = (say_date(local_date(one.period.start)) for one in (dates[0], dates[-1]))
    when = f"{len(dates)} Termine von {first} bis {last}"
    return tuple((label, when if label == "Zeit" else value) for label, value in facts)


def _store(
    uow: UnitOfWork,
    invoice: Invoice,
    *,
    actor: str,
    action: str,
    dates: Sequence[str] = (),
    **details: str,
) -> Invoice:
    uow.invoices.add(invoice, dates=dates)
    uow.outbox.add("mail", invoice.booking_id, template="invoice", invoice=invoice.id)
    _log(uow, actor, action, invoice, number=invoice.name, cents=invoice.total_cents, **details)
    return invoice


def _log(uow: UnitOfWork, actor: str, action: str, invoice: Invoice, **details: object) -> None:
    uow.audit.add(actor, action, invoice.booking_id, municipality_id=invoice.municipality_id, **details)
