"""The treasury's desk: the money of one booking. Only halls the person may see."""

from dataclasses import dataclass
from datetime import date

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.errors import NotFound, TransitionNotAllowed
from booking_server.domain.money.errors import NothingToInvoice, ReasonMissing
from booking_server.domain.money.invoices import Invoice, InvoiceKind, InvoiceState
from booking_server.domain.money.payments import Payment
from booking_server.domain.people import Deed, Person
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require
from booking_server.services.foundation.retrying import retried
from booking_server.services.money import invoicing
from booking_server.services.money.accounts import Account, account_of, states_of, unbilled_fee
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date


@dataclass(frozen=True, slots=True)
class BookingMoney:
    """The money of one booking, as the desk sees it."""

    booking: Booking
    venue: Venue
    account: Account
    payments: dict[str, tuple[Payment, ...]]
    quote: Quote | None
    has_payee: bool
    may_record: bool
    today: date
    unbilled_fee: int = 0
    cancellation_cents: int | None = None

    @property
    def must_be_decided(self) -> bool:
        """Whether the booking is cancelled, and a person has still to say or to charge what that costs.

        Where it is known to cost nothing, as for whoever had to give way, the invoice goes by itself.
        """
        is_open = (self.takes_invoice_back and self.cancellation_cents is None) or self.unbilled_fee > 0
        return is_open and self.booking.status is BookingStatus.CANCELLED

    @property
    def takes_invoice_back(self) -> bool:
        """Whether the booking has an invoice of its own, which goes when the booking is cancelled."""
        return self.booking.series_id is None and self.account.standing(InvoiceKind.USAGE) is not None

    @property
    def can_be_invoiced(self) -> bool:
        """Whether an invoice may be written now."""
        standing = self.account.standing(InvoiceKind.USAGE) is not None
        return self.may_record and not standing and self.booking.status is BookingStatus.CONFIRMED


def open_booking_money(house: House, person: Person, booking_id: str) -> BookingMoney:
    """Return the money of one booking. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        require(person, Deed.SEE_MONEY, booking)
        account = account_of(uow, booking.id)
        invoices = [state.invoice for state in account.states]
        return BookingMoney(
            booking=booking,
            venue=uow.venues.by_id(booking.venue_id),
            account=account,
            payments={one.id: uow.payments.of_invoice(one.id) for one in invoices},
            quote=uow.quotes.of_booking(booking.id),
            has_payee=uow.payees.of_municipality(booking.municipality_id) is not None,
            may_record=_may_record(person, booking),
            today=local_date(uow.now),
            unbilled_fee=unbilled_fee(uow, booking, account),
            cancellation_cents=uow.quotes.cancellation_of(booking.id),
        )


def find_invoice(house: House, person: Person, invoice_id: str) -> InvoiceState:
    """Return where an invoice stands that is to be printed. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        invoice = uow.invoices.get(invoice_id)
        require(person, Deed.SEE_MONEY, uow.bookings.get(invoice.booking_id))
        return states_of(uow, [invoice])[0]


def may_record(house: House, person: Person, booking_id: str) -> None:
    """Raise NotFound or NotPermitted unless the person may touch the money of a booking."""
    with house.reading() as uow:
        require(person, Deed.RECORD_PAYMENT, uow.bookings.get(booking_id))


def may_record_for(house: House, person: Person, invoice_id: str) -> str:
    """Return the booking of an invoice whose money the person may touch. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        booking = uow.bookings.get(uow.invoices.get(invoice_id).booking_id)
        require(person, Deed.RECORD_PAYMENT, booking)
        return booking.id


def may_correct(house: House, person: Person, payment_id: str) -> str:
    """Return the booking of a payment the person may take back. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        payment = uow.payments.find(payment_id)
        if payment is None:
            raise NotFound("Diese Zahlung gibt es nicht.")
    return may_record_for(house, person, payment.invoice_id)


@retried
def issue(house: House, person: Person, booking_id: str, *, address: tuple[str, ...] = ()) -> Invoice:
    """Write the invoice of a booking from its quote. Raises NotFound, NotPermitted, and as issue_quote()."""
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        require(person, Deed.RECORD_PAYMENT, booking)
        if booking.status is not BookingStatus.CONFIRMED:
            raise NothingToInvoice("Eine Rechnung über den Preis gibt es nur für eine bestätigte Buchung.")
        quote = uow.quotes.of_booking(booking.id)
        if quote is None:
            raise NothingToInvoice("Für diese Buchung wurde kein Preis berechnet.")
        invoice = invoicing.issue_quote(uow, booking, quote, actor=person.id, address=address)
        uow.commit()
    return invoice


@retried
def charge_cancellation(house: House, person: Person, booking_id: str, cents: int, *, reason: str) -> None:
    """Decide what cancelling a booking costs, which may be nothing.

    Raises NotFound, NotPermitted, ReasonMissing, TransitionNotAllowed while the booking stands, and as
    invoicing.charge_cancellation().
    """
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        require(person, Deed.RECORD_PAYMENT, booking)
        if booking.status is not BookingStatus.CANCELLED:
            raise TransitionNotAllowed("Diese Buchung ist nicht storniert.")
        if not reason.strip():
            raise ReasonMissing("Bitte schreiben Sie dazu, warum die Stornierung so viel kostet.")
        uow.quotes.set_cancellation(booking.id, cents)
        invoicing.charge_cancellation(uow, booking, cents, actor=person.id, reason=reason.strip()[:200])
        uow.commit()


@retried
def issue_series(house: House, person: Person, booking_id: str) -> Invoice:
    """Write one invoice for every date of a booking's series that has none. Raises as issue()."""
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        require(person, Deed.RECORD_PAYMENT, booking)
        dates = _dates_without_invoice(uow, booking)
        if not dates:
            raise NothingToInvoice("Für alle Termine dieser Serie gibt es schon eine Rechnung.")
        invoice = invoicing.issue_series(uow, dates, actor=person.id)
        uow.commit()
    return invoice


def _dates_without_invoice(uow: UnitOfWork, booking: Booking) -> list[Booking]:
    if booking.series_id is None:
        return []
    dates = [b for b in uow.bookings.of_series(booking.series_id) if b.status is BookingStatus.CONFIRMED]
    return [one for one in dates if account_of(uow, one.id).standing(InvoiceKind.USAGE) is None]


def _may_record(person: Person, booking: Booking) -> bool:
    where = {"municipality_id": booking.municipality_id, "venue_id": booking.venue_id}
    return person.may(Deed.RECORD_PAYMENT, **where)
