"""Whether somebody must say yes before a booking stands."""

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.venues import ApprovalPolicy, Venue
from booking_server.storage.unit_of_work import UnitOfWork


def first_status(uow: UnitOfWork, venue: Venue, booking: Booking) -> BookingStatus:
    """Return the status a booking begins with: confirmed, or requested where the hall asks first."""
    del uow, booking
    return BookingStatus.CONFIRMED if venue.approval is ApprovalPolicy.NONE else BookingStatus.REQUESTED
