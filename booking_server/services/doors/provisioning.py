"""The provisioning bundle of a hall's new device: what a technician copies onto a fresh card."""

from booking_server.domain.enrolments import DoorEnrolment, EnrolmentState
from booking_server.domain.errors import EnrolmentRefused, NotFound, ReleaseRefused
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.locks import provisioning
from booking_server.locks.provisioning import PROFILES, Facts
from booking_server.locks.release_shelf import Release, Shelf
from booking_server.services.doors import enrolments
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from calendars.local_time import say_moment
from lock_agent.contract import enrolling
from lock_agent.contract.errors import ContractError

NO_PROGRAM = (
    "Auf diesem Server liegt noch kein Programm für Türen bereit, deshalb gibt es kein Einrichtungspaket. Die"
    " Technik legt eines ab: dorfschluessel release add. Anmelden können Sie das Gerät auch von Hand."
)
NOT_BEGUN = "Zu diesem Anmelde-Code gibt es keine offene Anmeldung. Bitte beginnen Sie neu."


def is_possible(shelf: Shelf | None) -> bool:
    """Whether there is a program that could be put into a bundle."""
    return shelf is not None and bool(shelf.all())


def for_token(
    house: House, person: Person, slug: str, typed: str, shelf: Shelf | None, *, profile: str
) -> bytes:
    """Return the bundle for an enrolment that was just begun, by its token. It is not stored anywhere.

    Raises NotFound, NotPermitted, EnrolmentRefused, ReleaseRefused.
    """
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, Deed.ENROL_DOOR, venue)
        try:
            token = enrolling.read_token(typed)
            found = uow.door_enrolments.get(enrolling.token_id(token))
        except (ContractError, NotFound) as error:
            raise EnrolmentRefused(NOT_BEGUN) from error
        if found.venue_id != venue.id or found.state(uow.now) is not EnrolmentState.OPEN:
            raise EnrolmentRefused(NOT_BEGUN)
    return _packed(house, venue, found, enrolling.say_token(token), shelf, profile=profile)


def for_console(
    house: House,
    slug: str,
    shelf: Shelf | None,
    *,
    name: str,
    profile: str,
    time_servers: tuple[str, ...] = (),
) -> bytes:
    """Begin an enrolment and return its bundle. Raises NotFound, EnrolmentRefused, ReleaseRefused."""
    _release_for(house, None, shelf)
    minted = enrolments.mint(house, None, slug, name=name)
    return _packed(
        house, minted.venue, minted.enrolment, minted.token, shelf, profile=profile, time_servers=time_servers
    )


def _packed(
    house: House,
    venue: Venue,
    enrolment: DoorEnrolment,
    token: str,
    shelf: Shelf | None,
    *,
    profile: str,
    time_servers: tuple[str, ...] = (),
) -> bytes:
    if profile not in PROFILES:
        raise EnrolmentRefused("Dieses Türprofil gibt es nicht.")
    release = _release_for(house, venue, shelf)
    facts = Facts(
        hall=venue.name,
        slug=venue.slug,
        door=enrolment.name,
        token=token,
        expires=say_moment(enrolment.expires_at),
        server=house.policy.public_url,
        desk=f"{house.policy.public_url}/schreibtisch/geraete/{venue.slug}",
        profile=profile,
        time_servers=time_servers,
    )
    assert shelf is not None
    return provisioning.pack(facts, release, shelf.keys)


def _release_for(house: House, venue: Venue | None, shelf: Shelf | None) -> Release:
    """Return what the hall may have; where nothing is said of it, the newest release that lies there."""
    with house.reading() as uow:
        allowed = uow.door_releases.allowed()
    number = allowed.get(venue.id) if venue else None
    found = (shelf.get(number) if number else next(reversed(shelf.all()), None)) if shelf else None
    if found is None:
        raise ReleaseRefused(NO_PROGRAM)
    return found
