"""Booking a hall: one transaction.

What follows from a booking (door snapshots, mail) is promised in the outbox within the same
transaction and done by the worker, so that a dead broker or worker never blocks a booking.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from booking_server.domain.api_keys import ApiKey
from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus
from booking_server.domain.errors import NotFound
from booking_server.domain.people import Person
from booking_server.domain.venues import Venue
from booking_server.services.bookings.approving import (
    decides_alone,
    first_status,
    open_requests,
    with_its_end,
)
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.judging import ask_a_person, check_request
from booking_server.services.bookings.occupying import enter, new_booking, redeem
from booking_server.services.bookings.quoting import keep_prices
from booking_server.services.bookings.settling import settle
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.restraint import hold_back, hold_back_bookings
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking just made, or found again by its idempotency key (`is_new` False)."""

    booking: Booking
    token: str
    is_new: bool = True


@retried
def book(
    house: House,
    request: BookingRequest,
    *,
    idempotency_key: str | None = None,
    source: str = "web",
    person: Person | None = None,
    key: ApiKey | None = None,
) -> Booked:
    """Book a hall: confirmed at once with a code, or requested where the hall asks for approval.

    With `person` the desk enters it: who decides about requests alone needs nobody's yes. With `key` a
    program books for somebody, in a hall of its municipality only.
    The same idempotency key with the same request returns the same booking. Raises NotFound for an
    unknown hall, RequestRefused with every broken rule, BookingOverlaps, HoldExpired, KeyReused.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        if key is not None and venue.municipality_id != key.municipality_id:
            raise NotFound("Dieses Haus gibt es hier nicht.")
        earlier = _find_again(uow, request, idempotency_key)
        if earlier is None:
            wanted = classify(uow, venue, request)
            check_request(house, uow, venue, wanted)
            # Not sooner: fifty rivals wait for one another from here on.
            if uow.venues.lock(venue.id):
                earlier = _find_again(uow, request, idempotency_key)  # the same one may have been quicker
        if earlier is not None:
            return Booked(earlier, links.booking_token(house, earlier), is_new=False)
        if request.hold:
            redeem(uow, request.hold, venue)
        booking = enter_request(uow, venue, wanted, source=source, person=person)
        if person is None:
            limit = hold_back if booking.status is BookingStatus.REQUESTED else hold_back_bookings
            limit(house, uow, venue, booking)
        actor = person.id if person else key.actor if key else "organizer"
        settle(house, uow, booking, venue, actor=actor, action=booking.status.value)
        if idempotency_key:
            uow.idempotency.remember(idempotency_key, _digest(request), booking.id)
        uow.commit()
    return Booked(booking, links.booking_token(house, booking))


def enter_request(
    uow: UnitOfWork,
    venue: Venue,
    request: BookingRequest,
    *,
    source: str,
    series_id: str | None = None,
    person: Person | None = None,
) -> Booking:
    """Store a request that was classified and checked: its first status, its spaces, its price.

    Raises BookingOverlaps.
    """
    if request.use.club_id:
        uow.clubs.hold_still(request.use.club_id)
    spaces = venue.spaces_named(request.space_slugs)
    asked = replace(
        new_booking(uow, venue, spaces, request.period, BookingStatus.REQUESTED),
        persons=request.persons,
        occasion=request.occasion.strip(),
        organizer=request.organizer.tidy(),
        source=source,
        use=request.use,
        series_id=series_id,
    )
    must_ask = bool(ask_a_person(uow, venue, asked))
    booking = asked if must_ask else replace(asked, status=first_status(uow, venue, asked))
    if person is not None and decides_alone(uow, venue, asked, person):
        booking = replace(asked, status=BookingStatus.CONFIRMED)
    booking = with_its_end(uow, booking)
    enter(uow, booking, spaces)
    keep_prices(uow, venue, [booking])
    if booking.status is BookingStatus.REQUESTED:
        open_requests(uow, venue, [booking])
    return booking


def _find_again(uow: UnitOfWork, request: BookingRequest, key: str | None) -> Booking | None:
    if not key:
        return None
    booking_id = uow.idempotency.booking_for(key, _digest(request))
    return uow.bookings.get(booking_id) if booking_id else None


def _digest(request: BookingRequest) -> str:
    """Return what tells one request from another; its values are frozen and spell themselves out.

    A hold is left out: sent again, the form comes without the hold its first sending used up.
    """
    return sha256(repr(replace(request, hold=None)).encode()).hexdigest()
