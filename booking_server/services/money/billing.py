"""What a booking's status means for its money: done by the worker, once, however often it is asked to."""

import logging

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.errors import DomainError
from booking_server.domain.money.invoices import InvoiceKind
from booking_server.domain.money.payees import IssueWhen
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.money import invoicing
from booking_server.services.money.accounts import account_of
from booking_server.services.promises import delivery
from booking_server.storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

ACTOR = "clock"
KINDS = ("invoice",)


def keep_promises(house: House) -> None:
    """Bill what is due, one by one, so that a poisonous one holds up nobody."""
    while delivery.has_due(house, KINDS):
        for item in delivery.claim(house, KINDS, limit=1):
            try:
                bill(house, item.subject)
            except DomainError as error:
                log.warning("booking %s was not billed: %s", item.subject, error.code)
                delivery.failed(house, item, error.code)
            else:
                delivery.done(house, [item])


@retried
def bill(house: House, booking_id: str) -> None:
    """Write the invoice of a confirmed booking, or take back that of a cancelled one.

    Nothing happens where a municipality has no account or writes invoices by hand, where a price is left
    to a person, and for the dates of a series, which are billed together. Raises NotFound.
    """
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        if booking.status is BookingStatus.CONFIRMED:
            _confirmed(uow, booking)
        elif booking.status is BookingStatus.CANCELLED:
            _cancelled(uow, booking)
        uow.commit()


def _confirmed(uow: UnitOfWork, booking: Booking) -> None:
    payee = uow.payees.of_municipality(booking.municipality_id)
    quote = uow.quotes.of_booking(booking.id)
    if payee is None or quote is None or not quote.is_final or booking.series_id is not None:
        return
    by_clock = payee.issue_when is IssueWhen.CONFIRMED and not uow.invoices.of_booking(booking.id)
    if by_clock and quote.total_cents > 0:
        invoicing.issue_quote(uow, booking, quote, actor=ACTOR)
    else:
        invoicing.expect_cash_deposit(uow, booking, quote, actor=ACTOR)


def _cancelled(uow: UnitOfWork, booking: Booking) -> None:
    """What cancelling costs stands with the price; while it does not, a person has still to decide."""
    if booking.series_id is not None:  # its invoice is about other dates too
        return
    cents = uow.quotes.cancellation_of(booking.id)
    if cents is not None and account_of(uow, booking.id).standing(InvoiceKind.USAGE) is not None:
        reason = booking.decision_reason or "Die Buchung wurde storniert."
        invoicing.charge_cancellation(uow, booking, cents, actor=ACTOR, reason=reason[:200])
