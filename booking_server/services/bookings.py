"""Booking a hall: hold, book, approve, reject, cancel. Each is one transaction.

What follows from a booking (door snapshots, mail) is promised in the outbox within the same
transaction and done by the worker, so that a dead broker or worker never blocks a booking.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from booking_server.domain import rules
from booking_server.domain.access import choose_offline_word
from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus, Organizer, move
from booking_server.domain.errors import HoldExpired, NotPermitted, TransitionNotAllowed
from booking_server.domain.occupancy import occupancies
from booking_server.domain.people import Deed, Person
from booking_server.domain.requests import check
from booking_server.domain.venues import ApprovalPolicy, Space, Venue
from booking_server.locks.codes import new_code
from booking_server.services import links
from booking_server.services.house import House
from booking_server.storage.repositories.outbox import Promise
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period
from lock_agent.contract.offline_pin import smallest_duration

NOBODY = Organizer("")


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking just made, or found again by its idempotency key (`is_new` False)."""

    booking: Booking
    token: str
    is_new: bool = True


def hold(house: House, venue_slug: str, space_slugs: tuple[str, ...], period: Period) -> Booked:
    """Keep spaces for ten minutes while a form is filled in.

    Raises NotFound for an unknown hall, SpaceUnknown, BookingInThePast, BookingOverlaps.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(venue_slug)
        rules.a_booking_names_spaces_of_its_hall(venue, space_slugs)
        rules.a_booking_starts_in_the_future(period, uow.now, house.policy.grace)
        rules.a_booking_lasts_no_longer_than_the_hall_allows(period, venue.limits)
        spaces = venue.spaces_named(space_slugs)
        booking = replace(
            _booking(uow, venue, spaces, period, BookingStatus.HELD),
            hold_until=uow.now + house.policy.hold_for,
        )
        _enter(uow, booking, spaces)
        uow.audit.add("organizer", "hold", booking.id, municipality_id=venue.municipality_id)
        uow.commit()
    return Booked(booking, links.booking_token(house, booking))


def book(
    house: House,
    request: BookingRequest,
    *,
    idempotency_key: str | None = None,
    source: str = "web",
    actor: str = "organizer",
) -> Booked:
    """Book a hall: confirmed at once with a code, or requested where the hall asks for approval.

    The same idempotency key with the same request returns the same booking. Raises NotFound for an
    unknown hall, RequestRefused with every broken rule, BookingOverlaps, HoldExpired, KeyReused.
    """
    with house.unit_of_work() as uow:
        earlier = _find_again(uow, request, idempotency_key)
        if earlier is not None:
            return Booked(earlier, links.booking_token(house, earlier), is_new=False)
        venue = uow.venues.by_slug(request.venue_slug)
        check(venue, request, now=uow.now, grace=house.policy.grace)
        wanted = BookingStatus.CONFIRMED if venue.approval is ApprovalPolicy.NONE else BookingStatus.REQUESTED
        if request.hold:
            _release_hold(uow, request.hold, venue)
        spaces = venue.spaces_named(request.space_slugs)
        booking = replace(
            _booking(uow, venue, spaces, request.period, wanted),
            persons=request.persons,
            occasion=request.occasion.strip(),
            organizer=_tidy(request.organizer),
            source=source,
        )
        _enter(uow, booking, spaces)
        _settle(house, uow, booking, venue, actor=actor, action=wanted.value)
        if idempotency_key:
            uow.idempotency.remember(idempotency_key, _digest(request), booking.id)
        uow.commit()
    return Booked(booking, links.booking_token(house, booking))


def approve(house: House, booking_id: str, person: Person, *, reason: str = "") -> Booking:
    """Say yes to a request: it is confirmed and gets its code.

    Raises NotFound, NotPermitted, TransitionNotAllowed when it was decided already.
    """
    return _decide(house, booking_id, person, BookingStatus.CONFIRMED, reason)


def reject(house: House, booking_id: str, person: Person, *, reason: str = "") -> Booking:
    """Say no to a request: its spaces are free again. Raises as approve()."""
    return _decide(house, booking_id, person, BookingStatus.REJECTED, reason)


def cancel(house: House, booking_id: str, *, person: Person | None = None, reason: str = "") -> Booking:
    """Cancel a booking, by its organizer (who holds the link) or by a person with the right to.

    Its spaces are free and its codes revoked at once; doors learn of it through the outbox.
    Raises NotFound, NotPermitted, TransitionNotAllowed when it is over or was cancelled before.
    """
    with house.unit_of_work() as uow:
        booking = uow.bookings.get(booking_id)
        if person is not None:
            _require(person, Deed.CANCEL_BOOKING, booking)
        if booking.status is BookingStatus.CONFIRMED and booking.period.end <= uow.now:
            raise TransitionNotAllowed("Der Termin ist schon vorbei und kann nicht mehr storniert werden.")
        cancelled = move(booking, BookingStatus.CANCELLED, now=uow.now, reason=reason)
        _end(house, uow, cancelled, actor=person.id if person else "organizer")
        uow.commit()
    return cancelled


def expire_holds(house: House) -> int:
    """Give back what was held and not booked in time; return how many holds ended."""
    with house.unit_of_work() as uow:
        holds = uow.bookings.holds_past(uow.now)
        for booking in holds:
            _expire(uow, booking)
        if holds:
            uow.commit()
    return len(holds)


def _decide(house: House, booking_id: str, person: Person, status: BookingStatus, reason: str) -> Booking:
    with house.unit_of_work() as uow:
        booking = uow.bookings.get(booking_id)
        _require(person, Deed.DECIDE_REQUEST, booking)
        if booking.status is not BookingStatus.REQUESTED:
            raise TransitionNotAllowed("Über diese Anfrage wurde schon entschieden.", status=booking.status)
        decided = move(booking, status, now=uow.now, reason=reason)
        if status is BookingStatus.CONFIRMED:
            uow.bookings.save(decided)
            venue = uow.venues.by_id(decided.venue_id)
            _settle(house, uow, decided, venue, actor=person.id, action="approved")
        else:
            _end(house, uow, decided, actor=person.id)
        uow.commit()
    return decided


def _require(person: Person, deed: Deed, booking: Booking) -> None:
    if not person.may(deed, municipality_id=booking.municipality_id, venue_id=booking.venue_id):
        raise NotPermitted("Dafür haben Sie in diesem Haus keine Berechtigung.")


def _booking(
    uow: UnitOfWork, venue: Venue, spaces: Iterable[Space], period: Period, status: BookingStatus
) -> Booking:
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
    )


def _enter(uow: UnitOfWork, booking: Booking, spaces: tuple[Space, ...]) -> None:
    """Store a booking and take its spaces: the rule speaks clearly first, the database stands behind it."""
    wanted = occupancies(booking.id, booking.period, spaces)
    start = min(row.period.start for row in wanted)
    end = max(row.period.end for row in wanted)
    mine = {space.id for space in spaces}
    in_the_hall = uow.occupancy.of_venue(booking.venue_id, Period(start, end))
    taken = tuple(row for row in in_the_hall if row.space_id in mine)
    for hold_id in {row.booking_id for row in taken}:
        other = uow.bookings.get(hold_id)
        if other.status is BookingStatus.HELD and other.hold_until and other.hold_until <= uow.now:
            _expire(uow, other)
            taken = tuple(row for row in taken if row.booking_id != hold_id)
    rules.a_booking_may_not_overlap_another(wanted, taken)
    uow.bookings.add(booking)
    uow.occupancy.add(wanted)


def _settle(
    house: House, uow: UnitOfWork, booking: Booking, venue: Venue, *, actor: str, action: str
) -> None:
    """Do what follows from a booking that now stands: code, promises, calendar, log."""
    promises: list[Promise] = []
    if booking.status is BookingStatus.CONFIRMED:
        start_hour, _ = smallest_duration(*_seconds(booking.period))
        word = choose_offline_word(booking.period, uow.access_codes.offline_words(venue.id, start_hour))
        code = new_code(
            house.keyring,
            booking_id=booking.id,
            venue_id=venue.id,
            window=booking.period,
            word=word,
            is_resting=lambda mark: uow.access_codes.pin_is_resting(venue.id, mark, booking.period),
            now=uow.now,
        )
        uow.access_codes.add(code)
        promises.append(("doors", venue.id, {}))
    promises.append(("mail", booking.id, {"template": booking.status.value}))
    uow.outbox.add_all(promises)
    uow.venues.touch(venue.id, uow.now)
    uow.audit.add(actor, action, booking.id, municipality_id=booking.municipality_id)


def _end(house: House, uow: UnitOfWork, booking: Booking, *, actor: str) -> None:
    """Do what follows from a booking that no longer stands: spaces free, codes revoked, promises, log."""
    uow.bookings.save(booking)
    uow.occupancy.release(booking.id)
    uow.access_codes.revoke(booking.id, uow.now)
    uow.outbox.add_all(
        [("doors", booking.venue_id, {}), ("mail", booking.id, {"template": booking.status.value})]
    )
    uow.venues.touch(booking.venue_id, uow.now)
    uow.audit.add(
        actor,
        booking.status.value,
        booking.id,
        municipality_id=booking.municipality_id,
        reason=booking.decision_reason,
    )


def _expire(uow: UnitOfWork, booking: Booking) -> None:
    uow.bookings.save(move(booking, BookingStatus.EXPIRED, now=uow.now))
    uow.occupancy.release(booking.id)
    uow.audit.add("clock", "expired", booking.id, municipality_id=booking.municipality_id)


def _release_hold(uow: UnitOfWork, hold_id: str, venue: Venue) -> None:
    """Give a hold's spaces to the booking that redeems it, within the same transaction."""
    held = uow.bookings.get(hold_id)
    if held.status is not BookingStatus.HELD or held.venue_id != venue.id:
        raise HoldExpired("Ihre Vormerkung ist abgelaufen. Bitte wählen Sie die Zeit noch einmal.")
    _expire(uow, held)


def _find_again(uow: UnitOfWork, request: BookingRequest, key: str | None) -> Booking | None:
    if not key:
        return None
    booking_id = uow.idempotency.booking_for(key, _digest(request))
    return uow.bookings.get(booking_id) if booking_id else None


def _digest(request: BookingRequest) -> str:
    """Return what tells one request from another; its values are frozen and spell themselves out."""
    return sha256(repr(request).encode()).hexdigest()


def _tidy(organizer: Organizer) -> Organizer:
    return Organizer(organizer.name.strip(), organizer.email.strip(), organizer.phone.strip())


def _seconds(period: Period) -> tuple[int, int]:
    return int(period.start.timestamp()), int(period.end.timestamp())
