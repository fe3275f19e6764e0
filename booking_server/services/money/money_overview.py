"""The treasury's desk: everything open in the halls a person may see, the most urgent first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.money.deposits import Deposit
from booking_server.domain.money.invoices import InvoiceKind, InvoiceState
from booking_server.domain.money.payees import Payee
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.foundation.house import House
from booking_server.services.money.accounts import account_of, states_of
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date

UNBILLED_SINCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice somebody has to do something about; `dates` of the series it is about are cancelled."""

    state: InvoiceState
    venue: Venue
    dates: int = 0


@dataclass(frozen=True, slots=True)
class OpenDeposit:
    """A deposit that is held or still to come, with whose it is; `is_due_back` once the use is over."""

    deposit: Deposit
    booking: Booking
    venue: Venue
    is_due_back: bool = False


@dataclass(frozen=True, slots=True)
class Unbilled:
    """A price, or what cancelling cost, without an invoice; of a series the next date speaks for all."""

    booking: Booking
    venue: Venue
    cents: int
    dates: int = 1
    is_fee: bool = False
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class TownMoney:
    """A municipality whose money the person may touch; `payee` is None before somebody entered one."""

    municipality: Municipality
    payee: Payee | None


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the summary: what it is, how many there are, what they come to (None: not known yet)."""

    anchor: str
    words: str
    count: int
    cents: int | None


@dataclass(frozen=True, slots=True)
class MoneyDesk:
    """Everything open in the halls of one person, the most urgent first.

    `undecided` are invoices of cancelled bookings about whose cost a person must decide, `outdated` those
    of a series some of whose dates are cancelled, `by_deposit` settlements a held deposit will pay.
    `priceless` are bookings whose price is not fixed yet.
    """

    overdue: tuple[OpenInvoice, ...]
    waiting: tuple[OpenInvoice, ...]
    by_deposit: tuple[OpenInvoice, ...]
    refunds: tuple[OpenInvoice, ...]
    undecided: tuple[OpenInvoice, ...]
    outdated: tuple[OpenInvoice, ...]
    unbilled: tuple[Unbilled, ...]
    priceless: tuple[Unbilled, ...]
    held: tuple[OpenDeposit, ...]
    expected: tuple[OpenDeposit, ...]
    towns: tuple[TownMoney, ...]
    today: date

    @property
    def deposits(self) -> tuple[OpenDeposit, ...]:
        """The deposits that are held, and those still to come."""
        return self.held + self.expected

    @property
    def open_cents(self) -> int:
        """What all invoices come to that are still to be paid."""
        return _owed(self.overdue) + _owed(self.waiting)

    @property
    def sums(self) -> tuple[Sum, ...]:
        """The page in a few lines; what there is none of is left out, apart from the first ones."""
        always = (
            Sum("ueberfaellig", "Überfällige Rechnungen", len(self.overdue), _owed(self.overdue)),
            Sum("offen", "Offene Rechnungen, noch nicht fällig", len(self.waiting), _owed(self.waiting)),
        )
        held = sum(one.deposit.held_cents for one in self.held)
        missing = sum(one.deposit.missing_cents for one in self.expected)
        unbilled = sum(one.cents for one in self.unbilled)
        refunds = -sum(one.state.open_cents for one in self.refunds)
        by_deposit = sum(one.state.open_cents for one in self.by_deposit)
        rest = (
            Sum("erstatten", "Zu viel Gezahltes, das zurückgeht", len(self.refunds), refunds),
            Sum("storno", "Stornierungen, über die Sie entscheiden", len(self.undecided), None),
            Sum("berichtigen", "Rechnungen mit abgesagten Terminen", len(self.outdated), None),
            Sum("preis", "Buchungen, deren Preis noch nicht feststeht", len(self.priceless), None),
            Sum("ohne-rechnung", "Noch ohne Rechnung", len(self.unbilled), unbilled),
            Sum("verrechnen", "Abrechnungen, die die Kaution bezahlt", len(self.by_deposit), by_deposit),
            Sum("kautionen", "Kautionen, die Sie verwahren", len(self.held), held),
            Sum("kautionen-offen", "Kautionen, die noch kommen", len(self.expected), missing),
        )
        return (*always, *(one for one in rest if one.count))


def open_money(house: House, person: Person) -> MoneyDesk:
    """Return what is open in the person's halls."""
    with house.reading() as uow:
        halls = {v.id: v for v in uow.venues.all() if _may_see(person, v)}
        today = local_date(uow.now)
        undecided, outdated = _undecided(uow, halls), _outdated(uow, halls)
        states = states_of(uow, uow.invoices.unsettled(sorted(halls)))
        found = sorted((OpenInvoice(s, halls[s.invoice.venue_id]) for s in states), key=_by_due_day)
        apart = {one.state.invoice.id for one in undecided}
        owing = [one for one in found if one.state.owed_now > 0 and one.state.invoice.id not in apart]
        unbilled, deposits = _unbilled(uow, halls), _deposits(uow, halls)
        towns = [
            TownMoney(one, uow.payees.of_municipality(one.id))
            for one in uow.venues.municipalities()
            if person.may_everywhere(Deed.RECORD_PAYMENT, one.id)
        ]
    return MoneyDesk(
        overdue=tuple(one for one in owing if one.state.invoice.due_on < today),
        waiting=tuple(one for one in owing if one.state.invoice.due_on >= today),
        by_deposit=tuple(one for one in found if one.state.open_cents > 0 and not one.state.owed_now),
        refunds=tuple(one for one in found if one.state.open_cents < 0),
        undecided=undecided,
        outdated=outdated,
        unbilled=tuple(one for one in unbilled if one.is_final),
        priceless=tuple(one for one in unbilled if not one.is_final),
        held=tuple(sorted((d for d in deposits if d.deposit.held_cents), key=lambda d: not d.is_due_back)),
        expected=tuple(d for d in deposits if not d.deposit.held_cents),
        towns=tuple(towns),
        today=today,
    )


def _undecided(uow: UnitOfWork, halls: Mapping[str, Venue]) -> tuple[OpenInvoice, ...]:
    """Return the standing invoices of cancelled bookings of which nobody has said what that costs."""
    accounts = [account_of(uow, one) for one in uow.invoices.of_cancelled(sorted(halls))]
    states = [state for one in accounts if (state := one.standing(InvoiceKind.USAGE)) is not None]
    return tuple(OpenInvoice(state, halls[state.invoice.venue_id]) for state in states)


def _outdated(uow: UnitOfWork, halls: Mapping[str, Venue]) -> tuple[OpenInvoice, ...]:
    """Return the standing invoices of series some of whose dates were cancelled since."""
    dates = uow.invoices.with_cancelled_dates(sorted(halls))
    states = states_of(uow, [uow.invoices.get(one) for one in dates])
    return tuple(OpenInvoice(s, halls[s.invoice.venue_id], dates[s.invoice.id]) for s in states)


def _unbilled(uow: UnitOfWork, halls: Mapping[str, Venue]) -> tuple[Unbilled, ...]:
    """One entry a booking, and one a series: what waits for somebody to write its invoice."""
    found: dict[str, Unbilled] = {}
    since = uow.now - UNBILLED_SINCE
    for booking_id, cents in uow.invoices.unbilled_fees(sorted(halls), since=since).items():
        booking = uow.bookings.get(booking_id)
        found[booking.id] = Unbilled(booking, halls[booking.venue_id], cents, is_fee=True)
    for booking_id in uow.invoices.unbilled(sorted(halls), since=since):
        booking = uow.bookings.get(booking_id)
        quote = uow.quotes.of_booking(booking_id)
        cents, is_final = (quote.total_cents, quote.is_final) if quote else (0, True)
        key = booking.series_id or booking.id
        before = found.get(key)
        if before is None:
            found[key] = Unbilled(booking, halls[booking.venue_id], cents, is_final=is_final)
        else:
            final = before.is_final and is_final
            found[key] = replace(before, cents=before.cents + cents, dates=before.dates + 1, is_final=final)
    return tuple(found.values())


def _deposits(uow: UnitOfWork, halls: Mapping[str, Venue]) -> tuple[OpenDeposit, ...]:
    found = uow.deposits.awaiting(sorted(halls))
    pairs = [(deposit, uow.bookings.get(booking_id)) for booking_id, deposit in found.items()]
    return tuple(
        OpenDeposit(
            deposit,
            booking,
            halls[deposit.venue_id],
            booking.status is not BookingStatus.CONFIRMED or booking.period.end <= uow.now,
        )
        for deposit, booking in pairs
    )


def _owed(entries: tuple[OpenInvoice, ...]) -> int:
    return sum(one.state.owed_now for one in entries)


def _may_see(person: Person, venue: Venue) -> bool:
    return person.may(Deed.SEE_MONEY, municipality_id=venue.municipality_id, venue_id=venue.id)


def _by_due_day(one: OpenInvoice) -> tuple[date, str]:
    return one.state.invoice.due_on, one.state.invoice.id
