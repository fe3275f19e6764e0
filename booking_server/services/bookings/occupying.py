"""Taking spaces and giving them back: steps of use cases, over the unit of work of whoever calls."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from booking_server.domain import rules
from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus, Organizer, move
from booking_server.domain.errors import BookingOverlaps, HoldExpired
from booking_server.domain.occupancy import Occupancy, occupancies
from booking_server.domain.venues import Space, Venue
from booking_server.storage.repositories.outbox import Promise
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

NOBODY = Organizer("")


def new_booking(
    uow: UnitOfWork, venue: Venue, spaces: Iterable[Space], period: Period, status: BookingStatus
) -> Booking:
    """Return a booking of `spaces` that nobody has stored yet, with a fresh id and without an organizer."""
    return Booking(
        id=secrets.token_hex(8),
        municipality_id=venue.municipality_id,
        venue_id=venue.id,
        space_ids=tuple(sorted(space.id for space in spaces)),
        period=period,
        persons=0,
        occasion="",
        organizer=NOBODY,
        status=status,
        source="web",
        created_at=uow.now,
        updated_at=uow.now,
        rooms_version=venue.rooms_version,
    )


def enter(uow: UnitOfWork, booking: Booking, spaces: tuple[Space, ...]) -> None:
    """Store a booking and take its spaces: the rule speaks clearly first, the database stands behind it."""
    uow.venues.lock(booking.venue_id)
    wanted = _room_for(uow, booking, spaces)
    uow.bookings.add(booking)
    uow.occupancy.add(wanted)


def enter_again(uow: UnitOfWork, before: Booking, after: Booking, spaces: tuple[Space, ...]) -> None:
    """Give up what a booking takes and take what its organizer wants instead: both, or neither.

    Raises BookingOverlaps; the caller's transaction then ends and the booking stands as it was.
    """
    uow.venues.lock(before.venue_id)
    uow.outbox.add_all([freed(uow, before)])
    uow.occupancy.release(before.id)
    wanted = _room_for(uow, after, spaces)
    uow.bookings.change(before, after)
    uow.occupancy.add(wanted)


def is_room_for(uow: UnitOfWork, booking: Booking, spaces: tuple[Space, ...]) -> None:
    """Look whether a booking could have other spaces or times; its own are no hindrance.

    Raises BookingOverlaps.
    """
    wanted, taken = _wanted_and_taken(uow, booking, spaces)
    others = {one for one in (row.booking_id for row in taken) if one != booking.id}
    known = {one: uow.bookings.get(one) for one in others}
    gone = {one for one, other in known.items() if other.gives_way(uow.now)}
    left = (row for row in taken if row.booking_id in others - gone)
    rules.a_booking_may_not_overlap_another(wanted, left, _held(known.values()))


def _room_for(uow: UnitOfWork, booking: Booking, spaces: tuple[Space, ...]) -> tuple[Occupancy, ...]:
    """Return what a booking takes, once holds whose time is up have made room. Raises BookingOverlaps."""
    wanted, taken = _wanted_and_taken(uow, booking, spaces)
    others = [uow.bookings.get(one) for one in {row.booking_id for row in taken}]
    for other in others:
        if other.gives_way(uow.now):
            expire(uow, other)
            taken = tuple(row for row in taken if row.booking_id != other.id)
    rules.a_booking_may_not_overlap_another(wanted, taken, _held(others))
    return wanted


def _held(bookings: Iterable[Booking]) -> dict[str, datetime]:
    """Return until when those stand of which nobody knows yet whether they become bookings."""
    return {one.id: one.hold_until for one in bookings if one.status is BookingStatus.HELD and one.hold_until}


def _wanted_and_taken(
    uow: UnitOfWork, booking: Booking, spaces: tuple[Space, ...]
) -> tuple[tuple[Occupancy, ...], tuple[Occupancy, ...]]:
    wanted = occupancies(booking.id, booking.period, spaces)
    start = min(row.period.start for row in wanted)
    end = max(row.period.end for row in wanted)
    mine = {row.space_id for row in wanted}
    in_the_hall = uow.occupancy.of_venue(booking.venue_id, Period(start, end))
    return wanted, tuple(row for row in in_the_hall if row.space_id in mine)


def enter_all(uow: UnitOfWork, wanted: Sequence[tuple[Booking, tuple[Space, ...]]]) -> tuple[Booking, ...]:
    """Store bookings that were found free and take their spaces; return those that are in.

    Somebody may have been quicker since the caller looked: then the database refuses, and the dates
    are entered one by one, so that only those which are taken stay out.
    """
    try:
        with uow.part():
            _store(uow, wanted)
    except BookingOverlaps:
        return tuple(booking for booking, spaces in wanted if _is_stored(uow, booking, spaces))
    return tuple(booking for booking, _ in wanted)


def _is_stored(uow: UnitOfWork, booking: Booking, spaces: tuple[Space, ...]) -> bool:
    try:
        with uow.part():
            _store(uow, [(booking, spaces)])
    except BookingOverlaps:
        return False
    return True


def _store(uow: UnitOfWork, wanted: Sequence[tuple[Booking, tuple[Space, ...]]]) -> None:
    uow.bookings.add_all([booking for booking, _ in wanted])
    uow.occupancy.add(
        [row for booking, spaces in wanted for row in occupancies(booking.id, booking.period, spaces)]
    )


def expire(uow: UnitOfWork, booking: Booking) -> None:
    """End a hold whose time is up or whose booking takes its place."""
    uow.bookings.save(move(booking, BookingStatus.EXPIRED, now=uow.now))
    uow.outbox.add_all([freed(uow, booking)])
    uow.occupancy.release(booking.id)
    uow.audit.add("clock", "expired", booking.id, municipality_id=booking.municipality_id)


def occupied_by(uow: UnitOfWork, venue: Venue, spaces: Sequence[Space], period: Period) -> list[Booking]:
    """Return what shares a space and an instant with a use, by start; holds that are over are left out."""
    wanted = occupancies("", period, spaces)
    span = Period(min(row.period.start for row in wanted), max(row.period.end for row in wanted))
    ids = {
        row.booking_id
        for row in uow.occupancy.of_venue(venue.id, span)
        if any(row.space_id == one.space_id and row.period.overlaps(one.period) for one in wanted)
    }
    found = sorted((uow.bookings.get(one) for one in ids), key=lambda one: (one.period, one.id))
    return [one for one in found if not one.gives_way(uow.now)]


def freed(uow: UnitOfWork, booking: Booking) -> Promise:
    """Return the promise to offer what a booking still takes, and is about to give back, to who waits."""
    payload = {
        "start": booking.period.start.isoformat(),
        "end": booking.period.end.isoformat(),
        "spaces": list(uow.occupancy.spaces_of(booking.id)),
    }
    return ("freed", booking.venue_id, payload)


def redeem(uow: UnitOfWork, hold_id: str, venue: Venue) -> None:
    """Give a hold's spaces to the booking that redeems it, within the same transaction."""
    held = uow.bookings.get(hold_id)
    if held.status is not BookingStatus.HELD or held.venue_id != venue.id:
        raise HoldExpired("Ihre Vormerkung ist abgelaufen. Bitte wählen Sie die Zeit noch einmal.")
    expire(uow, held)


def is_free(uow: UnitOfWork, venue: Venue, request: BookingRequest) -> bool:
    """Whether nothing stands in the way of a request: bookings, blackouts, live holds."""
    wanted = occupancies("", request.period, venue.spaces_named(request.space_slugs))
    span = Period(min(row.period.start for row in wanted), max(row.period.end for row in wanted))
    taken = [
        row
        for row in uow.occupancy.of_venue(venue.id, span)
        if not uow.bookings.get(row.booking_id).gives_way(uow.now)
    ]
    try:
        rules.a_booking_may_not_overlap_another(wanted, taken)
    except BookingOverlaps:
        return False
    return True
