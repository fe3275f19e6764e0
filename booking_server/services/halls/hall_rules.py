"""Editing what a hall decides: its rules, its rooms. Each function is one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from booking_server.domain.app_records import Kind, Subject
from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus
from booking_server.domain.errors import RuleBroken
from booking_server.domain.hall_facts import HallFacts
from booking_server.domain.people import Deed, Person
from booking_server.domain.regulation import Bundle, Layout, Regulation
from booking_server.domain.regulation_document import read_regulation, write_regulation
from booking_server.domain.requests import broken_apart_from_times, broken_times
from booking_server.domain.venues import Space, Venue
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.app_promises import KIND
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

LOOKED_AT = 200
"""How many coming bookings a preview holds to new rules."""

ROOMS_OF_THE_DOCUMENT = ("bundles", "layouts")


@dataclass(frozen=True, slots=True)
class Refused:
    """A booking that stands and could not be made again under other rules; it stays all the same."""

    booking: Booking
    errors: tuple[RuleBroken, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What other rules would do to the bookings to come."""

    looked_at: int
    refused: tuple[Refused, ...]


def editable_halls(house: House, person: Person, deed: Deed) -> tuple[Venue, ...]:
    """Return the halls at which a person may do something, by name."""
    with house.reading() as uow:
        return tuple(
            venue
            for venue in uow.venues.all()
            if person.may(deed, municipality_id=venue.municipality_id, venue_id=venue.id)
        )


def open_hall(house: House, person: Person, slug: str) -> Venue:
    """Return a hall for editing. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        return _hall(uow, person, slug)


@retried
def save_rules(house: House, person: Person, slug: str, document: Mapping[str, Any]) -> Venue:
    """Put new rules in force from now on; bookings made under the old ones stand.

    Bundles and layouts stay as they are. Raises NotFound, NotPermitted, RegulationRefused.
    """
    with house.unit_of_work() as uow:
        venue = _held_still(uow, _hall(uow, person, slug))
        changed = replace(venue, regulation=_read(venue, document))
        _save(uow, person, changed, "rules_changed")
        uow.commit()
    return changed


@retried
def save_rooms(
    house: House,
    person: Person,
    slug: str,
    *,
    spaces: tuple[Space, ...],
    bundles: tuple[Bundle, ...],
    layouts: tuple[Layout, ...],
) -> Venue:
    """Store the rooms of a hall, its bundles and layouts; a space without an id is a new one.

    Buffers and shared rooms hold for bookings from now on. Raises NotFound, NotPermitted,
    RegulationRefused when a bundle or layout names what is not there.
    """
    with house.unit_of_work() as uow:
        venue = _held_still(uow, _hall(uow, person, slug))
        regulation = replace(venue.regulation, bundles=bundles, layouts=layouts)
        slugs = tuple(space.slug for space in spaces)
        changed = replace(venue, regulation=read_regulation(write_regulation(regulation), slugs))
        if spaces != venue.spaces:
            uow.venues.save_spaces(venue, spaces)
        _save(uow, person, changed, "rooms_changed")
        uow.commit()
        return uow.venues.by_id(venue.id)


@retried
def save_facts(house: House, person: Person, slug: str, facts: HallFacts) -> None:
    """Store what a hall is like. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        venue = _held_still(uow, _hall(uow, person, slug))
        uow.venues.save_facts(venue.id, facts)
        uow.audit.add(person.id, "facts_changed", venue.id, municipality_id=venue.municipality_id)
        uow.commit()


@retried
def publish(house: House, person: Person, slug: str) -> None:
    """Let visitors find and book a hall that was a draft. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        venue = _held_still(uow, _hall(uow, person, slug))
        if venue.is_draft:
            uow.venues.publish(venue.id)
            uow.venues.touch(venue.id, uow.now)
            uow.outbox.add(KIND, Subject(Kind.HALL, venue.id).key)
            uow.audit.add(person.id, "hall_published", venue.id, municipality_id=venue.municipality_id)
            uow.commit()


def preview_rules(house: House, person: Person, slug: str, document: Mapping[str, Any]) -> Preview:
    """Return which coming bookings could not be made under other rules. Nothing is changed.

    Lead time and horizon are left out: they were right when the booking was made.
    Raises NotFound, NotPermitted, RegulationRefused.
    """
    with house.reading() as uow:
        venue = _hall(uow, person, slug)
        changed = replace(venue, regulation=_read(venue, document))
        coming = uow.bookings.find(
            venue_ids=[venue.id],
            statuses=[BookingStatus.CONFIRMED, BookingStatus.REQUESTED],
            between=Period(uow.now, uow.now.replace(year=uow.now.year + 5, day=1)),
            limit=LOOKED_AT,
        )
        judged = [(one, _errors(uow, changed, one)) for one in coming if not one.names_nobody]
    return Preview(len(judged), tuple(Refused(one, errors) for one, errors in judged if errors))


def _hall(uow: UnitOfWork, person: Person, slug: str) -> Venue:
    venue = uow.venues.by_slug(slug)
    require_at(person, Deed.EDIT_HALL, venue)
    return venue


def _held_still(uow: UnitOfWork, venue: Venue) -> Venue:
    """Return the hall as it stands once nobody else can change it: no clerk undoes another's work."""
    uow.venues.lock(venue.id)
    return uow.venues.by_id(venue.id)


def _read(venue: Venue, document: Mapping[str, Any]) -> Regulation:
    kept = write_regulation(venue.regulation)
    whole = {**document, **{name: kept[name] for name in ROOMS_OF_THE_DOCUMENT if name in kept}}
    return read_regulation(whole, tuple(space.slug for space in venue.spaces))


def _save(uow: UnitOfWork, person: Person, venue: Venue, action: str) -> None:
    uow.venues.save_regulation(venue.id, venue.regulation)
    uow.venues.touch(venue.id, uow.now)
    uow.outbox.add("doors", venue.id)  # its doors are told whether they may be held open
    uow.audit.add(person.id, action, venue.id, municipality_id=venue.municipality_id)


def _errors(uow: UnitOfWork, venue: Venue, booking: Booking) -> tuple[RuleBroken, ...]:
    """Hold a booking that stands to rules, as if it had been asked for at the moment it was made."""
    request = _as_request(venue, booking)
    days = calendar_days(uow, venue, booking.period)
    made = min(booking.created_at, booking.period.start)
    times = broken_times(venue, request, now=made, grace=booking.period.duration, days=days)
    told = (*times, *broken_apart_from_times(venue, request))
    return tuple(error for error in told if error.code not in _WERE_RIGHT_THEN)


_WERE_RIGHT_THEN = {
    "booking-in-the-past",
    "house-rules-not-accepted",
    "adult-missing",
    "contact-missing",
    "persons-missing",
}


def _as_request(venue: Venue, booking: Booking) -> BookingRequest:
    return BookingRequest(
        venue_slug=venue.slug,
        period=booking.period,
        persons=booking.persons,
        occasion=booking.occasion,
        organizer=booking.organizer,
        house_rules_accepted=True,
        space_slugs=tuple(space.slug for space in venue.spaces if space.id in booking.space_ids),
        use=booking.use,
        is_adult=True,
    )
