"""Three halls, each with its own bird: its name stands in everything private there, and nowhere else."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pypdfium2
from werkzeug.test import TestResponse

from booking_server.domain.bookings import Organizer
from booking_server.domain.open_data import PublishedMonth
from booking_server.domain.people import Grant, Person, Role
from booking_server.domain.venues import ApprovalPolicy, Municipality, Venue
from booking_server.services.bookings import bookings
from booking_server.services.bookings.bookings import Booked
from booking_server.services.foundation import setup
from booking_server.services.operation import operation
from booking_server.web.access import Place
from tests.builders import Village, a_request, between

BIRDS = {Place.OWN_HALL: "Zeisig", Place.OTHER_HALL: "Stieglitz", Place.OTHER_TOWN: "Girlitz"}


@dataclass(frozen=True)
class Spot:
    """One of the three halls, seen from a person of the first."""

    place: Place
    town: Municipality
    venue: Venue
    bird: str
    confirmed: Booked
    requested: Booked


@dataclass
class Scene:
    """The village with something private at each place, and what the routes need of each."""

    village: Village
    spots: dict[Place, Spot]
    people: dict[tuple[Role, bool], Person]
    kept: dict[tuple[str, Place], str] = field(default_factory=dict)

    def thing(self, name: str, place: Place, make: Callable[["Scene", Spot], str]) -> str:
        """Return a sample value, made once."""
        if (name, place) not in self.kept:
            self.kept[(name, place)] = make(self, self.spots[place])
        return self.kept[(name, place)]


def set_scene(village: Village, birds: Mapping[Place, str] = BIRDS) -> Scene:
    """Store the private things of each place and one person for every role, for a hall and for a town."""
    cast = village.cast
    operation.tick(village.house)  # a worker turns
    halls = {
        Place.OWN_HALL: cast.benken,
        Place.OTHER_HALL: cast.schlamau,
        Place.OTHER_TOWN: cast.luette,
    }
    _publish(village, halls.values())
    spots = {place: _spot(village, place, hall, birds[place]) for place, hall in halls.items()}
    people = {(role, whole): _person(village, role, whole=whole) for role in Role for whole in (False, True)}
    return Scene(village, spots, people)


def _publish(village: Village, halls: Iterable[Venue]) -> None:
    """Let municipalities and halls publish what they may: what is for everyone is there for everyone."""
    with village.house.unit_of_work() as uow:
        for hall in halls:
            town = hall.municipality_id
            uow.frame.save_facts(town, replace(uow.frame.facts(town), open_data_licence="dl-by-de/2.0"))
            uow.open_data.add(PublishedMonth(town, date(2026, 8, 1), uow.now, {"halls": [], "total": None}))
            uow.venues.save_facts(hall.id, replace(hall.facts, space_api="place"))
        uow.commit()


def organizer(bird: str) -> Organizer:
    return Organizer(f"Vera {bird}", f"{in_addresses(bird)}@example.org", "033841 7000")


def in_addresses(bird: str) -> str:
    """Return what of a name may stand in an address."""
    return re.sub("[^a-z]", "", bird.lower())[:20]


def _spot(village: Village, place: Place, venue: Venue, bird: str) -> Spot:
    first = a_request(venue.slug, organizer=organizer(bird), occasion=f"Feier {bird}")
    later = a_request(
        venue.slug,
        between("2026-10-08 18:00", "2026-10-08 22:00"),
        organizer=organizer(bird),
        occasion=f"Treffen {bird}",
    )
    with_approval = venue.approval is ApprovalPolicy.REQUIRED
    made = [_booked(village, request, confirmed=flag) for request, flag in ((first, True), (later, False))]
    assert with_approval or made
    towns = (village.cast.municipality, village.cast.next_door)
    town = next(one for one in towns if one.id == venue.municipality_id)
    return Spot(place, town, venue, bird, *made)


def _booked(village: Village, request: Any, *, confirmed: bool) -> Booked:
    """Book, and bring it into the wanted status whatever the hall asks for."""
    booked = bookings.book(village.house, request)
    wanted = "confirmed" if confirmed else "requested"
    if booked.booking.status.value != wanted:
        _force(village, booked, wanted)
    return booked


def _force(village: Village, booked: Booked, wanted: str) -> None:
    from sqlalchemy import update

    from booking_server.storage.tables import bookings as rows

    with village.house.unit_of_work() as uow:
        uow.connection.execute(update(rows).where(rows.c.id == booked.booking.id).values(status=wanted))
        uow.commit()


def _person(village: Village, role: Role, *, whole: bool) -> Person:
    hall = village.cast.benken
    grant = Grant(role, hall.municipality_id, None if whole else hall.id)
    extent = "Gemeinde" if whole else "Haus"
    email = f"{role.value}.{extent.lower()}@example.org"
    return setup.add_person(village.house, name=f"{role.value} {extent}", email=email, grants=(grant,))


def delivered(answer: TestResponse) -> str:
    """Return everything an answer tells: its head, its text, and what is packed inside files."""
    head = f"{answer.status} {list(answer.headers)}"
    return f"{head}\n{_readable(answer.get_data(), answer.content_type)}".lower()


def _readable(data: bytes, kind: str) -> str:
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(_readable(archive.read(name), "") for name in archive.namelist())
    if data.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(data)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    return data.decode(errors="replace")
