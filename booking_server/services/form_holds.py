"""Keeping a time while the public form is filled in, without letting anybody block a hall with it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus
from booking_server.domain.errors import NotFound, RequestRefused, TooManyHolds
from booking_server.domain.requests import broken_times
from booking_server.domain.venues import Venue
from booking_server.services import links
from booking_server.services.classifying import classify
from booking_server.services.house import House
from booking_server.services.judging import calendar_days
from booking_server.services.occupying import enter, expire, new_booking
from booking_server.services.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork

PURPOSE = "form-hold"
AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
AT_A_HALL_IN_AN_HOUR = 3
AT_A_HALL_IN_A_DAY = 6
ANYWHERE_AT_ONCE = 2
LIVE_AT_A_HALL = 5


@dataclass(frozen=True, slots=True)
class FormHold:
    """A time that is kept for who fills in the form; `sealed` goes with the form."""

    booking: Booking
    sealed: str

    @property
    def until(self) -> datetime:
        """When the time is free for others again."""
        return self.booking.hold_until or self.booking.created_at


@retried
def keep(house: House, request: BookingRequest, *, visitor: str, instead_of: str = "") -> FormHold:
    """Keep a form's time for ten minutes; what the form held before is given back first.

    `visitor` tells one visitor from another and is stored only as a keyed number that changes daily.
    Raises NotFound, RequestRefused with every rule the times break, BookingOverlaps, TooManyHolds.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(request.venue_slug)
        wanted = classify(uow, venue, request)
        days = calendar_days(uow, venue, wanted.period)
        broken = broken_times(venue, wanted, now=uow.now, grace=house.policy.grace, days=days)
        if broken:
            raise RequestRefused(broken)
        uow.venues.lock(venue.id)
        number = _number(house, visitor, uow.now)
        _give_back(house, uow, venue, instead_of)
        _check(uow, venue, number)
        spaces = venue.spaces_named(wanted.space_slugs)
        held = replace(
            new_booking(uow, venue, spaces, wanted.period, BookingStatus.HELD),
            hold_until=uow.now + house.policy.hold_for,
        )
        enter(uow, held, spaces)
        uow.bookings.note_form_hold(held, number)
        uow.audit.add("organizer", "hold", held.id, municipality_id=venue.municipality_id)
        uow.commit()
    return FormHold(held, links.sealed(house, PURPOSE, held.id))


def find(house: House, sealed: str) -> FormHold | None:
    """Return the hold that came with a form while it lasts; None for a wrong seal just as for a late one."""
    hold_id = links.unsealed(house, PURPOSE, sealed)
    if hold_id is None:
        return None
    with house.reading() as uow:
        try:
            held = uow.bookings.get(hold_id)
        except NotFound:
            return None
        lives = held.status is BookingStatus.HELD and held.hold_until and held.hold_until > uow.now
    return FormHold(held, sealed) if lives else None


def _check(uow: UnitOfWork, venue: Venue, number: str) -> None:
    mine = uow.bookings.form_holds(number, uow.now - A_DAY)
    here = [one for one in mine if one.venue_id == venue.id]
    last_hour = [one for one in here if one.created_at > uow.now - AN_HOUR]
    live = [one for one in mine if one.is_live(uow.now)]
    if (
        len(last_hour) >= AT_A_HALL_IN_AN_HOUR
        or len(here) >= AT_A_HALL_IN_A_DAY
        or len(live) >= ANYWHERE_AT_ONCE
        or uow.bookings.live_form_holds(venue.id, uow.now) >= LIVE_AT_A_HALL
    ):
        raise TooManyHolds(
            "Freihalten geht hier gerade nicht mehr. Sie können trotzdem buchen: Füllen Sie das Formular aus"
            " und senden Sie es ab."
        )


def _give_back(house: House, uow: UnitOfWork, venue: Venue, sealed: str) -> None:
    hold_id = links.unsealed(house, PURPOSE, sealed) if sealed else None
    if hold_id is None:
        return
    held = uow.bookings.get(hold_id)
    if held.status is BookingStatus.HELD and held.venue_id == venue.id:
        expire(uow, held)


def _number(house: House, visitor: str, now: datetime) -> str:
    """Return what a visitor is known by: nobody can compute the address back without the server's key."""
    return house.keyring.token("visitor", f"{now:%Y%m%d}|{visitor}")
