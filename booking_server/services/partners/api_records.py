"""What other programs read with a key. The house is held to the key's municipality before it comes here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.doors import Door, DoorEvent
from booking_server.domain.errors import NotFound
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.foundation.house import House
from booking_server.storage.repositories.bookings import Wanted
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class BookingRecord:
    """A booking with its hall."""

    booking: Booking
    venue: Venue


@dataclass(frozen=True, slots=True)
class SeenDoor:
    """A door with its hall, at one moment."""

    door: Door
    venue: Venue
    now: datetime


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """What a door reported; `of_program` is whether it is about a credential of another booking system."""

    event: DoorEvent
    of_program: bool


def town_of(house: House, municipality_id: str) -> Municipality:
    """Return a municipality."""
    with house.reading() as uow:
        return uow.venues.municipality(municipality_id)


def hall_of(house: House, municipality_id: str, slug: str) -> Venue:
    """Return a hall of a municipality. Raises NotFound, for a foreign one just as for none."""
    with house.reading() as uow:
        return _hall(uow, municipality_id, slug)


def page_of_bookings(
    house: House, municipality_id: str, wanted: Wanted, *, venue: str = ""
) -> tuple[BookingRecord, ...]:
    """Return the bookings that are wanted, by start; one more than a page shows when there are more.

    Holds, closures and foreign calendars are none. Raises NotFound for an unknown hall.
    """
    with house.reading() as uow:
        halls = {one.id: one for one in _halls(uow) if one.municipality_id == municipality_id}
        shown = [_hall(uow, municipality_id, venue).id] if venue else list(halls)
        found = uow.bookings.page(shown, wanted)
    return tuple(BookingRecord(one, halls[one.venue_id]) for one in found)


def one_booking(house: House, booking_id: str) -> BookingRecord:
    """Return one booking. Raises NotFound, for a hold and a closure too."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        if not booking.organizer.name or booking.status is BookingStatus.HELD:
            raise NotFound("Diese Buchung gibt es nicht.")
        return BookingRecord(booking, _no_draft(uow.venues.by_id(booking.venue_id)))


def doors(house: House, municipality_id: str, *, venue: str = "") -> tuple[SeenDoor, ...]:
    """Return the doors of a municipality, or of one hall. Raises NotFound for an unknown hall."""
    with house.reading() as uow:
        only = _hall(uow, municipality_id, venue).id if venue else None
        halls = {one.id for one in _halls(uow)}
        found = [one for one in uow.doors.all() if one.venue_id in halls and only in (None, one.venue_id)]
        return tuple(_seen(uow, one) for one in found if one.municipality_id == municipality_id)


def one_door(house: House, door_id: str) -> SeenDoor:
    """Return one door. Raises NotFound."""
    with house.reading() as uow:
        return _seen(uow, uow.doors.get(door_id))


def events_of_door(
    house: House, door_id: str, *, after: tuple[int, int], since: datetime | None, limit: int
) -> Sequence[SeenEvent]:
    """Return what a door reported after a place in its journal (epoch, number), oldest first.

    Raises NotFound.
    """
    with house.reading() as uow:
        uow.doors.get(door_id)
        found = uow.door_events.after(door_id, after=after, since=since, limit=limit)
        of_programs = uow.credentials.among([one.booking_id for one in found if one.booking_id])
        return [SeenEvent(one, one.booking_id in of_programs) for one in found]


def _seen(uow: UnitOfWork, door: Door) -> SeenDoor:
    return SeenDoor(door, _no_draft(uow.venues.by_id(door.venue_id)), uow.now)


def _halls(uow: UnitOfWork) -> tuple[Venue, ...]:
    return tuple(one for one in uow.venues.all() if not one.is_draft)


def _no_draft(venue: Venue) -> Venue:
    """Return a hall. Raises NotFound for a draft: it is at the desk and nowhere else."""
    if venue.is_draft:
        raise NotFound("Dieses Haus gibt es hier nicht.")
    return venue


def _hall(uow: UnitOfWork, municipality_id: str, slug: str) -> Venue:
    venue = uow.venues.public_at(slug)
    if venue.municipality_id != municipality_id:
        raise NotFound("Dieses Haus gibt es hier nicht.")
    return venue
