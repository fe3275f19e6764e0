"""Finding a hall and seeing when it is free. Nothing here tells who booked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from booking_server.domain.app_records import Disruption
from booking_server.domain.venues import District, Municipality, Space, Venue
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class HallEntry:
    """A hall in the list, with where it stands."""

    venue: Venue
    district: District
    municipality: Municipality


@dataclass(frozen=True, slots=True)
class TakenTime:
    """A time in which some spaces of a hall are taken; set-up and tidy-up time is part of it.

    `is_whole_hall` when no leaf space is left; `is_closed` when nobody uses it: the hall is shut;
    `title` is what the organizer of a confirmed booking chose to publish.
    """

    period: Period
    spaces: tuple[Space, ...]
    is_whole_hall: bool
    is_closed: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class HallPage:
    """A hall, its taken times within a period by start, and what is out of order there."""

    venue: Venue
    district: District
    municipality: Municipality
    within: Period
    taken: tuple[TakenTime, ...]
    now: datetime
    disruptions: tuple[Disruption, ...] = ()

    def taken_on(self, day: date) -> tuple[TakenTime, ...]:
        """Return what is taken on one Berlin day, also what began the evening before."""
        whole_day = local_time.day(day)
        return tuple(time for time in self.taken if time.period.overlaps(whole_day))


def entries(uow: UnitOfWork) -> tuple[HallEntry, ...]:
    """Return every hall but drafts, by municipality, village and name: a step of whoever calls."""
    municipalities = {m.id: m for m in uow.venues.municipalities()}
    districts = {d.id: d for d in uow.venues.districts()}
    found = [
        HallEntry(hall, districts[hall.district_id], municipalities[hall.municipality_id])
        for hall in uow.venues.all()
        if not hall.is_draft
    ]
    return tuple(sorted(found, key=lambda e: (e.municipality.name, e.district.name, e.venue.name)))


def list_halls(house: House) -> tuple[HallEntry, ...]:
    """Return every hall, by municipality, village and name."""
    with house.reading() as uow:
        return entries(uow)


def municipalities(house: House) -> tuple[Municipality, ...]:
    """Return the municipalities by name."""
    with house.reading() as uow:
        return uow.venues.municipalities()


def find(house: House, slug: str) -> Venue:
    """Return one hall without its times. Raises NotFound."""
    with house.reading() as uow:
        return uow.venues.public_at(slug)


def hall(house: House, slug: str, within: Period) -> HallPage:
    """Return a hall and when it is taken within a period. Raises NotFound."""
    with house.reading() as uow:
        venue = uow.venues.public_at(slug)
        rows = uow.occupancy.of_venue(venue.id, within)
        closed, titles = uow.bookings.told_among(sorted({row.booking_id for row in rows}))
        municipality = uow.venues.municipality(venue.municipality_id)
        district = next(d for d in uow.venues.districts() if d.id == venue.district_id)
        now, disruptions = uow.now, uow.app.disruptions([venue.id])
    spaces = {space.id: space for space in venue.spaces}
    together: dict[tuple[str, Period], list[Space]] = defaultdict(list)
    for row in rows:
        together[(row.booking_id, row.period)].append(spaces[row.space_id])
    taken = tuple(
        TakenTime(
            period,
            _in_order(found),
            len(found) == len(venue.spaces),
            booking_id in closed,
            titles.get(booking_id, ""),
        )
        for (booking_id, period), found in together.items()
    )
    return HallPage(venue, district, municipality, within, taken, now, disruptions)


def _in_order(spaces: Sequence[Space]) -> tuple[Space, ...]:
    return tuple(sorted(spaces, key=lambda space: space.position))
