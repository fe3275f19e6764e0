"""Saying yes or no to a request. Each decision is one transaction."""

from booking_server.domain.bookings import Booking, BookingStatus, move
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.people import Deed, Person
from booking_server.services.house import House
from booking_server.services.permitting import require
from booking_server.services.retrying import retried
from booking_server.services.settling import end, settle


def approve(house: House, booking_id: str, person: Person, *, reason: str = "") -> Booking:
    """Say yes to a request: it is confirmed and gets its code.

    Raises NotFound, NotPermitted, TransitionNotAllowed when it was decided already.
    """
    return _decide(house, booking_id, person, BookingStatus.CONFIRMED, reason)


def reject(house: House, booking_id: str, person: Person, *, reason: str = "") -> Booking:
    """Say no to a request: its spaces are free again. Raises as approve()."""
    return _decide(house, booking_id, person, BookingStatus.REJECTED, reason)


@retried
def _decide(house: House, booking_id: str, person: Person, status: BookingStatus, reason: str) -> Booking:
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        require(person, Deed.DECIDE_REQUEST, booking)
        if booking.status is not BookingStatus.REQUESTED:
            raise TransitionNotAllowed("Über diese Anfrage wurde schon entschieden.", status=booking.status)
        decided = move(booking, status, now=uow.now, reason=reason)
        if status is BookingStatus.CONFIRMED:
            uow.bookings.save(decided)
            venue = uow.venues.by_id(decided.venue_id)
            settle(house, uow, decided, venue, actor=person.id, action="approved")
        else:
            end(house, uow, decided, actor=person.id)
        uow.commit()
    return decided
