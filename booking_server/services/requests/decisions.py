"""Saying yes or no to a request. Each decision is one transaction."""

from booking_server.domain.bookings import Booking, BookingStatus, move
from booking_server.domain.errors import AlreadyDecided
from booking_server.domain.people import Deed, Person
from booking_server.services.bookings.approving import say
from booking_server.services.bookings.settling import end, settle
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork

CHANGED_MEANWHILE = (
    "Die Anfrage wurde inzwischen geändert. Es wurde noch nichts entschieden: Bitte sehen Sie sie sich noch"
    " einmal an."
)


def approve(
    house: House,
    booking_id: str,
    person: Person,
    *,
    reason: str = "",
    step: int | None = None,
    seen: int | None = None,
) -> Booking:
    """Say yes to a request: it is confirmed and gets its code, or the next of its chain is asked.

    `step` is the step the person was asked about and `seen` the booking's sequence they saw, where the page
    knew: nobody agrees to what was changed meanwhile. Raises NotFound, NotPermitted, NotYourTurn, and
    AlreadyDecided naming who decided when.
    """
    return _decide(house, booking_id, person, yes=True, reason=reason, step=step, seen=seen)


def reject(
    house: House,
    booking_id: str,
    person: Person,
    *,
    reason: str = "",
    step: int | None = None,
    seen: int | None = None,
) -> Booking:
    """Say no to a request: its spaces are free again. Raises as approve()."""
    return _decide(house, booking_id, person, yes=False, reason=reason, step=step, seen=seen)


@retried
def _decide(
    house: House,
    booking_id: str,
    person: Person,
    *,
    yes: bool,
    reason: str,
    step: int | None,
    seen: int | None,
) -> Booking:
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        require(person, Deed.DECIDE_REQUEST, booking)
        if seen is not None and seen != booking.sequence and booking.status is BookingStatus.REQUESTED:
            raise AlreadyDecided(CHANGED_MEANWHILE, status=booking.status.value)
        status = say(uow, booking, person, yes=yes, reason=reason, step=step)
        if status is BookingStatus.REQUESTED:
            _ask_the_next(uow, booking, person)
            uow.commit()
            return booking
        decided = move(booking, status, now=uow.now, reason=reason)
        if status is BookingStatus.CONFIRMED:
            uow.bookings.save(decided)
            venue = uow.venues.by_id(decided.venue_id)
            settle(house, uow, decided, venue, actor=person.id, action="approved")
        else:
            end(house, uow, decided, actor=person.id)
        uow.commit()
    return decided


def _ask_the_next(uow: UnitOfWork, booking: Booking, person: Person) -> None:
    uow.outbox.add("mail", booking.id, template="decide")
    uow.audit.add(person.id, "approved_step", booking.id, municipality_id=booking.municipality_id)
