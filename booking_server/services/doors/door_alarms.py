"""From what a door records to whoever must hear of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from booking_server.domain.alarms import Whom, alarm_of, kind_of
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.doors import Door, DoorEvent
from booking_server.domain.people import MATRIX, Deed, Person, Role
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

TEMPLATE = "door_alarm"
PEOPLE_LEAVE = timedelta(minutes=15)
"""So long after a booking its people may still be carrying things out."""
ROLES = {
    Whom.CARETAKER: (frozenset({Role.CARETAKER}), MATRIX[Deed.SEE_DOORS] - {Role.ADMIN}),
    Whom.TECHNICIAN: (frozenset({Role.TECHNICIAN}), MATRIX[Deed.SEE_DOORS] - {Role.ADMIN}),
}
"""Whose task it is, and who is asked where nobody has it."""
OF_GUESTS = frozenset({"forced_open", "held_open"})
"""While a booking is in the house these are its guests: a leaf opened from inside, or propped for a crate."""


@dataclass(frozen=True, slots=True)
class AlarmNews:
    """One alarm, where it was raised, and whom it is told."""

    event: DoorEvent
    door: Door
    venue: Venue
    people: tuple[Person, ...]


def promise_mails(uow: UnitOfWork, door: Door, fresh: Iterable[DoorEvent]) -> None:
    """Promise a mail for every alarm among events that were stored just now.

    What was reported late is information for the desk and nothing else (door protocol, section 6); what
    people were told of a short while ago they are not told again.
    """
    for event in fresh:
        kind = kind_of(event)
        if not kind or event.is_late or (kind in OF_GUESTS and _has_guests(uow, door, event)):
            continue
        if kind == "left_open" and _goes_on(uow, event):
            continue
        if uow.door_alarms.is_news(door.id, kind, alarm_of(kind).quiet):
            uow.outbox.add("mail", door.id, template=TEMPLATE, epoch=event.epoch, seq=event.seq)


def news_of(house: House, door_id: str, *, epoch: int, seq: int) -> AlarmNews | None:
    """Return an alarm with its door and who is to hear of it; None when the event is past its term."""
    with house.reading() as uow:
        event = uow.door_events.get(door_id, epoch, seq)
        if event is None:
            return None
        door = uow.doors.get(door_id)
        venue = uow.venues.by_id(door.venue_id)
        return AlarmNews(event, door, venue, _who_hears(uow, venue, alarm_of(kind_of(event)).whom))


def _who_hears(uow: UnitOfWork, venue: Venue, whom: Whom) -> tuple[Person, ...]:
    """Return whose task it is; where nobody has it, everybody who sees the doors, of the hall above all."""
    people = uow.people.granted_in(venue.municipality_id)
    for roles in ROLES[whom]:
        able = [person for person in people if _serves(person, roles, venue)]
        own = [p for p in able if any(grant.venue_id == venue.id for grant in p.grants)]
        if able:
            return tuple(own or able)
    return ()


def _serves(person: Person, roles: frozenset[Role], venue: Venue) -> bool:
    return any(g.role in roles and g.covers(venue.municipality_id, venue.id) for g in person.grants)


def _has_guests(uow: UnitOfWork, door: Door, event: DoorEvent) -> bool:
    """Return whether the code of a booking that runs, or has just ended, has opened the hall."""
    found = uow.bookings.find(
        venue_ids=[door.venue_id],
        statuses=[BookingStatus.CONFIRMED],
        between=Period(event.at - PEOPLE_LEAVE, event.at + timedelta(seconds=1)),
        limit=20,
    )
    return any(known.granted for booking in found for known in uow.door_events.of_booking(booking.id))


def _goes_on(uow: UnitOfWork, event: DoorEvent) -> bool:
    """Return whether only the time of a helper is over: doors of older releases know no helpers."""
    return event.booking_id is not None and uow.bookings.get(event.booking_id).period.end > event.at
