"""Cancelling a booking: one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from booking_server.domain.api_keys import ApiKey
from booking_server.domain.bookings import Booking, BookingStatus, move
from booking_server.domain.errors import CostChanged, TransitionNotAllowed
from booking_server.domain.money.euros import say_euros
from booking_server.domain.people import Deed, Person
from booking_server.domain.tariffs.cancellation import CancellationFee, cancellation_fee
from booking_server.services.bookings.quoting import costs_nothing_to_withdraw, price_of_booking
from booking_server.services.bookings.settling import end
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date
from calendars.period import Period


@retried
def cancel(
    house: House,
    booking_id: str,
    *,
    person: Person | None = None,
    reason: str = "",
    key: ApiKey | None = None,
) -> Booking:
    """Cancel a booking, by its organizer (who holds the link) or by a person with the right to.

    With `key` a program does it in the organizer's place. Its spaces are free and its codes revoked at once;
    doors learn of it through the outbox. What it costs the organizer by the regulation is noted; where it
    costs something and the desk cancels, a person decides that apart.
    Raises NotFound, NotPermitted, TransitionNotAllowed when it is over or was cancelled before.
    """
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        if person is not None:
            require(person, Deed.CANCEL_BOOKING, booking)
        if booking.status is BookingStatus.CONFIRMED and booking.period.end <= uow.now:
            raise TransitionNotAllowed("Der Termin ist schon vorbei und kann nicht mehr storniert werden.")
        fee = cost_of_cancelling(uow, booking)
        cancelled = move(booking, BookingStatus.CANCELLED, now=uow.now, reason=reason)
        if fee is not None and not fee.open_points and (person is None or not fee.cents):
            uow.quotes.set_cancellation(booking.id, fee.cents)
        actor = person.id if person else key.actor if key else "organizer"
        end(house, uow, cancelled, actor=actor)
        uow.commit()
    return cancelled


@dataclass(frozen=True, slots=True)
class ReleaseCost:
    """What giving dates of a series back costs their organizer now, all together.

    About `undecided` of them the regulation says nothing, or their price is open.
    """

    cents: int
    undecided: int = 0

    @property
    def sentence(self) -> str:
        """What whoever gives them back is told before."""
        if not self.undecided:
            return f"Die Freigabe kostet {f'jetzt {say_euros(self.cents)}' if self.cents else 'nichts'}."
        left = "einem Termin" if self.undecided == 1 else f"{self.undecided} Terminen"
        sure = f"Die Freigabe kostet jetzt {say_euros(self.cents)}. " if self.cents else ""
        return f"{sure}Was sie bei {left} kostet, entscheidet die Gemeinde."


def cost_of_release(
    uow: UnitOfWork, bookings: Iterable[Booking], *, instead: Iterable[Period] = ()
) -> ReleaseCost | None:
    """Return what giving dates of a series back costs their organizer; None where nothing has a price.

    A date that only moves within its own time (one of `instead` begins the same day, overlaps it and lasts as
    long) is not given back: cancelling it then costs what it does now.
    """
    taken = tuple(instead)
    fees = [fee for one in bookings if (fee := _fee(uow, one, taken)) is not None]
    if not fees:
        return None
    return ReleaseCost(sum(fee.cents for fee in fees), sum(bool(fee.open_points) for fee in fees))


def note_fees(
    uow: UnitOfWork,
    bookings: Iterable[Booking],
    *,
    instead: Iterable[Period] = (),
    agreed: int | None = None,
) -> None:
    """Note what giving dates of a series back costs their organizer, before they are ended.

    `agreed` are the cents the organizer was told. Raises CostChanged when it is more by now.
    """
    given_back, taken = tuple(bookings), tuple(instead)
    cost = cost_of_release(uow, given_back, instead=taken)
    if cost is not None and agreed is not None and cost.cents > agreed:
        raise CostChanged(
            f"Inzwischen kostet die Freigabe {say_euros(cost.cents)}. Es wurde noch nichts geändert. Wenn"
            " Sie einverstanden sind, bestätigen Sie bitte noch einmal."
        )
    for booking in given_back:
        fee = _fee(uow, booking, taken)
        if fee is not None and not fee.open_points:
            uow.quotes.set_cancellation(booking.id, fee.cents)


def _fee(uow: UnitOfWork, booking: Booking, instead: Iterable[Period]) -> CancellationFee | None:
    if any(_stays(booking.period, one) for one in instead):
        return None
    return cost_of_cancelling(uow, booking)


def _stays(old: Period, new: Period) -> bool:
    same_day = local_date(old.start) == local_date(new.start)
    return same_day and old.overlaps(new) and new.duration >= old.duration


def cost_of_cancelling(uow: UnitOfWork, booking: Booking) -> CancellationFee | None:
    """Return what cancelling costs the organizer now; None without a price and when it is over."""
    quote, version = price_of_booking(uow, booking) if booking.is_occupying else (None, None)
    if quote is None or version is None:
        return None
    if costs_nothing_to_withdraw(booking):
        return CancellationFee(0, "Sie haben noch keine Zusage.")
    return cancellation_fee(version.schedule, quote, starts_at=booking.period.start, now=uow.now)
