"""What organizers chose to publish, and taking it back. One function, one transaction."""

from dataclasses import replace

from booking_server.domain.people import Deed, Person
from booking_server.domain.webhooks import EventType
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.app_promises import public_events
from booking_server.services.promises.webhook_promises import tell_of_booking


@retried
def withdraw(house: House, booking_id: str, person: Person) -> None:
    """Take a booking's title out of the public calendar, for good. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        require(person, Deed.DECIDE_REQUEST, booking)
        untitled = replace(
            booking,
            use=replace(booking.use, public_title=""),
            title_withdrawn=True,
            sequence=booking.sequence + 1,
            updated_at=uow.now,
        )
        uow.bookings.save(untitled)
        uow.outbox.add_all(public_events([booking]))
        tell_of_booking(uow, untitled, EventType.BOOKING_CHANGED)
        uow.venues.touch(booking.venue_id, uow.now)
        uow.audit.add(person.id, "title_withdrawn", booking.id, municipality_id=booking.municipality_id)
        uow.commit()
