"""Where the money of bookings stands."""

from collections.abc import Collection
from dataclasses import dataclass

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.money.deposits import Deposit
from booking_server.domain.money.invoices import Invoice, InvoiceKind, InvoiceState
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Account:
    """The invoices of a booking, the oldest first, and its deposit."""

    states: tuple[InvoiceState, ...]
    deposit: Deposit | None

    def standing(self, kind: InvoiceKind) -> InvoiceState | None:
        """Return the invoice of a kind that was not cancelled."""
        return next((s for s in self.states if s.invoice.kind is kind and not s.cancelled_by), None)

    @property
    def shown(self) -> tuple[InvoiceState, ...]:
        """The invoices that still mean something to the organizer: what stands, what is to be refunded."""
        return tuple(s for s in self.states if s.code != "cancelled")


def account_of(uow: UnitOfWork, booking_id: str) -> Account:
    """Return the account of one booking."""
    return Account(states_of(uow, uow.invoices.of_booking(booking_id)), uow.deposits.of_booking(booking_id))


def unbilled_fee(uow: UnitOfWork, booking: Booking, account: Account) -> int:
    """Return what cancelling a booking cost by what is noted, as long as nobody charged it."""
    if booking.status is not BookingStatus.CANCELLED or account.standing(InvoiceKind.CANCELLATION_FEE):
        return 0
    return uow.quotes.cancellation_of(booking.id) or 0


def states_of(uow: UnitOfWork, invoices: Collection[Invoice]) -> tuple[InvoiceState, ...]:
    """Return where invoices stand, in the same order."""
    bookings = sorted({invoice.booking_id for invoice in invoices})
    if not bookings:
        return ()
    family = uow.invoices.of_bookings(bookings)
    cancelled = {one.cancels_id: one.name for one in family if one.cancels_id}
    paid = uow.payments.sums([invoice.id for invoice in invoices])
    by_deposit = uow.payments.from_deposits([invoice.id for invoice in invoices])
    deposits = uow.deposits.of_bookings(bookings)
    found = []
    for invoice in invoices:
        cents, day = paid.get(invoice.id, (0, None))
        deposit = deposits.get(invoice.booking_id)
        found.append(
            InvoiceState(
                invoice,
                cents,
                day,
                cancelled.get(invoice.id, ""),
                _missing(invoice, deposit),
                by_deposit.get(invoice.id, 0),
                deposit.held_cents if deposit and invoice.kind is InvoiceKind.SETTLEMENT else 0,
            )
        )
    return tuple(found)


def _missing(invoice: Invoice, deposit: Deposit | None) -> int:
    """Return what is still to come of the deposit an invoice asks for."""
    return min(invoice.deposit_cents, deposit.missing_cents) if deposit else 0
