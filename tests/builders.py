"""The standing cast of halls and people, and builders that say only what matters.

Benken    a hall with Saal and Küche where nobody needs to be asked
Schlamau  a hall whose Ortsvorsteher decides about every request
Reetz     a hall with half an hour of set-up and tidy-up time around every use of its Saal
Lütte     a hall with one Saal in the municipality next door, Bad Belzig
Frau Lehmann  books halls          Herr Krüger  Ortsvorsteher of Schlamau
Frau Stolle   Ortsvorsteherin of Benken, in the same municipality
Frau Weber    clerk of that municipality, Wiesenburg/Mark
Frau Richter  Ortsvorsteherin of Lütte          Herr Voigt  clerk of Bad Belzig
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.people import Grant, Person, Role
from booking_server.domain.venues import (
    ApprovalPolicy,
    BookingLimits,
    District,
    Municipality,
    Space,
    Venue,
)
from booking_server.locks.keyring import Keyring
from booking_server.services.foundation import setup
from booking_server.services.foundation.house import House, Policy
from booking_server.storage.database import open_database
from booking_server.storage.migrate import migrate
from calendars.local_time import from_local
from calendars.period import Period

NOW = datetime(2026, 9, 28, 10, 0, tzinfo=UTC)
"""A Monday noon in Berlin, four days before the wedding."""

MASTER_KEY = bytes(range(32))
FRAU_LEHMANN = Organizer("Anna Lehmann", "anna.lehmann@example.org", "")


@dataclass
class StoppedClock:
    """A clock that moves only when told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Move on, by the arguments of timedelta."""
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Cast:
    """The municipality with its halls and people, and the one next door, stored."""

    municipality: Municipality
    benken: Venue
    schlamau: Venue
    reetz: Venue
    herr_krueger: Person
    frau_stolle: Person
    frau_weber: Person
    next_door: Municipality
    luette: Venue
    frau_richter: Person
    herr_voigt: Person


@dataclass
class Village:
    """A house with its cast and its stopped clock."""

    house: House
    clock: StoppedClock
    cast: Cast
    url: str


def berlin(text: str) -> datetime:
    """Return the instant of a Berlin wall-clock time, "2026-10-02 19:00"."""
    return from_local(datetime.fromisoformat(text))


def between(start: str, end: str) -> Period:
    """Return the period between two Berlin wall-clock times."""
    return Period(berlin(start), berlin(end))


WEDDING = Period(datetime(2026, 10, 2, 14, 0, tzinfo=UTC), datetime(2026, 10, 3, 0, 0, tzinfo=UTC))
"""Friday 16:00 to Saturday 02:00, as weddings go."""


def a_request(venue: str = "dgh-benken", period: Period = WEDDING, **changes: Any) -> BookingRequest:
    """Return a request that breaks no rule, unless `changes` say so."""
    request = BookingRequest(
        venue_slug=venue,
        period=period,
        persons=40,
        occasion="Hochzeit",
        organizer=FRAU_LEHMANN,
        house_rules_accepted=True,
    )
    return replace(request, **changes)


def a_space(slug: str, capacity: int, **changes: Any) -> Space:
    """Return a leaf space."""
    return replace(Space("", "", slug, slug.capitalize(), capacity), **changes)


def a_venue(slug: str, district: District, *spaces: Space, **changes: Any) -> Venue:
    """Return a hall that asks nobody and allows four days."""
    venue = Venue(
        id="",
        municipality_id=district.municipality_id,
        district_id=district.id,
        slug=slug,
        name=f"DGH {district.name}",
        address=f"Dorfstraße 1, {district.name}",
        approval=ApprovalPolicy.NONE,
        limits=BookingLimits(),
        house_rules="Bitte verlassen Sie das Haus sauber.",
        contact_phone="033849 12345",
        site_number=0,
        is_sample=True,
        spaces=spaces,
    )
    return replace(venue, **changes)


def migrated(url: str) -> str:
    """Create the tables at `url`; return it."""
    migrate(url)
    return url


def a_house(url: str, clock: StoppedClock, **policy: Any) -> House:
    """Open a house over a migrated database."""
    return House(open_database(url), Keyring.from_master(MASTER_KEY), Policy(**policy), clock)


def populate(house: House) -> Cast:
    """Store the standing cast."""
    town = setup.add_municipality(
        house, slug="wiesenburg-mark", name="Wiesenburg/Mark", ags="12069665", postcode="14827"
    )
    benken, schlamau, reetz = (
        setup.add_district(house, town, slug=name.lower(), name=name)
        for name in ("Benken", "Schlamau", "Reetz")
    )
    half_an_hour = timedelta(minutes=30)
    halls = [
        a_venue("dgh-benken", benken, a_space("saal", 80), a_space("kueche", 10)),
        a_venue("dgh-schlamau", schlamau, a_space("saal", 60), approval=ApprovalPolicy.REQUIRED),
        a_venue(
            "dgh-reetz",
            reetz,
            a_space("saal", 100, setup_buffer=half_an_hour, teardown_buffer=half_an_hour),
            a_space("vereinsraum", 20),
        ),
    ]
    stored = [setup.add_venue(house, hall) for hall in halls]
    _ortsvorsteher(house, "Herr Krüger", "krueger@example.org", stored[1])
    _ortsvorsteher(house, "Frau Stolle", "stolle@example.org", stored[0])
    _clerk(house, "Frau Weber", "weber@example.org", town)
    _populate_next_door(house)
    return read_cast(house)


def _populate_next_door(house: House) -> None:
    town = setup.add_municipality(
        house, slug="bad-belzig", name="Bad Belzig", ags="12069020", postcode="14806"
    )
    luette = setup.add_district(house, town, slug="luette", name="Lütte")
    hall = setup.add_venue(house, a_venue("dgh-luette", luette, a_space("saal", 50)))
    _ortsvorsteher(house, "Frau Richter", "richter@example.org", hall)
    _clerk(house, "Herr Voigt", "voigt@example.org", town)


def read_cast(house: House) -> Cast:
    """Find the standing cast in a database that was populated before."""
    with house.reading() as uow:
        towns = {town.slug: town for town in uow.venues.municipalities()}
        people = {person.email.partition("@")[0]: person for person in uow.people.all()}
        halls = {hall.slug: hall for hall in uow.venues.all()}
    return Cast(
        municipality=towns["wiesenburg-mark"],
        benken=halls["dgh-benken"],
        schlamau=halls["dgh-schlamau"],
        reetz=halls["dgh-reetz"],
        herr_krueger=people["krueger"],
        frau_stolle=people["stolle"],
        frau_weber=people["weber"],
        next_door=towns["bad-belzig"],
        luette=halls["dgh-luette"],
        frau_richter=people["richter"],
        herr_voigt=people["voigt"],
    )


def _ortsvorsteher(house: House, name: str, email: str, venue: Venue) -> None:
    grant = Grant(Role.DISTRICT_HEAD, venue.municipality_id, venue.id)
    setup.add_person(house, name=name, email=email, grants=(grant,))


def _clerk(house: House, name: str, email: str, town: Municipality) -> None:
    grant = Grant(Role.CLERK, town.id)
    setup.add_person(house, name=name, email=email, grants=(grant,))
