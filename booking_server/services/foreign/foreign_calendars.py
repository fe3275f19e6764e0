"""Foreign calendars at the desk: see how they do, ask for one again, let it go."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NotPermitted
from booking_server.domain.foreign_calendars import (
    ForeignCalendar,
    ForeignTime,
    TimeState,
)
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foreign.foreign_blocks import judge, release
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork

MOST_CONFLICTS = 100


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A calendar with its hall, and how many of its times to come are in which state."""

    calendar: ForeignCalendar
    venue: Venue
    counted: dict[str, int]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A calendar with its times to come; `bookings` are what is in the way of one, or was made of it."""

    calendar: ForeignCalendar
    venue: Venue
    times: tuple[ForeignTime, ...]
    bookings: dict[str, Booking]

    def in_state(self, *states: str) -> tuple[ForeignTime, ...]:
        """Return the times in some states."""
        return tuple(one for one in self.times if one.state in states)


def halls_for_calendars(house: House, person: Person) -> tuple[Venue, ...]:
    """Return the halls for which somebody may take over calendars. Raises NotPermitted when there is none."""
    with house.reading() as uow:
        found = tuple(venue for venue in uow.venues.all() if _may(person, venue))
    if not found:
        raise NotPermitted("Kalender übernimmt, wer ein Haus verwaltet.")
    return found


def subscribed(house: House, person: Person) -> tuple[Subscribed, ...]:
    """Return the calendars of the person's halls."""
    with house.reading() as uow:
        halls = {venue.id: venue for venue in uow.venues.all() if _may(person, venue)}
        found = uow.foreign_calendars.of_venues(list(halls))
        return tuple(Subscribed(one, halls[one.venue_id], _counted(uow, one)) for one in found)


def open_calendar(house: House, person: Person, calendar_id: str) -> CalendarPage:
    """Return a calendar with its times to come. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        calendar, venue = _mine(uow, person, calendar_id)
        times = tuple(one for one in uow.foreign_calendars.times(calendar.id) if one.period.end > uow.now)
        return CalendarPage(calendar, venue, times, _beside(uow, calendar, venue, times))


@retried
def ask_again(house: House, person: Person, calendar_id: str) -> None:
    """Let the worker fetch a calendar as soon as it can. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        calendar, _ = _mine(uow, person, calendar_id)
        if calendar.is_feed:
            uow.foreign_calendars.save(replace(calendar, due_at=uow.now))
            uow.commit()


@retried
def end_calendar(house: House, person: Person, calendar_id: str) -> None:
    """Let a calendar go: what it blocks becomes free, what was made of its proposals stays.

    Its address is forgotten at once. Raises NotFound, NotPermitted.
    """
    with house.unit_of_work() as uow:
        calendar, _ = _mine(uow, person, calendar_id)
        uow.venues.lock(calendar.venue_id)
        times = uow.foreign_calendars.times(calendar.id)
        release(house, uow, calendar, times, actor=person.id)
        uow.foreign_calendars.replace_times(calendar, times, ())
        uow.foreign_calendars.save(replace(calendar, ended_at=uow.now, due_at=None))
        uow.foreign_calendars.forget_url(calendar.id)
        uow.audit.add(person.id, "calendar_ended", calendar.id, municipality_id=calendar.municipality_id)
        uow.commit()


def _mine(uow: UnitOfWork, person: Person, calendar_id: str) -> tuple[ForeignCalendar, Venue]:
    calendar = uow.foreign_calendars.get(calendar_id)
    venue = uow.venues.by_id(calendar.venue_id)
    require_at(person, Deed.READ_CALENDARS, venue)
    return calendar, venue


def _counted(uow: UnitOfWork, calendar: ForeignCalendar) -> dict[str, int]:
    times = uow.foreign_calendars.times(calendar.id)
    return dict(Counter(one.state.value for one in times if one.period.end > uow.now))


def _beside(
    uow: UnitOfWork, calendar: ForeignCalendar, venue: Venue, times: Sequence[ForeignTime]
) -> dict[str, Booking]:
    open_states = (TimeState.IN_THE_WAY, TimeState.PROPOSED)
    waiting = [one for one in times if one.state in open_states]
    judged = judge(uow, venue, venue.spaces_named(calendar.space_slugs), waiting)
    beside = {one.id: booking_id for stretch, booking_id in judged.taken for one in stretch.times}
    beside |= {one.id: one.booking_id for one in times if one.booking_id and one.state not in open_states}
    wanted = list(dict.fromkeys(beside.values()))[:MOST_CONFLICTS]
    found = {each: uow.bookings.get(each) for each in wanted}
    return {time_id: found[booking_id] for time_id, booking_id in beside.items() if booking_id in found}


def _may(person: Person, venue: Venue) -> bool:
    return person.may(Deed.READ_CALENDARS, municipality_id=venue.municipality_id, venue_id=venue.id)
