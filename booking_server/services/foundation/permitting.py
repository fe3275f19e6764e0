"""What is not granted is denied."""

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NotPermitted
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue


def require(person: Person, deed: Deed, booking: Booking) -> None:
    """Raise NotPermitted unless `person` may do `deed` at the booking's hall."""
    if not person.may(deed, municipality_id=booking.municipality_id, venue_id=booking.venue_id):
        raise NotPermitted("Dafür haben Sie in diesem Haus keine Berechtigung.")


def require_at(person: Person, deed: Deed, venue: Venue) -> None:
    """Raise NotPermitted unless `person` may do `deed` at a hall."""
    if not person.may(deed, municipality_id=venue.municipality_id, venue_id=venue.id):
        raise NotPermitted("Dafür haben Sie in diesem Haus keine Berechtigung.")
