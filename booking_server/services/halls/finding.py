"""Finding a hall that is free: over all municipalities, with one look at what is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.calendar_days import CalendarDay, days_of
from booking_server.domain.finding import How, Judged, Wish, judge, suits, wanted_time
from booking_server.domain.hall_facts import Place
from booking_server.domain.occupancy import Occupancy
from booking_server.domain.regulation import ElectionDays
from booking_server.domain.requests import broken_times
from booking_server.domain.uses import Use, UserGroup
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.halls.halls import HallEntry, entries
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import holidays, local_time
from calendars.period import Period

SHUT = "Das Haus ist an diesem Tag geschlossen."
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FoundHall:
    """A hall, how far it suits and is free, and how far away it is from the village named."""

    entry: HallEntry
    judged: Judged
    km: float | None = None


def find_halls(house: House, wish: Wish) -> tuple[FoundHall, ...]:
    """Return every hall judged: the nearest first, else by municipality, village and name."""
    with house.reading() as uow:
        every = entries(uow)
        look = _Look(house, uow, wish, [entry.venue for entry in every if suits(entry.venue, wish)])
        centre = _centre(every, wish.near)
        found = tuple(FoundHall(one, look.at(one.venue), _km(one.venue, centre)) for one in every)
    if centre is None:
        return found
    return tuple(sorted(found, key=lambda one: (one.km is None, one.km or 0.0)))


def _centre(every: Sequence[HallEntry], near: str) -> Place | None:
    """Return where a village lies: where its hall stands."""
    places = (one.venue.facts.place for one in every if near and one.district.slug == near)
    return next((place for place in places if place is not None), None)


def _km(venue: Venue, centre: Place | None) -> float | None:
    place = venue.facts.place
    return place.km_to(centre) if place is not None and centre is not None else None


class _Look:
    """What is taken around a day at some halls, and what their rules say about it."""

    def __init__(self, house: House, uow: UnitOfWork, wish: Wish, venues: Sequence[Venue]) -> None:
        self._wish, self._now, self._grace = wish, uow.now, house.policy.grace
        self._taken: dict[str, list[Occupancy]] = {venue.id: [] for venue in venues}
        self._elections: dict[tuple[str, date], str] = {}
        if wish.day is None:
            return
        around = Period(local_time.day(wish.day - _A_DAY).start, local_time.day(wish.day + 2 * _A_DAY).end)
        gone = {held.id for held in uow.bookings.holds_past(uow.now)}
        for row in uow.occupancy.of_venues(list(self._taken), around):
            if row.booking_id not in gone:
                self._taken[row.venue_id].append(row)
        towns = sorted({venue.municipality_id for venue in venues})
        self._elections = {
            (one.municipality_id, one.day): one.name for one in uow.elections.from_day(towns, wish.day)
        }

    def at(self, venue: Venue) -> Judged:
        """Return how far a hall is free."""
        if venue.id not in self._taken:
            return Judged(How.UNSUITED)
        if self._wish.day is None:
            return Judged(How.UNASKED)
        wanted = wanted_time(venue, self._wish, self._now)
        if wanted is None:
            return Judged(How.REFUSED, reason=SHUT)
        request = replace(_ANYBODY, venue_slug=venue.slug, period=wanted, persons=self._wish.persons)
        broken = broken_times(
            venue, request, now=self._now, grace=self._grace, days=self._days(venue, wanted)
        )
        if broken:
            return Judged(How.REFUSED, reason=broken[0].message)
        return judge(venue, wanted, self._taken[venue.id], self._wish.persons)

    def _days(self, venue: Venue, wanted: Period) -> tuple[CalendarDay, ...]:
        minds = venue.regulation.elections is not ElectionDays.OPEN
        return tuple(
            CalendarDay(
                day,
                holidays.public_holiday(day),
                holidays.school_holiday(day),
                self._elections.get((venue.municipality_id, day), "") if minds else "",
            )
            for day in days_of(wanted)
        )


# Who lives here is asked for the least; the form says what others are asked for.
_ANYBODY = BookingRequest(
    venue_slug="",
    period=Period(local_time.day(date(2026, 1, 1)).start, local_time.day(date(2026, 1, 1)).end),
    persons=1,
    occasion="",
    organizer=Organizer("", "", ""),
    house_rules_accepted=True,
    use=Use(group=UserGroup.RESIDENT),
)
