"""Keeping a time while the public form is filled in, without letting anybody block a hall with it.

The time belongs to the form, which knows itself by its key: sent again after a step back in the browser it
still finds what it holds.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus
from booking_server.domain.errors import RequestRefused
from booking_server.domain.requests import broken_times
from booking_server.domain.venues import Venue
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.bookings.occupying import enter, expire, new_booking
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.waiting.hold_limits import check_holds, note_hold
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FormHold:
    """A time that is kept for who fills in the form."""

    booking: Booking

    @property
    def until(self) -> datetime:
        """When the time is free for others again."""
        return self.booking.hold_until or self.booking.created_at


@retried
def keep(house: House, request: BookingRequest, *, visitor: str, form: str) -> FormHold:
    """Keep a form's time for ten minutes; what the form held before is given back first.

    `visitor` tells one visitor from another and is stored only as a keyed number that changes daily; so is
    `form`, the secret key of the form, but that number stays.
    Raises NotFound, RequestRefused with every rule the times break, BookingOverlaps, TooManyHolds.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        wanted = classify(uow, venue, request)
        days = calendar_days(uow, venue, wanted.period)
        broken = broken_times(venue, wanted, now=uow.now, grace=house.policy.grace, days=days)
        if broken:
            raise RequestRefused(broken)
        uow.venues.lock(venue.id)
        of_form = _form_number(house, form)
        _give_back(uow, venue, of_form)
        check_holds(house, uow, venue, visitor)
        spaces = venue.spaces_named(wanted.space_slugs)
        held = replace(
            new_booking(uow, venue, spaces, wanted.period, BookingStatus.HELD),
            hold_until=uow.now + house.policy.hold_for,
        )
        enter(uow, held, spaces)
        note_hold(house, uow, held, visitor, of_form)
        uow.audit.add("organizer", "hold", held.id, municipality_id=venue.municipality_id)
        uow.commit()
    return FormHold(held)


def find(house: House, form: str) -> FormHold | None:
    """Return the time that a form holds, by the form's key, while it lasts."""
    with house.reading() as uow:
        hold_id = uow.bookings.held_with(_form_number(house, form), uow.now)
        return FormHold(uow.bookings.get(hold_id)) if hold_id else None


def _give_back(uow: UnitOfWork, venue: Venue, of_form: str) -> None:
    hold_id = uow.bookings.held_with(of_form, uow.now)
    if hold_id is None:
        return
    held = uow.bookings.get(hold_id)
    if held.venue_id == venue.id:
        expire(uow, held)


def _form_number(house: House, form: str) -> str:
    """Return what a form is known by: who reads the database cannot take its time over."""
    return house.keyring.token("form", form)
