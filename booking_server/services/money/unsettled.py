"""What about a use is not settled yet: as long as anything is, it must be known whose use it was."""

from collections.abc import Iterator

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.handover.protocol import ProtocolKind, latest
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import InvoiceKind
from booking_server.services.money.accounts import Account, account_of, unbilled_fee
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date


def reasons_of(uow: UnitOfWork, booking_id: str) -> tuple[str, ...]:
    """Return in words what is still open about one booking; nothing when all is settled."""
    booking = uow.bookings.get(booking_id)
    account = account_of(uow, booking.id)
    return (*_of_money(uow, account), *_to_be_written(uow, booking, account), *_of_return(uow, booking))


def _of_money(uow: UnitOfWork, account: Account) -> Iterator[str]:
    if account.deposit and account.deposit.held_cents:
        yield f"Die Kaution von {say_euros(account.deposit.held_cents)} ist noch nicht abgerechnet."
    for state in account.states:
        if state.open_cents:
            yield f"Die Rechnung {state.invoice.name} ist noch offen: {state.words(local_date(uow.now))}."


def _to_be_written(uow: UnitOfWork, booking: Booking, account: Account) -> Iterator[str]:
    """An invoice can be due only where the municipality writes any."""
    if uow.payees.of_municipality(booking.municipality_id) is None:
        return
    has_invoice = account.standing(InvoiceKind.USAGE) is not None
    quote = uow.quotes.of_booking(booking.id)
    has_price = quote is not None and bool(quote.total_cents or quote.open_points)
    if booking.status is BookingStatus.CONFIRMED and has_price and not has_invoice:
        yield "Die Rechnung ist noch nicht geschrieben."
    alone = booking.series_id is None
    waits = booking.status is BookingStatus.CANCELLED and has_invoice and alone
    if waits or unbilled_fee(uow, booking, account):
        yield "Die Kosten der Stornierung sind noch nicht abgerechnet."


def _of_return(uow: UnitOfWork, booking: Booking) -> Iterator[str]:
    protocols = uow.handovers.of_booking(booking.id)
    back = latest(protocols, ProtocolKind.RETURN)
    if protocols and back is None:
        yield "Das Haus ist übergeben und noch nicht zurückgegeben."
    elif back is not None and back.settlement.open_points:
        yield "Die Rückgabe ist noch nicht abgerechnet."
