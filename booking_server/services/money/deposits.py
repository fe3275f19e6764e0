"""Deposits as money: asked for, received, returned, kept. Steps over one unit of work; nothing commits."""

import secrets
from datetime import date

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NotFound
from booking_server.domain.money.deposits import Deposit, DepositMove, MoveKind, Way
from booking_server.domain.money.errors import DepositNotBalanced
from booking_server.domain.money.euros import say_euros
from booking_server.domain.money.invoices import Invoice
from booking_server.domain.money.payments import Payment
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date


def expect_deposit(uow: UnitOfWork, booking: Booking, cents: int, *, due_on: date, actor: str) -> Deposit:
    """Note that a booking needs a deposit; what was asked for before stays as it is."""
    known = uow.deposits.of_booking(booking.id)
    if known is not None:
        return known
    deposit = Deposit(booking.id, booking.municipality_id, booking.venue_id, cents, due_on)
    uow.deposits.add(deposit)
    _log(uow, actor, "deposit_expected", booking, cents=cents)
    return deposit


def receive_deposit(
    uow: UnitOfWork,
    booking: Booking,
    cents: int,
    *,
    way: Way,
    actor: str,
    received_on: date | None = None,
    move_id: str = "",
    reason: str = "",
) -> Deposit:
    """Note that a deposit came in, in cash or by bank. Where none was asked for, it is one from now on.

    `move_id` is the form's own key, so that a form sent twice is noted once. `reason` says why an earlier
    step is corrected, by less than nothing where too much was noted.
    """
    uow.venues.lock(booking.venue_id)
    day = received_on or local_date(uow.now)
    expect_deposit(uow, booking, cents, due_on=day, actor=actor)
    move = DepositMove(MoveKind.RECEIVED, cents, way, day, actor, reason)
    _add(uow, booking, move, "deposit_received", move_id)
    return _deposit(uow, booking.id)


def settle_deposit(
    uow: UnitOfWork,
    booking: Booking,
    *,
    returned_cents: int,
    way: Way,
    actor: str,
    withheld_cents: int = 0,
    reason: str = "",
    invoice: Invoice | None = None,
    settled_on: date | None = None,
) -> Deposit:
    """Give a deposit back, or keep a part of it with a reason; both make up what is held.

    What is kept pays `invoice` (a settlement), where one is given: then it may not be more than that.
    Raises NotFound without a deposit, DepositNotBalanced, ReasonMissing.
    """
    uow.venues.lock(booking.venue_id)
    deposit = _deposit(uow, booking.id)
    deposit.check_settlement(returned=returned_cents, withheld=withheld_cents, reason=reason)
    day = settled_on or local_date(uow.now)
    if withheld_cents:
        if invoice is not None:
            pay_from_deposit(uow, invoice, withheld_cents, day, actor=actor)
        move = DepositMove(MoveKind.WITHHELD, withheld_cents, Way.DEPOSIT, day, actor, reason.strip()[:200])
        _add(uow, booking, move, "deposit_withheld")
    if returned_cents:
        move = DepositMove(MoveKind.RETURNED, returned_cents, way, day, actor)
        _add(uow, booking, move, "deposit_returned")
    return _deposit(uow, booking.id)


def pay_from_deposit(uow: UnitOfWork, invoice: Invoice, cents: int, day: date, *, actor: str) -> None:
    """Record that what is kept of a deposit pays an invoice. Raises DepositNotBalanced for too much."""
    paid, _ = uow.payments.sums([invoice.id]).get(invoice.id, (0, day))
    if cents > invoice.total_cents - paid:
        raise DepositNotBalanced(
            f"Für die Rechnung {invoice.name} sind nur noch {say_euros(invoice.total_cents - paid)} offen."
            " Mehr kann nicht aus der Kaution einbehalten werden."
        )
    uow.payments.add(
        Payment(
            secrets.token_hex(8), invoice.municipality_id, invoice.id, cents, Way.DEPOSIT, day, actor,
            "Aus der Kaution",
        )
    )  # fmt: skip


def _add(uow: UnitOfWork, booking: Booking, move: DepositMove, action: str, move_id: str = "") -> None:
    uow.deposits.add_move(move_id or secrets.token_hex(8), booking.id, move)
    details = {"reason": move.reason} if move.reason else {}
    _log(uow, move.recorded_by, action, booking, cents=move.cents, way=move.way.value, **details)


def _deposit(uow: UnitOfWork, booking_id: str) -> Deposit:
    deposit = uow.deposits.of_booking(booking_id)
    if deposit is None:
        raise NotFound("Für diese Buchung ist keine Kaution eingetragen.")
    return deposit


def _log(uow: UnitOfWork, actor: str, action: str, booking: Booking, **details: object) -> None:
    uow.audit.add(actor, action, booking.id, municipality_id=booking.municipality_id, **details)
