"""Bookings that somebody at the desk enters for a caller, and the slip they take along."""

from dataclasses import replace

from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus, Organizer
from booking_server.domain.errors import NotFound
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.bookings.bookings import Booked, book
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require, require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.helper_codes import end_helper, live_helpers

STANDING = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)


def halls_for_callers(house: House, person: Person) -> tuple[Venue, ...]:
    """Return the halls for which somebody may enter bookings, by name."""
    with house.reading() as uow:
        return tuple(
            venue
            for venue in uow.venues.all()
            if person.may(Deed.ENTER_BOOKING, municipality_id=venue.municipality_id, venue_id=venue.id)
        )


def book_for_caller(
    house: House, person: Person, venue: Venue, request: BookingRequest, *, idempotency_key: str
) -> Booked:
    """Book for a caller: at once where the person decides about requests alone, else as a request.

    Raises NotPermitted, and what book() raises.
    """
    require_at(person, Deed.ENTER_BOOKING, venue)
    return book(house, request, idempotency_key=idempotency_key, source="phone", person=person)


def entered_before(house: House, venue: Venue, request: BookingRequest) -> Booking | None:
    """Return the booking that stands already for the same caller at the same time, if that is in the way.

    The caller has just been entered: the form was sent once more, from another page or after going back.
    """
    with house.reading() as uow:
        spaces = {space.id for space in venue.spaces_named(request.space_slugs)}
        standing = uow.bookings.find(venue_ids=[venue.id], statuses=STANDING, between=request.period)
    return next(
        (
            one
            for one in standing
            if one.source == "phone"
            and one.period == request.period
            and set(one.space_ids) == spaces
            and _same(one.organizer, request.organizer)
        ),
        None,
    )


def _same(one: Organizer, other: Organizer) -> bool:
    return all(
        mine.strip().casefold() == theirs.strip().casefold()
        for mine, theirs in ((one.name, other.name), (one.phone, other.phone))
    )


def open_slip(house: House, person: Person, booking_id: str) -> BookingPage:
    """Return a booking with its codes to whoever may enter bookings at its hall, for the printed slip.

    Raises NotFound, NotPermitted.
    """
    with house.reading() as uow:
        _is_somebody_s(person, uow.bookings.get(booking_id))
    return booking_by_id(house, booking_id)


@retried
def renew_link(house: House, person: Person, booking_id: str) -> Booking:
    """Revoke every link to a booking given out before, and make a new one.

    Whoever was invited behind the old one comes in no more: perhaps the organizer does not know them.

    Raises NotFound, NotPermitted.
    """
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        _is_somebody_s(person, booking)
        renewed = replace(booking, link_version=booking.link_version + 1, updated_at=uow.now)
        uow.bookings.save(renewed)
        invited = [one.helper for one in live_helpers(uow, booking.id)]
        mails = [mail for helper in invited for mail in end_helper(uow, helper)]
        uow.outbox.add_all([*mails, *([("doors", booking.venue_id, {})] if invited else [])])
        uow.audit.add(person.id, "link_renewed", booking.id, municipality_id=booking.municipality_id)
        uow.commit()
    return renewed


def _is_somebody_s(person: Person, booking: Booking) -> None:
    """A closure and a credential have no slip and no link: behind it helpers would get codes."""
    require(person, Deed.ENTER_BOOKING, booking)
    if booking.names_nobody:
        raise NotFound("Zu dieser Zeit gibt es keinen Zettel und keinen Link.")
