"""Who somebody is to the municipality: the system decides it, the organizer does not pick it."""

from dataclasses import replace

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.uses import UserGroup
from booking_server.domain.venues import Venue
from booking_server.storage.unit_of_work import UnitOfWork


def classify(uow: UnitOfWork, venue: Venue, request: BookingRequest) -> BookingRequest:
    """Return the request with the user group the system finds, whatever the request said."""
    postcodes = {town.id: town.postcode for town in uow.venues.municipalities()}
    is_resident = bool(request.use.postcode) and request.use.postcode == postcodes[venue.municipality_id]
    group = UserGroup.RESIDENT if is_resident else UserGroup.OUTSIDER
    return replace(request, use=replace(request.use, group=group, club_id=None))
