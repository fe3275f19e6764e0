"""Keeping spaces for ten minutes while a form is filled in. Each is one transaction."""

from dataclasses import replace

from booking_server.domain import rules
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.services.bookings.bookings import Booked
from booking_server.services.bookings.occupying import enter, expire, new_booking
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.waiting.hold_limits import check_holds, note_hold
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period


@retried
def hold(
    house: House, venue_slug: str, space_slugs: tuple[str, ...], period: Period, *, visitor: str
) -> Booked:
    """Keep spaces for ten minutes while a form is filled in.

    `visitor` tells one visitor from another, as for the public form: both share one limit.
    Raises NotFound for an unknown hall, SpaceUnknown, BookingInThePast, BookingOverlaps, TooManyHolds.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.public_at(venue_slug)
        rules.a_booking_names_spaces_of_its_hall(venue, space_slugs)
        rules.a_booking_starts_in_the_future(period, uow.now, house.policy.grace)
        rules.a_booking_lasts_no_longer_than_the_hall_allows(period, venue.limits)
        uow.venues.lock(venue.id)
        check_holds(house, uow, venue, visitor)
        spaces = venue.spaces_named(space_slugs)
        booking = replace(
            new_booking(uow, venue, spaces, period, BookingStatus.HELD),
            hold_until=uow.now + house.policy.hold_for,
        )
        enter(uow, booking, spaces)
        note_hold(house, uow, booking, visitor)
        uow.audit.add("organizer", "hold", booking.id, municipality_id=venue.municipality_id)
        uow.commit()
    return Booked(booking, links.booking_token(house, booking))


@retried
def expire_holds(house: House) -> int:
    """Give back what was held and not booked in time; return how many holds ended."""
    with house.unit_of_work() as uow:
        ended = [held for held in uow.bookings.holds_past(uow.now) if _is_past(uow, held)]
        for held in ended:
            expire(uow, held)
        if ended:
            uow.commit()
    return len(ended)


def _is_past(uow: UnitOfWork, held: Booking) -> bool:
    """Look again once the hall is locked: a booking may have taken the hold's place in between."""
    return uow.bookings.locked(held.id).status is BookingStatus.HELD
