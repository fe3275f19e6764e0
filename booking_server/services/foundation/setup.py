"""Setting up an installation: municipalities, villages, halls, people, doors."""

import secrets
from dataclasses import dataclass, replace

from booking_server.domain.doors import Door
from booking_server.domain.enrolments import DoorEnrolment
from booking_server.domain.people import Grant, Person
from booking_server.domain.venues import District, Municipality, Space, Venue
from booking_server.locks.codes import door_secret, new_door_secret
from booking_server.services.foundation import authority
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import enrolling

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a door must know to work: its name, its hall's secret, its own for the radio, public keys."""

    door: Door
    site_number: int
    door_secret: bytes
    radio_secret: bytes
    server_keys: dict[str, bytes]
    qr_keys: dict[int, bytes]


def new_id() -> str:
    """Return a fresh random id (64 bits, hex)."""
    return secrets.token_hex(8)


@retried
def add_municipality(house: House, *, slug: str, name: str, ags: str, postcode: str) -> Municipality:
    """Add a tenant."""
    municipality = Municipality(new_id(), slug, name, ags, postcode)
    with house.unit_of_work() as uow:
        uow.venues.add_municipality(municipality)
        uow.audit.add("console", "municipality_added", municipality.id, municipality_id=municipality.id)
        uow.commit()
    return municipality


@retried
def add_district(house: House, municipality: Municipality, *, slug: str, name: str) -> District:
    """Add a village to a municipality."""
    district = District(new_id(), municipality.id, slug, name)
    with house.unit_of_work() as uow:
        uow.venues.add_district(district)
        uow.commit()
    return district


@retried
def add_venue(house: House, venue: Venue) -> Venue:
    """Add a hall with its spaces. Its ids and site number are given out here, whatever `venue` says."""
    with house.unit_of_work() as uow:
        added = enter_venue(house, uow, venue)
        uow.commit()
    return added


def enter_venue(house: House, uow: UnitOfWork, venue: Venue) -> Venue:
    """Store a hall as add_venue() does, over the unit of work of whoever calls."""
    added = new_venue(venue, site_number=uow.venues.next_site_number())
    uow.venues.add(added, door_secret_cipher=new_door_secret(house.keyring, added.id), now=uow.now)
    uow.audit.add("console", "venue_added", added.id, municipality_id=added.municipality_id)
    return added


def new_venue(venue: Venue, *, site_number: int) -> Venue:
    """Return a hall that nobody has stored yet with fresh ids for it and its spaces."""
    venue_id = new_id()
    return replace(venue, id=venue_id, spaces=_with_ids(venue.spaces, venue_id), site_number=site_number)


def _with_ids(spaces: tuple[Space, ...], venue_id: str) -> tuple[Space, ...]:
    """Return the spaces with fresh ids; those they share are found by their slug."""
    alone = {
        space.slug: replace(space, id=new_id(), venue_id=venue_id, position=position, shares=())
        for position, space in enumerate(spaces)
    }
    return tuple(
        replace(alone[space.slug], shares=tuple(alone[one.slug] for one in space.shares)) for space in spaces
    )


@retried
def add_person(house: House, *, name: str, email: str, grants: tuple[Grant, ...]) -> Person:
    """Add somebody who signs in by mail."""
    person = Person(new_id(), name, email, grants)
    with house.unit_of_work() as uow:
        uow.people.add(person, [new_id() for _ in grants])
        uow.audit.add("console", "person_added", person.id, roles=[grant.role.value for grant in grants])
        uow.commit()
    return person


@retried
def enrol_door(house: House, venue: Venue, *, door_id: str, number: int, name: str) -> Enrolled:
    """Add a door to a hall and return what the device needs to know.

    The device opens for valid codes from then on, with or without network.
    """
    door = Door(
        id=door_id,
        venue_id=venue.id,
        municipality_id=venue.municipality_id,
        number=number,
        name=name,
        epoch=1,
        salt=secrets.token_bytes(SALT_BYTES),
    )
    with house.unit_of_work() as uow:
        uow.doors.add(door)
        uow.outbox.add("doors", venue.id)
        uow.audit.add("console", "door_enrolled", door.id, municipality_id=venue.municipality_id)
        uow.commit()
    with house.reading() as uow:
        return describe_door(house, uow, venue, door)


@retried
def certify_door(house: House, door: Door, request: str) -> None:
    """Let whoever made a certificate request be the device of a door; nobody compares codes (demo)."""
    token = enrolling.token_id(enrolling.new_token())
    with house.unit_of_work() as uow:
        uow.door_enrolments.end_all(door.id, now=uow.now)
        made = DoorEnrolment(
            token_id=token,
            venue_id=door.venue_id,
            door_id=door.id,
            number=door.number,
            name=door.name,
            replaces=False,
            created_at=uow.now,
            expires_at=uow.now,
            request=request,
            certificate=authority.issue(house, uow, request, door.id),
            claimed_at=uow.now,
            confirmed_at=uow.now,
            delivered_at=uow.now,
        )
        uow.door_enrolments.add(made)
        uow.audit.add("console", "door_certified", door.id, municipality_id=door.municipality_id)
        uow.commit()


def describe_door(house: House, uow: UnitOfWork, venue: Venue, door: Door) -> Enrolled:
    """Return what the device of an enrolled door needs to know."""
    cipher = uow.venues.door_secret_cipher(venue.id)
    keyring = house.keyring
    return Enrolled(
        door=door,
        site_number=venue.site_number,
        door_secret=door_secret(keyring, venue.id, cipher),
        radio_secret=keyring.radio_secret(door.id, door.epoch),
        server_keys={keyring.snapshot_kid: keyring.snapshot_key.public_key().public_bytes_raw()},
        qr_keys={keyring.qr_key_id: keyring.qr_key.public_key().public_bytes_raw()},
    )
