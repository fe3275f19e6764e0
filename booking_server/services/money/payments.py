"""Recording money by hand. Each public function is one transaction."""

from dataclasses import dataclass
from datetime import date

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NotFound
from booking_server.domain.money.deposits import Way
from booking_server.domain.money.errors import AmountUnreadable, DateUnreadable, ReasonMissing
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import Invoice, InvoiceKind, InvoiceState
from booking_server.domain.money.matching import divide
from booking_server.domain.money.payments import Payment
from booking_server.domain.people import Deed, Person
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require
from booking_server.services.foundation.retrying import retried
from booking_server.services.money import deposits, invoicing
from booking_server.services.money.accounts import account_of, states_of
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date, say_date


@dataclass(frozen=True, slots=True)
class Received:
    """Money as somebody enters it. `key` is the form's own: sent twice, it is recorded once."""

    key: str
    cents: int
    way: Way
    paid_on: date
    note: str = ""


@retried
@retried
def record(house: House, person: Person, invoice_id: str, received: Received) -> InvoiceState:
    """Record a payment for an invoice; what is more than its price goes to a deposit asked for with it.

    Raises NotFound, NotPermitted, DateUnreadable.
    """
    with house.unit_of_work() as uow:
        state, booking = _state(uow, person, invoice_id)
        if uow.payments.find(received.key) is None and not uow.deposits.has_move(received.key):
            _check_day(uow, received.paid_on)
            to_invoice, to_deposit = divide(received.cents, state)
            if to_deposit:
                deposits.receive_deposit(
                    uow, booking, to_deposit, way=received.way, actor=person.id,
                    received_on=received.paid_on, move_id=received.key,
                )  # fmt: skip
            if to_invoice:
                _add(uow, person, state.invoice, to_invoice, received)
            uow.commit()
    return _fresh(house, invoice_id)


@retried
@retried
def refund(house: House, person: Person, invoice_id: str, received: Received) -> InvoiceState:
    """Record that money went back: no more than was paid too much.

    Raises NotFound, NotPermitted, DateUnreadable, AmountUnreadable.
    """
    with house.unit_of_work() as uow:
        state, _ = _state(uow, person, invoice_id)
        if uow.payments.find(received.key) is None:
            _check_day(uow, received.paid_on)
            owed = max(-state.open_cents, 0)
            if received.cents > owed:
                raise AmountUnreadable(f"Zu erstatten sind {say_euros(owed)}, nicht mehr.")
            _add(uow, person, state.invoice, -received.cents, received)
            uow.commit()
    return _fresh(house, invoice_id)


@retried
@retried
def take_back(house: House, person: Person, payment_id: str, *, reason: str) -> InvoiceState:
    """Undo a payment recorded by mistake: a second row takes it back, both stay. Done twice, it is done once.

    Raises NotFound, NotPermitted, ReasonMissing.
    """
    with house.unit_of_work() as uow:
        wrong = uow.payments.find(payment_id)
        if wrong is None:
            raise NotFound("Diese Zahlung gibt es nicht.")
        state, _ = _state(uow, person, wrong.invoice_id)
        if not reason.strip():
            raise ReasonMissing("Bitte schreiben Sie dazu, was an der Buchung falsch war.")
        key = f"{payment_id[:30]}-x"
        if not payment_id.endswith("-x") and uow.payments.find(key) is None:
            note = f"Korrektur: {reason.strip()}"[:200]
            back = Received(key, -wrong.cents, wrong.way, local_date(uow.now), note)
            _add(uow, person, state.invoice, back.cents, back)
            uow.commit()
    return _fresh(house, wrong.invoice_id)


@retried
@retried
def cancel_by_hand(house: House, person: Person, invoice_id: str, *, reason: str) -> Invoice:
    """Take an invoice back. Raises NotFound, NotPermitted, ReasonMissing, InvoiceCancelled."""
    with house.unit_of_work() as uow:
        state, _ = _state(uow, person, invoice_id)
        if not reason.strip():
            raise ReasonMissing("Bitte schreiben Sie dazu, warum Sie die Rechnung stornieren.")
        invoice = invoicing.cancel_invoice(uow, state.invoice, actor=person.id, reason=reason.strip()[:200])
        uow.commit()
    return invoice


@retried
def take_deposit(house: House, person: Person, booking_id: str, received: Received) -> None:
    """Record a deposit that came in. Sent twice, it is recorded once. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        booking = uow.bookings.get(booking_id)
        require(person, Deed.RECORD_PAYMENT, booking)
        uow.venues.lock(booking.venue_id)
        _check_day(uow, received.paid_on)
        if not uow.deposits.has_move(received.key):
            deposits.receive_deposit(
                uow, booking, received.cents, way=received.way, actor=person.id,
                received_on=received.paid_on, move_id=received.key,
            )  # fmt: skip
            uow.commit()


@retried
def settle(
    house: House, person: Person, booking_id: str, *, back: Received, withheld_cents: int, reason: str
) -> None:
    """Record that a deposit went back, or was kept in part with a reason; then nothing is held any more.

    What is kept pays the settlement after the use, as far as that is open.
    Raises NotFound, NotPermitted, DepositNotBalanced, ReasonMissing.
    """
    with house.unit_of_work() as uow:
        booking = uow.bookings.get(booking_id)
        require(person, Deed.RECORD_PAYMENT, booking)
        _check_day(uow, back.paid_on)
        deposits.settle_deposit(
            uow, booking, returned_cents=back.cents, way=back.way, actor=person.id,
            withheld_cents=withheld_cents, reason=reason, settled_on=back.paid_on,
        )  # fmt: skip
        _pay_settlement(uow, booking, withheld_cents, back.paid_on, person)
        uow.commit()


def _pay_settlement(uow: UnitOfWork, booking: Booking, kept: int, day: date, person: Person) -> None:
    state = account_of(uow, booking.id).standing(InvoiceKind.SETTLEMENT)
    cents = min(kept, max(state.open_cents, 0)) if state else 0
    if state is not None and cents:
        deposits.pay_from_deposit(uow, state.invoice, cents, day, actor=person.id)


def _state(uow: UnitOfWork, person: Person, invoice_id: str) -> tuple[InvoiceState, Booking]:
    invoice = uow.invoices.get(invoice_id)
    uow.venues.lock(invoice.venue_id)
    booking = uow.bookings.get(invoice.booking_id)
    require(person, Deed.RECORD_PAYMENT, booking)
    return states_of(uow, [invoice])[0], booking


def _add(uow: UnitOfWork, person: Person, invoice: Invoice, cents: int, received: Received) -> None:
    uow.payments.add(
        Payment(
            received.key, invoice.municipality_id, invoice.id, cents, received.way, received.paid_on,
            person.id, received.note,
        )
    )  # fmt: skip
    uow.audit.add(
        person.id,
        "payment_recorded" if cents > 0 else "payment_returned",
        invoice.booking_id,
        municipality_id=invoice.municipality_id,
        number=invoice.name,
        cents=cents,
        way=received.way.value,
    )


def _check_day(uow: UnitOfWork, day: date) -> None:
    today = local_date(uow.now)
    if day > today:
        raise DateUnreadable(f"Der Tag der Zahlung liegt in der Zukunft. Heute ist {say_date(today)}.")
    if day.year < today.year - 2:
        raise DateUnreadable(
            "Der Tag der Zahlung liegt mehr als zwei Jahre zurück. Bitte prüfen Sie das Jahr."
        )


def _fresh(house: House, invoice_id: str) -> InvoiceState:
    with house.reading() as uow:
        return states_of(uow, [uow.invoices.get(invoice_id)])[0]
