"""At the desk: letting a device become a door (§12), giving a door another device, shutting one out."""

import secrets
from dataclasses import dataclass, replace

from booking_server.domain.doors import Door
from booking_server.domain.enrolments import LIFE, DoorEnrolment, EnrolmentState, compared
from booking_server.domain.errors import EnrolmentRefused
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.locks.codes import new_door_secret
from booking_server.services.doors.device_enrolment import note
from booking_server.services.foundation import authority
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.foundation.setup import SALT_BYTES
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import enrolling

MOST_DOORS = 6


@dataclass(frozen=True, slots=True)
class Minted:
    """A fresh enrolment and its token as text: shown now and never again."""

    enrolment: DoorEnrolment
    venue: Venue
    token: str


@retried
def mint(house: House, person: Person | None, venue_slug: str, *, name: str) -> Minted:
    """Let a new device become a further door of a hall; without a person it is the console that asks.

    Raises NotFound, NotPermitted, EnrolmentRefused.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(venue_slug)
        if person is not None:
            require_at(person, Deed.ENROL_DOOR, venue)
        used = {door.number for door in uow.doors.of_venue(venue.id)}
        free = [number for number in range(1, MOST_DOORS + 1) if number not in used]
        if not free:
            raise EnrolmentRefused(f"Ein Haus hat höchstens {MOST_DOORS} Türen mit Schloss.")
        door_id = f"d-{secrets.token_hex(4)}"
        made = _made(uow, venue, door_id, number=free[0], name=name or "Eingang")
        minted = _mint(uow, person, venue, made)
        uow.commit()
    return minted


@retried
def mint_replacement(house: House, person: Person, door_id: str) -> Minted:
    """Let another device take the place of a door's. The old one works on until the new one is confirmed.

    Raises NotFound, NotPermitted.
    """
    with house.unit_of_work() as uow:
        door = uow.doors.get(door_id)
        venue = uow.venues.by_id(door.venue_id)
        require_at(person, Deed.ENROL_DOOR, venue)
        made = _made(uow, venue, door.id, number=door.number, name=door.name, replaces=True)
        minted = _mint(uow, person, venue, made)
        uow.commit()
    return minted


def halls_of(house: House, person: Person) -> tuple[Venue, ...]:
    """Return the halls where the person may hang up devices."""
    with house.reading() as uow:
        return tuple(
            venue
            for venue in uow.venues.all()
            if person.may(Deed.ENROL_DOOR, municipality_id=venue.municipality_id, venue_id=venue.id)
        )


def door_of(house: House, person: Person, door_id: str) -> tuple[Door, Venue]:
    """Return a door whose device the person may change. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        door = uow.doors.get(door_id)
        venue = uow.venues.by_id(door.venue_id)
        require_at(person, Deed.ENROL_DOOR, venue)
        return door, venue


def enrolments_of(house: House, person: Person, venue_slug: str) -> tuple[Venue, tuple[DoorEnrolment, ...]]:
    """Return a hall and what is under way there. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(venue_slug)
        require_at(person, Deed.ENROL_DOOR, venue)
        under_way = (EnrolmentState.OPEN, EnrolmentState.CLAIMED, EnrolmentState.CONFIRMED)
        found = uow.door_enrolments.of_venue(venue.id)
        return venue, tuple(one for one in found if one.state(uow.now) in under_way)


@retried
def compare(house: House, person: Person, token_id: str, typed: str) -> DoorEnrolment:
    """Take the code that a person reads from the device: right makes it a door, three wrong ones end it.

    Raises NotFound, NotPermitted, EnrolmentRefused.
    """
    with house.unit_of_work() as uow:
        found, venue = _permitted(uow, person, token_id)
        decided = compared(found, typed, now=uow.now)
        if decided.confirmed_at is not None:
            _become_door(house, uow, venue, decided)
            decided = replace(
                decided, certificate=authority.issue(house, uow, decided.request, decided.door_id)
            )
        uow.door_enrolments.save(decided)
        what = "enrolment_confirmed" if decided.confirmed_at else "enrolment_code_wrong"
        note(uow, person, what, decided)
        uow.commit()
    return decided


@retried
def end(house: House, person: Person, token_id: str) -> None:
    """End an enrolment that is under way. Raises NotFound, NotPermitted, EnrolmentRefused."""
    with house.unit_of_work() as uow:
        found, _ = _permitted(uow, person, token_id)
        if found.confirmed_at is not None:
            raise EnrolmentRefused("Dieses Gerät ist schon eine Tür. Sie können es dort sperren.")
        if found.ended_at is None:
            uow.door_enrolments.save(replace(found, ended_at=uow.now))
            note(uow, person, "enrolment_ended", found)
        uow.commit()


@retried
def revoke(house: House, person: Person, door_id: str) -> Door:
    """Shut a device out that was lost or stolen: its certificate ends, the hall gets a new secret.

    Raises NotFound, NotPermitted.
    """
    with house.unit_of_work() as uow:
        door = uow.doors.get(door_id)
        venue = uow.venues.by_id(door.venue_id)
        require_at(person, Deed.ENROL_DOOR, venue)
        _shut_out(house, uow, venue, door.id)
        uow.audit.add(person.id, "door_revoked", door.id, municipality_id=door.municipality_id)
        uow.commit()
    return door


@dataclass(frozen=True, slots=True)
class _Made:
    enrolment: DoorEnrolment
    token: str


def _made(
    uow: UnitOfWork, venue: Venue, door_id: str, *, number: int, name: str, replaces: bool = False
) -> _Made:
    token = enrolling.new_token()
    enrolment = DoorEnrolment(
        token_id=enrolling.token_id(token),
        venue_id=venue.id,
        door_id=door_id,
        number=number,
        name=name,
        replaces=replaces,
        created_at=uow.now,
        expires_at=uow.now + LIFE,
    )
    return _Made(enrolment, enrolling.say_token(token))


def _mint(uow: UnitOfWork, person: Person | None, venue: Venue, made: _Made) -> Minted:
    """Store an enrolment in place of others under way for the same place."""
    for other in uow.door_enrolments.of_venue(venue.id):
        if other.number == made.enrolment.number and other.confirmed_at is None and other.ended_at is None:
            uow.door_enrolments.save(replace(other, ended_at=uow.now))
    uow.door_enrolments.add(made.enrolment)
    note(uow, person, "enrolment_begun", made.enrolment, nobody="console")
    return Minted(made.enrolment, venue, made.token)


def _become_door(house: House, uow: UnitOfWork, venue: Venue, made: DoorEnrolment) -> None:
    if made.replaces:
        door = uow.doors.get(made.door_id)
        _shut_out(house, uow, venue, door.id, but=made.token_id)
        uow.doors.begin_anew(door.id, epoch=door.epoch + 1, salt=secrets.token_bytes(SALT_BYTES))
        uow.lora.begin_anew(door.id)
    else:
        municipality, salt = venue.municipality_id, secrets.token_bytes(SALT_BYTES)
        uow.doors.add(Door(made.door_id, venue.id, municipality, made.number, made.name, 1, salt))
    uow.outbox.add("doors", venue.id)


def _shut_out(house: House, uow: UnitOfWork, venue: Venue, door_id: str, *, but: str = "") -> None:
    authority.revoke(uow, door_id)
    uow.door_sessions.end(door_id)
    uow.door_enrolments.end_all(door_id, now=uow.now, but=but)
    uow.venues.set_door_secret(venue.id, new_door_secret(house.keyring, venue.id))
    for other in uow.doors.of_venue(venue.id):
        uow.doors.note(other.id, has_old_secret=True)


def _permitted(uow: UnitOfWork, person: Person, token_id: str) -> tuple[DoorEnrolment, Venue]:
    found = uow.door_enrolments.locked(token_id)
    venue = uow.venues.by_id(found.venue_id)
    require_at(person, Deed.ENROL_DOOR, venue)
    return found, venue
