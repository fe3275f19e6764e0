"""Doors for other booking systems: a credential for a time at a hall, moved and revoked by who asked for it.

It takes its spaces as a booking does, by a booking of its own that has no person, no mail and no price: two
systems that let the same hall cannot give it to two people. Its codes are those of every booking, and the
doors learn of it, and of its end, in the same way. It stands as long as that booking stands, whoever ends it.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from booking_server.domain import rules
from booking_server.domain.api_keys import ApiKey
from booking_server.domain.bookings import CREDENTIAL, Booking, BookingStatus, move
from booking_server.domain.credentials import ANSWERED_AGAIN, CODES_AT_A_HALL, Credential
from booking_server.domain.errors import (
    HasChanged,
    NotFound,
    NotPermitted,
    TooManyRequests,
    TransitionNotAllowed,
)
from booking_server.domain.uses import Purpose, Use, UserGroup
from booking_server.domain.venues import Venue
from booking_server.domain.webhooks import EventType
from booking_server.locks import codes
from booking_server.locks.codes import ShownCodes
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.bookings.occupying import enter, enter_again, new_booking
from booking_server.services.bookings.settling import end
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.codes import codes_for, renew_code
from booking_server.services.promises.webhook_promises import tell_of_booking, tell_of_new
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """A credential with its hall and its booking; `codes` right after it was made or moved only."""

    credential: Credential
    venue: Venue
    booking: Booking
    codes: ShownCodes | None = None


@retried
def make(
    house: House,
    key: ApiKey,
    *,
    venue: str,
    spaces: tuple[str, ...],
    period: Period,
    idempotency_key: str | None = None,
) -> CredentialRecord:
    """Make a credential; the same idempotency key with the same wish yields the same one.

    Raises NotFound, BookingOverlaps, KeyReused, TooManyRequests, and the rules about spaces and times.
    """
    digest = sha256(repr((venue, spaces, period)).encode()).hexdigest()
    with house.unit_of_work() as uow:
        hall = own_hall(uow, key, venue)
        uow.venues.lock(hall.id)
        known = uow.idempotency.booking_for(idempotency_key, digest) if idempotency_key else None
        if known is not None:
            return _again(house, uow, key, known, period)
        rules.a_booking_names_spaces_of_its_hall(hall, spaces)
        rules.a_booking_starts_in_the_future(period, uow.now, house.policy.grace)
        _check_times(hall, uow, period)
        booking = _enter(house, uow, key, hall, spaces=spaces, period=period)
        made = Credential(booking.id, hall.municipality_id, hall.id, key.id, uow.now)
        uow.credentials.add(made)
        uow.audit.add(key.actor, "credential_made", booking.id, municipality_id=hall.municipality_id)
        if idempotency_key:
            uow.idempotency.remember(idempotency_key, digest, booking.id)
        found = CredentialRecord(made, hall, booking, _codes(house, uow, hall, booking))
        uow.commit()
    return found


@retried
def shift(
    house: House,
    key: ApiKey,
    credential_id: str,
    period: Period,
    *,
    unless_changed: int | None = None,
    idempotency_key: str | None = None,
) -> CredentialRecord:
    """Let a credential be for another time: the PIN stays where nobody else has it, the other forms are new.

    Whose key has ended is then that of the key that moves it, with a new PIN.

    At the time it has it stays as it is, and its codes are told only to the idempotency key that moved it
    there. Raises NotFound, NotPermitted, HasChanged, TransitionNotAllowed, BookingOverlaps, KeyReused,
    TooManyRequests.
    """
    digest = sha256(repr((credential_id, period)).encode()).hexdigest()
    with house.unit_of_work() as uow:
        before = uow.bookings.locked(uow.credentials.get(credential_id).id)
        credential = uow.credentials.get(credential_id)  # another key may have taken it over meanwhile
        _is_its_own(uow, key, credential)
        if idempotency_key and uow.idempotency.booking_for(idempotency_key, digest) is not None:
            return _again(house, uow, key, credential_id, period)
        if unless_changed is not None and unless_changed != before.sequence:
            raise HasChanged("Der Code wurde inzwischen geändert. Bitte sehen Sie ihn sich noch einmal an.")
        hall = uow.venues.by_id(before.venue_id)
        _can_be_at(house, uow, hall, before, period)
        if period == before.period:
            return CredentialRecord(credential, hall, before)
        is_taken_over = credential.key_id != key.id
        after = _shifted(house, uow, hall, before, period, may_keep_pin=not is_taken_over)
        if is_taken_over:
            credential = replace(credential, key_id=key.id)
            uow.credentials.take_over(credential)
        uow.audit.add(key.actor, "credential_moved", after.id, municipality_id=hall.municipality_id)
        if idempotency_key:
            uow.idempotency.remember(idempotency_key, digest, after.id)
        found = CredentialRecord(credential, hall, after, _codes(house, uow, hall, after))
        uow.commit()
    return found


@retried
def revoke(house: House, key: ApiKey, credential_id: str) -> CredentialRecord:
    """End a credential now; one that is over, or was ended before by whomever, stays so. Raises NotFound."""
    with house.unit_of_work() as uow:
        credential = uow.credentials.get(credential_id)
        booking = uow.bookings.locked(credential_id)
        hall = uow.venues.by_id(booking.venue_id)
        if not _counts(uow, booking):
            return CredentialRecord(credential, hall, booking)
        ended = move(booking, BookingStatus.CANCELLED, now=uow.now)
        end(house, uow, ended, actor=key.actor, tell=False)
        uow.audit.add(key.actor, "credential_revoked", ended.id, municipality_id=hall.municipality_id)
        uow.commit()
    return CredentialRecord(credential, hall, ended)


def own_hall(uow: UnitOfWork, key: ApiKey, slug: str) -> Venue:
    """Return a hall of a key's municipality that is no draft. Raises NotFound."""
    hall = uow.venues.public_at(slug)
    if hall.municipality_id != key.municipality_id:
        raise NotFound("Dieses Haus gibt es hier nicht.")
    return hall


def _enter(
    house: House, uow: UnitOfWork, key: ApiKey, hall: Venue, *, spaces: tuple[str, ...], period: Period
) -> Booking:
    """Take the spaces and make the codes: the rule speaks first, the database stands behind it."""
    _has_room(uow, hall)
    named = hall.spaces_named(spaces)
    booking = replace(
        new_booking(uow, hall, named, period, BookingStatus.CONFIRMED),
        occasion=f"{key.name} (anderes Buchungssystem)",
        source=CREDENTIAL,
        use=Use(Purpose.OTHER, UserGroup.MUNICIPALITY),
    )
    enter(uow, booking, named)
    uow.access_codes.add_all(codes_for(house, uow, [booking], hall))
    uow.outbox.add("doors", hall.id)
    tell_of_new(uow, [booking])
    uow.venues.touch(hall.id, uow.now)
    return booking


def _shifted(
    house: House, uow: UnitOfWork, hall: Venue, before: Booking, period: Period, *, may_keep_pin: bool
) -> Booking:
    rules.a_booking_is_changed_six_times_at_most(before.sequence)
    _has_room(uow, hall)
    spaces = tuple(space for space in hall.spaces if space.id in before.space_ids)
    after = replace(
        before,
        period=period,
        updated_at=uow.now,
        sequence=before.sequence + 1,
        rooms_version=hall.rooms_version,
    )
    enter_again(uow, before, after, spaces)
    if renew_code(house, uow, before, after, hall, may_keep_pin=may_keep_pin):
        uow.outbox.add("doors", hall.id)
    tell_of_booking(uow, after, EventType.BOOKING_CHANGED)
    uow.venues.touch(hall.id, uow.now)
    return after


def _has_room(uow: UnitOfWork, hall: Venue) -> None:
    """A door is told of so many codes only, and those of residents are not to be crowded out by programs."""
    if uow.credentials.codes_at(hall.id, uow.now) >= CODES_AT_A_HALL:
        raise TooManyRequests(
            f"An diesem Haus stehen schon {CODES_AT_A_HALL} Codes anderer Buchungssysteme aus, verschobene"
            " und gesperrte mitgezählt. Weitere gibt es, sobald die Zeit der ersten vorbei ist."
        )


def _can_be_at(house: House, uow: UnitOfWork, hall: Venue, before: Booking, period: Period) -> None:
    """What is over or has begun stays as it was: a door may have let somebody in by it."""
    if not _counts(uow, before):
        raise TransitionNotAllowed("Dieser Code gilt nicht mehr und kann nicht verschoben werden.")
    if period.start != before.period.start and before.period.start <= uow.now:
        raise TransitionNotAllowed("Die Zeit läuft schon. Nur ihr Ende kann sich noch ändern.")
    if period.start != before.period.start or period.end <= uow.now:
        rules.a_booking_starts_in_the_future(period, uow.now, house.policy.grace)
    _check_times(hall, uow, period)


def _check_times(hall: Venue, uow: UnitOfWork, period: Period) -> None:
    rules.a_booking_lasts_at_least_five_minutes(period)
    rules.a_use_over_a_month_is_not_a_booking(period)
    limits = hall.limits_for(UserGroup.MUNICIPALITY)
    rules.a_booking_starts_within_the_hall_s_horizon(period, limits, uow.now)
    days = calendar_days(uow, hall, period)
    rules.an_election_day_belongs_to_the_election(days, Purpose.OTHER, hall.regulation)


def _counts(uow: UnitOfWork, booking: Booking) -> bool:
    return booking.status is BookingStatus.CONFIRMED and booking.period.end > uow.now


def _is_its_own(uow: UnitOfWork, key: ApiKey, credential: Credential) -> None:
    """Whoever moves a credential is told its codes: no other program is, while its own has a key."""
    if credential.key_id != key.id and uow.api_keys.get(credential.key_id).is_live:
        raise NotPermitted("Ein anderes Programm hat diesen Code angelegt. Verschieben kann ihn nur dieses.")


def _again(
    house: House, uow: UnitOfWork, key: ApiKey, credential_id: str, period: Period
) -> CredentialRecord:
    """Answer what was answered before: with the codes for a day, and while they still are for that time."""
    credential, booking = uow.credentials.get(credential_id), uow.bookings.get(credential_id)
    hall = uow.venues.by_id(booking.venue_id)
    code = uow.access_codes.of_booking(booking.id)
    is_fresh = code is not None and uow.now - code.issued_at <= ANSWERED_AGAIN
    if not (is_fresh and _counts(uow, booking) and booking.period == period):
        return CredentialRecord(credential, hall, booking)
    town = hall.municipality_id
    uow.audit.add(key.actor, "credential_answered_again", booking.id, municipality_id=town)
    uow.commit()
    return CredentialRecord(credential, hall, booking, _codes(house, uow, hall, booking))


def _codes(house: House, uow: UnitOfWork, hall: Venue, booking: Booking) -> ShownCodes | None:
    code = uow.access_codes.of_booking(booking.id)
    if code is None:
        return None
    return codes.shown(house.keyring, code, hall, uow.venues.door_secret_cipher(hall.id))
