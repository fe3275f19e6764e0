"""What a municipality lets everybody have: monthly use of its halls, and what a hall is at this moment.

A month is counted by the worker once it is over, kept as it was told, and read from there: looking at it
costs nothing, and no later count opens what an earlier one left out. A hall is told of from its first whole
month on: before it could be booked, nobody left it empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.errors import NotFound
from booking_server.domain.figures import usage
from booking_server.domain.figures.span import Span
from booking_server.domain.figures.suppression import told
from booking_server.domain.figures.usage import Usage
from booking_server.domain.open_data import Licence, PublishedMonth, SpaceSharing, is_open_to_all
from booking_server.domain.town_facts import TownFacts
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import local_date, months_later
from calendars.period import Period

YEARS_COUNTED = 3
"""So far back months are counted that were not published yet; what was published stays, however old."""
AT_ONCE = 4
"""So many months of each municipality are counted in one round of the worker, the newest first."""


@dataclass(frozen=True, slots=True)
class OpenTown:
    """A municipality that publishes its data, under which licence, and when it published which months."""

    town: Municipality
    facts: TownFacts
    licence: Licence
    published: Mapping[date, datetime]

    @property
    def name(self) -> str:
        """How it is called on its pages."""
        return self.facts.name or self.town.name

    @property
    def years(self) -> tuple[int, ...]:
        """The years there is something of, the newest first."""
        return tuple(sorted({month.year for month in self.published}, reverse=True))

    def published_last(self, year: int) -> datetime:
        """Return when the last month of a year was published."""
        return max(at for month, at in self.published.items() if month.year == year)


@dataclass(frozen=True, slots=True)
class OpenYear:
    """The months of a year that a municipality published, in order."""

    place: OpenTown
    year: int
    months: tuple[PublishedMonth, ...]


@dataclass(frozen=True, slots=True)
class OpenHall:
    """A hall as everybody may know it now; `is_open` is None where that is not told or not known."""

    venue: Venue
    town: Municipality
    facts: TownFacts
    is_open: bool | None


def open_town(house: House, slug: str) -> OpenTown:
    """Return a municipality that publishes its data. Raises NotFound for every other one."""
    with house.reading() as uow:
        return _open_town(uow, slug)


def open_year(house: House, slug: str, year: int) -> OpenYear:
    """Return a year of which a municipality has published something. Raises NotFound for every other one."""
    with house.reading() as uow:
        place = _open_town(uow, slug)
        if year not in place.years:
            raise NotFound("Aus diesem Jahr gibt es nichts.")
        return OpenYear(place, year, tuple(uow.open_data.months(place.town.id, year)))


def hall_now(house: House, slug: str) -> OpenHall:
    """Return what everybody may know of a hall now. Raises NotFound where that was not switched on."""
    with house.reading() as uow:
        venue = uow.venues.public_at(slug)
        sharing = SpaceSharing.of(venue.facts.space_api)
        if sharing is None:
            raise NotFound("Das gibt es hier nicht.")
        is_open = _is_open(uow, venue) if sharing is SpaceSharing.DOOR else None
        town = uow.venues.municipality(venue.municipality_id)
        return OpenHall(venue, town, uow.frame.facts(town.id), is_open)


@retried
def publish_months(house: House, most: int = AT_ONCE) -> int:
    """Publish months that are over and were not yet, of each municipality that wants it; return how many."""
    with house.unit_of_work() as uow:
        published = 0
        for town in uow.venues.municipalities():
            if Licence.of(uow.frame.facts(town.id).open_data_licence) is None:
                continue
            halls = _halls(uow, town)
            for month in _missing(uow, town, halls)[:most]:
                figures = _figures(uow, [hall for hall, since in halls if since <= month], month)
                if not uow.open_data.add(PublishedMonth(town.id, month, uow.now, figures)):
                    continue  # another worker was faster
                uow.audit.add("clock", "month_published", f"{month:%Y-%m}", municipality_id=town.id)
                published += 1
        if published:
            uow.commit()
    return published


def _open_town(uow: UnitOfWork, slug: str) -> OpenTown:
    town = uow.venues.town_at(slug)
    facts = uow.frame.facts(town.id)
    licence = Licence.of(facts.open_data_licence)
    if licence is None:
        raise NotFound("Diese Gemeinde veröffentlicht keine Daten.")
    return OpenTown(town, facts, licence, uow.open_data.published(town.id))


def _halls(uow: UnitOfWork, town: Municipality) -> list[tuple[Venue, date]]:
    """Return the halls of a municipality, each with the day since when it could be booked."""
    halls = [one for one in uow.venues.of_town(town.id) if not one.is_draft]
    since = uow.open_data.bookable_since([hall.id for hall in halls])
    return [(hall, local_date(since[hall.id])) for hall in halls if hall.id in since]


def _missing(uow: UnitOfWork, town: Municipality, halls: Sequence[tuple[Venue, date]]) -> Sequence[date]:
    """Return the months that are over and not published, the newest first; none without a hall."""
    today = local_date(uow.now)
    first = min((since for _, since in halls), default=today)
    months = ((today.year - years, n) for years in range(YEARS_COUNTED) for n in range(12, 0, -1))
    over = (one for one in (date(*each, 1) for each in months) if months_later(one, 1) <= today)
    known = uow.open_data.published(town.id)
    return [one for one in over if one not in known and first <= one]


def _figures(uow: UnitOfWork, halls: Sequence[Venue], month: date) -> dict[str, Any]:
    span = Span(month, month)
    ids = [hall.id for hall in halls]
    shown = told(usage.by_hall(uow.figures.uses_of_people(ids, span.period), span, ids))
    each = [{"hall": hall.slug, "name": hall.name, "use": _document(shown.halls[hall.id])} for hall in halls]
    total = _document(shown.total) or ({"uses": shown.uses} if shown.uses is not None else None)
    return {"halls": each, "total": total}


def _document(use: Usage | None) -> dict[str, Any] | None:
    if use is None:
        return None
    return {
        "uses": use.uses,
        "used_days": use.used,
        "days": use.days,
        "hours": use.hours,
    }


def _is_open(uow: UnitOfWork, venue: Venue) -> bool | None:
    running = uow.bookings.find(
        venue_ids=[venue.id],
        statuses=[BookingStatus.CONFIRMED],
        between=Period(uow.now, uow.now + timedelta(seconds=1)),
    )
    is_public = any(one.use.public_title and not one.names_nobody for one in running)
    return is_open_to_all(uow.doors.of_venue(venue.id), is_public=is_public, now=uow.now)
