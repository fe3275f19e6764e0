"""Cancelling a booking: one transaction."""

from booking_server.domain.bookings import Booking, BookingStatus, move
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.people import Deed, Person
from booking_server.services.house import House
from booking_server.services.permitting import require
from booking_server.services.retrying import retried
from booking_server.services.settling import end


@retried
def cancel(house: House, booking_id: str, *, person: Person | None = None, reason: str = "") -> Booking:
    """Cancel a booking, by its organizer (who holds the link) or by a person with the right to.

    Its spaces are free and its codes revoked at once; doors learn of it through the outbox.
    Raises NotFound, NotPermitted, TransitionNotAllowed when it is over or was cancelled before.
    """
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        if person is not None:
            require(person, Deed.CANCEL_BOOKING, booking)
        if booking.status is BookingStatus.CONFIRMED and booking.period.end <= uow.now:
            raise TransitionNotAllowed("Der Termin ist schon vorbei und kann nicht mehr storniert werden.")
        cancelled = move(booking, BookingStatus.CANCELLED, now=uow.now, reason=reason)
        end(house, uow, cancelled, actor=person.id if person else "organizer")
        uow.commit()
    return cancelled
