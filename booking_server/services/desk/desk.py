"""The desk of the Ortsvorsteher: requests to decide, doors, today's bookings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.doors import Door, DoorEvent
from booking_server.domain.errors import NotPermitted
from booking_server.domain.handover.protocol import ProtocolKind
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.requests.request_queue import once_a_series
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period

COMING_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DeskBooking:
    """A booking with its hall and the names of its spaces."""

    booking: Booking
    venue: Venue
    space_names: tuple[str, ...]
    handover: str = ""
    """Where its handover stands, in words; nothing while it is not confirmed."""


@dataclass(frozen=True, slots=True)
class DeskDoor:
    """A door with its hall and whether it answers."""

    door: Door
    venue: Venue
    is_online: bool


@dataclass(frozen=True, slots=True)
class DeskEvent:
    """What happened at one of the doors."""

    event: DoorEvent
    venue: Venue


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on one desk; only halls the person has a role in."""

    person: Person
    venues: tuple[Venue, ...]
    requests: tuple[DeskBooking, ...]
    today: tuple[DeskBooking, ...]
    coming: tuple[DeskBooking, ...]
    doors: tuple[DeskDoor, ...]
    events: tuple[DeskEvent, ...]
    now: datetime


def open_desk(house: House, person: Person) -> Desk:
    """Return the person's desk. Raises NotPermitted when they have no hall to look after."""
    with house.reading() as uow:
        halls = {v.id: v for v in uow.venues.all() if _may(person, Deed.SEE_DESK, v)}
        if not halls:
            raise NotPermitted("Für Ihre Anmeldung ist noch kein Haus eingetragen.")
        today = local_time.day(local_time.local_date(uow.now))
        doors = _doors(uow, person, halls)
        return Desk(
            person=person,
            venues=tuple(halls.values()),
            requests=_requests(uow, halls),
            today=_bookings(uow, halls, _STANDING, today),
            coming=_bookings(uow, halls, _STANDING, Period(today.end, today.end + COMING_WITHIN)),
            doors=doors,
            events=_events(uow, doors),
            now=uow.now,
        )


def find_booking(house: House, person: Person, booking_id: str) -> DeskBooking:
    """Return one booking of a hall the person looks after.

    Raises NotFound; NotPermitted when it belongs to somebody else's hall.
    """
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        venue = uow.venues.by_id(booking.venue_id)
        if not _may(person, Deed.SEE_DESK, venue):
            raise NotPermitted("Diese Buchung gehört zu einem anderen Haus.")
        return _on_desk(booking, {venue.id: venue})


_STANDING = (BookingStatus.CONFIRMED, BookingStatus.REQUESTED)


def _may(person: Person, deed: Deed, venue: Venue) -> bool:
    return person.may(deed, municipality_id=venue.municipality_id, venue_id=venue.id)


def _requests(uow: UnitOfWork, halls: dict[str, Venue]) -> tuple[DeskBooking, ...]:
    asked = uow.bookings.find(venue_ids=list(halls), statuses=[BookingStatus.REQUESTED])
    return tuple(_on_desk(booking, halls) for booking in once_a_series(asked))


def _bookings(
    uow: UnitOfWork, halls: dict[str, Venue], statuses: Sequence[BookingStatus], between: Period | None
) -> tuple[DeskBooking, ...]:
    found = uow.bookings.find(venue_ids=list(halls), statuses=statuses, between=between)
    kinds: dict[str, set[ProtocolKind]] = {}
    for protocol in uow.handovers.of_bookings([booking.id for booking in found]):
        kinds.setdefault(protocol.booking_id, set()).add(protocol.kind)
    return tuple(
        replace(_on_desk(booking, halls), handover=_handover_word(booking, kinds.get(booking.id, set())))
        for booking in found
    )


def _handover_word(booking: Booking, kinds: set[ProtocolKind]) -> str:
    if booking.names_nobody or booking.status is not BookingStatus.CONFIRMED:
        return ""
    if ProtocolKind.RETURN in kinds:
        return "zurückgegeben"
    return "übergeben" if ProtocolKind.HANDOVER in kinds else "noch nicht übergeben"


def _on_desk(booking: Booking, halls: dict[str, Venue]) -> DeskBooking:
    venue = halls[booking.venue_id]
    names = tuple(space.name for space in venue.spaces if space.id in booking.space_ids)
    return DeskBooking(booking, venue, names)


def _doors(uow: UnitOfWork, person: Person, halls: dict[str, Venue]) -> tuple[DeskDoor, ...]:
    visible = [venue for venue in halls.values() if _may(person, Deed.SEE_DOORS, venue)]
    return tuple(
        DeskDoor(door, venue, door.is_online(uow.now))
        for venue in visible
        for door in uow.doors.of_venue(venue.id)
    )


def _events(uow: UnitOfWork, doors: tuple[DeskDoor, ...]) -> tuple[DeskEvent, ...]:
    halls = {entry.door.id: entry.venue for entry in doors}
    return tuple(
        DeskEvent(event, halls[event.door_id]) for event in uow.door_events.latest(list(halls), limit=20)
    )
