"""Clubs: entering them, handing out their codes, what is free for them. One function, one transaction."""

import secrets
from dataclasses import dataclass, replace

from booking_server.domain import clubs as domain
from booking_server.domain.clubs import Club, ClubHall, Quota, QuotaState
from booking_server.domain.errors import NotFound, NotPermitted
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time


@dataclass(frozen=True, slots=True)
class HallOfClub:
    """A hall a club is local to, and how its quota there stands this year."""

    venue: Venue
    state: QuotaState | None


@dataclass(frozen=True, slots=True)
class ClubPage:
    """A club with its code, for whoever hands it to the board."""

    club: Club
    municipality: Municipality
    code: str
    halls: tuple[HallOfClub, ...]
    all_venues: tuple[Venue, ...]
    year: int

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Slug and name of every hall of the municipality."""
        return tuple((venue.slug, venue.name) for venue in self.all_venues)


@dataclass(frozen=True, slots=True)
class TownClubs:
    """The clubs of one municipality."""

    municipality: Municipality
    clubs: tuple[Club, ...]

    @property
    def choice(self) -> tuple[str, str]:
        """Slug and name of the municipality."""
        return self.municipality.slug, self.municipality.name


def note_for(house: House, venue: Venue, code: str) -> tuple[Club, QuotaState | None] | None:
    """Return the club a code proves and how its quota in a hall stands this year; None for no such code."""
    if not code:
        return None
    with house.reading() as uow:
        club = uow.clubs.by_code(venue.municipality_id, code)
        if club is None:
            return None
        quota = club.quota_at(venue.id)
        year = local_time.local_date(uow.now).year
        used = uow.clubs.used(club.id, venue.id, year, quota)
        return club, QuotaState(quota, used, year) if quota else None


def list_clubs(house: House, person: Person) -> tuple[TownClubs, ...]:
    """Return the clubs of every municipality whose clubs the person manages. Raises NotPermitted."""
    with house.reading() as uow:
        towns = [
            TownClubs(town, uow.clubs.of_municipality(town.id))
            for town in uow.venues.municipalities()
            if person.may_everywhere(Deed.MANAGE_CLUBS, town.id)
        ]
    if not towns:
        raise NotPermitted("Vereine verwaltet, wer für die ganze Gemeinde zuständig ist.")
    return tuple(towns)


def open_club(house: House, person: Person, club_id: str) -> ClubPage:
    """Return a club with its code and quotas. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        club = _managed(uow, person, club_id)
        venues = {v.id: v for v in uow.venues.all() if v.municipality_id == club.municipality_id}
        year = local_time.local_date(uow.now).year
        return ClubPage(
            club=club,
            municipality=_town(uow, club.municipality_id),
            code=house.keyring.decrypt(uow.clubs.code_cipher(club.id), _place(club.id)).decode(),
            halls=tuple(_hall(uow, club, hall, venues[hall.venue_id], year) for hall in club.halls),
            all_venues=tuple(venues.values()),
            year=year,
        )


@retried
def add_club(house: House, person: Person | None, club: Club) -> Club:
    """Enter a club; its id and code are given out here. Raises NotPermitted. None is the console."""
    with house.unit_of_work() as uow:
        added = replace(club, id=secrets.token_hex(8))
        _require(person, added.municipality_id)
        code = domain.new_code()
        uow.clubs.add(added, code=code, cipher=_encrypted(house, added.id, code))
        for hall in added.halls:
            uow.clubs.set_hall(added.id, hall)
        _log(uow, person, "club_added", added)
        uow.commit()
    return added


@retried
def save_club(house: House, person: Person, club_id: str, **changes: str | bool) -> Club:
    """Change name, contact or whether the club is active. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        club = replace(_managed(uow, person, club_id), **changes)  # type: ignore[arg-type]
        uow.clubs.save(club)
        _log(uow, person, "club_changed", club)
        uow.commit()
    return club


@retried
def renew_code(house: House, person: Person, club_id: str) -> None:
    """Give a club a new code: the old one books nothing any more. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        club = _managed(uow, person, club_id)
        code = domain.new_code()
        uow.clubs.set_code(club.id, code=code, cipher=_encrypted(house, club.id, code))
        _log(uow, person, "club_code_renewed", club)
        uow.commit()


@retried
def enter_hall(house: House, person: Person, club_id: str, venue_slug: str, quota: Quota | None) -> None:
    """Make a club local to a hall, with a quota or none. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        club, venue = _managed(uow, person, club_id), uow.venues.by_slug(venue_slug)
        if venue.municipality_id != club.municipality_id:
            raise NotFound("Dieses Dorfgemeinschaftshaus gibt es hier nicht.")
        uow.clubs.set_hall(club.id, ClubHall(venue.id, quota))
        _log(uow, person, "club_hall_entered", club, venue=venue.id)
        uow.commit()


@retried
def drop_hall(house: House, person: Person, club_id: str, venue_slug: str) -> None:
    """Let a club no longer be local to a hall. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        club, venue = _managed(uow, person, club_id), uow.venues.by_slug(venue_slug)
        uow.clubs.drop_hall(club.id, venue.id)
        _log(uow, person, "club_hall_dropped", club, venue=venue.id)
        uow.commit()


@retried
def set_postcodes(house: House, person: Person, municipality_id: str, postcodes: tuple[str, ...]) -> None:
    """Say which postcodes beside its own make a resident of a municipality. Raises NotPermitted."""
    with house.unit_of_work() as uow:
        _require(person, municipality_id)
        own = _town(uow, municipality_id).postcode
        more = [one for one in postcodes if one != own]
        uow.venues.set_more_postcodes(municipality_id, more)
        uow.audit.add(
            person.id, "postcodes_set", municipality_id, municipality_id=municipality_id, postcodes=more
        )
        uow.commit()


def _managed(uow: UnitOfWork, person: Person, club_id: str) -> Club:
    club = uow.clubs.get(club_id)
    _require(person, club.municipality_id)
    return club


def _require(person: Person | None, municipality_id: str) -> None:
    if person is not None and not person.may_everywhere(Deed.MANAGE_CLUBS, municipality_id):
        raise NotPermitted("Die Vereine dieser Gemeinde verwalten Sie nicht.")


def _town(uow: UnitOfWork, municipality_id: str) -> Municipality:
    return uow.venues.municipality(municipality_id)


def _hall(uow: UnitOfWork, club: Club, hall: ClubHall, venue: Venue, year: int) -> HallOfClub:
    if hall.quota is None:
        return HallOfClub(venue, None)
    used = uow.clubs.used(club.id, venue.id, year, hall.quota)
    return HallOfClub(venue, QuotaState(hall.quota, used, year))


def _encrypted(house: House, club_id: str, code: str) -> bytes:
    return house.keyring.encrypt(code.encode(), _place(club_id))


def _place(club_id: str) -> str:
    return f"club {club_id}"


def _log(uow: UnitOfWork, person: Person | None, action: str, club: Club, **details: str) -> None:
    actor = person.id if person else "console"
    uow.audit.add(actor, action, club.id, municipality_id=club.municipality_id, **details)
