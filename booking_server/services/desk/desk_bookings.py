"""For the desk: every booking of one's halls by month, to be found again by name, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.bookings.booking_page import BookingPage, booking_by_id
from booking_server.services.bookings.cancellations import cancel
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period

SHOWN = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED, BookingStatus.CANCELLED, BookingStatus.REJECTED)


@dataclass(frozen=True, slots=True)
class ListedBooking:
    """A booking with its hall and the names of its spaces."""

    booking: Booking
    venue: Venue
    space_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthOfBookings:
    """The bookings of a month, those of a search only when there is one."""

    first: date
    listed: tuple[ListedBooking, ...]
    halls: tuple[Venue, ...]


def open_month(
    house: House, person: Person, first: date, *, venue_slug: str = "", search: str = ""
) -> MonthOfBookings:
    """Return what touches the month that begins on `first`, in Berlin, by start.

    `search` is a part of a name, an address, a phone number or a booking number, in whatever case.
    """
    with house.reading() as uow:
        halls = {
            v.id: v
            for v in uow.venues.all()
            if person.may(Deed.SEE_DESK, municipality_id=v.municipality_id, venue_id=v.id)
        }
        shown = [v.id for v in halls.values() if venue_slug in ("", v.slug)]
        found = _of_month(uow, shown, first)
    listed = tuple(
        ListedBooking(
            booking,
            halls[booking.venue_id],
            tuple(s.name for s in halls[booking.venue_id].spaces if s.id in booking.space_ids),
        )
        for booking in found
        if not booking.is_blackout and _fits(booking, search)
    )
    return MonthOfBookings(first, listed, tuple(halls.values()))


def open_one(house: House, person: Person, booking_id: str) -> BookingPage:
    """Return one booking as the desk sees it. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        require(person, Deed.SEE_DESK, uow.bookings.get(booking_id))
    return booking_by_id(house, booking_id)


def cancel_for_organizer(house: House, person: Person, booking_id: str, *, reason: str) -> Booking:
    """Cancel a booking at the desk. Raises as cancel()."""
    return cancel(house, booking_id, person=person, reason=reason)


def _of_month(uow: UnitOfWork, venue_ids: Sequence[str], first: date) -> tuple[Booking, ...]:
    next_first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    month = Period(local_time.day(first).start, local_time.day(next_first).start)
    return uow.bookings.find(venue_ids=venue_ids, statuses=SHOWN, between=month)


def _fits(booking: Booking, search: str) -> bool:
    who = booking.organizer
    said = " ".join((booking.id, who.name, who.email, who.phone, booking.occasion)).casefold()
    return all(word in said for word in search.casefold().split())
