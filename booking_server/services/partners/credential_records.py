"""What other booking systems read of their credentials: what they are, where they stand, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.access import AccessCode, CodeAtDoor, DoorCodeStatus, door_code_status
from booking_server.domain.api_keys import ApiKey
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.credentials import (
    Credential,
    CredentialState,
    Heard,
    credential_state,
    may_open,
)
from booking_server.domain.doors import Door, DoorEvent
from booking_server.domain.errors import NotFound
from booking_server.services.foundation.house import House
from booking_server.services.partners.credentials import CredentialRecord, own_hall
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AtDoor:
    """Where a credential stands at one door; `earlier_opens` is whether a code from before a move may."""

    door: Door
    status: DoorCodeStatus
    earlier_opens: bool
    is_online: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a credential stands, over all and door by door."""

    state: CredentialState
    doors: tuple[AtDoor, ...]


def one(house: House, credential_id: str) -> CredentialRecord:
    """Return a credential without its codes. Raises NotFound."""
    with house.reading() as uow:
        return _record(uow, uow.credentials.get(credential_id))


def page(
    house: House, key: ApiKey, *, venue: str, after: tuple[datetime, str] | None, limit: int
) -> Sequence[CredentialRecord]:
    """Return credentials of the key's municipality, the oldest first, and one more than wanted if there is.

    Raises NotFound for an unknown hall.
    """
    with house.reading() as uow:
        venue_id = own_hall(uow, key, venue).id if venue else None
        found = uow.credentials.page(key.municipality_id, venue_id=venue_id, after=after, limit=limit)
        booked = uow.bookings.among([each.id for each in found])
        halls = {one: uow.venues.by_id(one) for one in {each.venue_id for each in found}}
        return [CredentialRecord(each, halls[each.venue_id], booked[each.id]) for each in found]


def standing(house: House, credential_id: str) -> Standing:
    """Return where a credential stands, by what the doors have acknowledged of every code it ever had.

    Raises NotFound.
    """
    with house.reading() as uow:
        credential = uow.credentials.get(credential_id)
        newest = uow.access_codes.of_booking(credential.id)
        if newest is None:
            raise NotFound("Diesen Code gibt es hier nicht.")
        is_revoked = uow.bookings.get(credential.id).status is not BookingStatus.CONFIRMED
        ended = [one for one in uow.access_codes.of_bookings([credential.id]) if one.revoked_at]
        lingering = [one for one in ended if one.opens_until > uow.now]
        held = uow.access_codes.many_at_doors([newest.id, *(one.id for one in lingering)])
        heard = uow.doors.heard(credential.venue_id)
        doors = tuple(
            _at_door(door, newest, lingering, held, heard.get(door.id), is_revoked=is_revoked, now=uow.now)
            for door in uow.doors.of_venue(credential.venue_id)
        )
        statuses = [each.status for each in doors]
        state = credential_state(newest, statuses, is_revoked=is_revoked, now=uow.now)
    return Standing(state, doors)


def events(house: House, credential_id: str) -> tuple[DoorEvent, ...]:
    """Return what happened with a credential at doors, the newest first. Raises NotFound."""
    with house.reading() as uow:
        return uow.door_events.of_booking(uow.credentials.get(credential_id).id)


def _at_door(
    door: Door,
    newest: AccessCode,
    lingering: Sequence[AccessCode],
    held: dict[str, dict[str, CodeAtDoor]],
    heard: Heard | None,
    *,
    is_revoked: bool,
    now: datetime,
) -> AtDoor:
    opens = any(may_open(one, held[one.id][door.id], heard, now) for one in lingering)
    status = DoorCodeStatus.REVOCATION_PENDING if opens else DoorCodeStatus.GONE
    if not is_revoked:
        status = door_code_status(newest, held[newest.id][door.id], now)
    return AtDoor(door, status, opens and not is_revoked, door.is_online(now))


def _record(uow: UnitOfWork, credential: Credential) -> CredentialRecord:
    booking = uow.bookings.get(credential.id)
    return CredentialRecord(credential, uow.venues.by_id(credential.venue_id), booking)
