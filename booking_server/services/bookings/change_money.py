"""What the money of a booking says to a change of it: steps of use cases, over one unit of work.

An invoice follows a change: it is taken back and written anew. What a person has decided about a price, or
settled, a link does not change.
"""

from datetime import date

from booking_server.domain import rules
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.changing import Change
from booking_server.domain.errors import ChangeRefused
from booking_server.domain.money.invoices import Invoice, InvoiceKind, InvoiceState
from booking_server.domain.money.payees import DepositWay
from booking_server.domain.tariffs.discretion import was_decided
from booking_server.domain.venues import Venue
from booking_server.services.bookings.cancellations import cost_of_cancelling
from booking_server.services.bookings.quoting import price_of_booking
from booking_server.services.money import invoicing
from booking_server.services.money.accounts import Account, account_of
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date

CHANGED = "Die Buchung wurde geändert."
SETTLED = (InvoiceKind.SETTLEMENT, InvoiceKind.CANCELLATION_FEE)


def check_money(uow: UnitOfWork, venue: Venue, change: Change) -> None:
    """Refuse a change that a person has to decide about because of money, and say whom to call.

    Raises ChangeRefused, LateChangeGivesBack.
    """
    rules.a_late_change_gives_nothing_back(change, cost_of_cancelling(uow, change.before))
    account = account_of(uow, change.before.id)
    reasons = (
        _decided(uow, change),
        _settled(account),
        _invoiced(account, change),
        _held(account, change),
    )
    if told := next(filter(None, reasons), ""):
        raise ChangeRefused(f"{told}{call(venue)}")


def invoice_to_replace(account: Account, change: Change) -> InvoiceState | None:
    """Return the invoice that says something else than the booking will, if there is one."""
    state = account.standing(InvoiceKind.USAGE)
    old, new = change.before, change.after
    same_facts = (old.period, old.space_ids, old.occasion) == (new.period, new.space_ids, new.occasion)
    same_price = change.price is None or tuple(change.price.lines) == (state.invoice.lines if state else ())
    return None if same_facts and same_price else state


def move_money(uow: UnitOfWork, change: Change, *, actor: str) -> None:
    """Keep the new price, and let invoice and deposit follow the change."""
    after, price, fresh = change.after, change.price, None
    account = account_of(uow, after.id)
    if price is not None:
        keep = uow.quotes.save if change.price_before is not None else uow.quotes.add
        keep(after.id, price)
        if invoice_to_replace(account, change) is not None:
            fresh = invoicing.issue_again(uow, after, price, actor=actor, reason=CHANGED)
    due_on = _deposit_due_on(uow, change, fresh)
    if due_on is not None and account.deposit is not None and account.deposit.missing_cents:
        uow.deposits.put_off(after.id, due_on)


def writes_anew(uow: UnitOfWork, change: Change, replaced: InvoiceState | None) -> bool:
    """Whether an invoice follows the one that a change takes back."""
    if replaced is None or change.price is None:
        return False
    return invoicing.asked_again(uow, change.after, change.price) is not None


def _deposit_due_on(uow: UnitOfWork, change: Change, fresh: Invoice | None) -> date | None:
    """Return another day on which a deposit is due: that of the new invoice, in cash that of the use."""
    if fresh is not None and fresh.deposit_cents:
        return fresh.due_on
    was, day = (local_date(one.period.start) for one in (change.before, change.after))
    payee = uow.payees.of_municipality(change.after.municipality_id)
    in_cash = payee is not None and payee.deposit_way is DepositWay.CASH
    return day if in_cash and was != day else None


def call(venue: Venue) -> str:
    """Return how a sentence ends that leaves something to a person."""
    if not venue.contact_phone:
        return " Bitte wenden Sie sich an die Gemeinde."
    return f" Bitte rufen Sie an: {venue.contact_phone}."


def _decided(uow: UnitOfWork, change: Change) -> str:
    quote, version = price_of_booking(uow, change.before)
    if quote is None or version is None or not was_decided(version.schedule, quote):
        return ""
    return "Über den Preis dieser Buchung hat die Gemeinde entschieden. Deshalb geht das nicht von hier aus."


def _settled(account: Account) -> str:
    if all(account.standing(kind) is None for kind in SETTLED):
        return ""
    return "Diese Buchung ist schon abgerechnet."


def _invoiced(account: Account, change: Change) -> str:
    state = account.standing(InvoiceKind.USAGE)
    stands = (
        change.after.status is BookingStatus.CONFIRMED and change.price is not None and change.price.is_final
    )
    if state is None or stands:
        return ""
    why = "muss jemand neu zusagen" if change.asks_again else "steht der Preis noch nicht fest"
    return f"Für diese Buchung gibt es schon die Rechnung {state.invoice.name}, und nach der Änderung {why}."


def _held(account: Account, change: Change) -> str:
    old, new = change.price_before, change.price
    before, after = (quote.deposit_cents if quote else 0 for quote in (old, new))
    if account.deposit is None or before == after:
        return ""
    return "Mit der Änderung wäre die Kaution eine andere, und sie ist schon verlangt oder bezahlt."
