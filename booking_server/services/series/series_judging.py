"""Looking at the dates of a series: what the calendar, the rules and the other bookings say."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from booking_server.domain import rules
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.errors import BookingOverlaps, RequestRefused, SeasonTooLong
from booking_server.domain.occupancy import Occupancy, occupancies
from booking_server.domain.requests import broken_apart_from_times, broken_times
from booking_server.domain.series import DateState, SeriesRequest, plan_dates
from booking_server.domain.series_judging import Choices, Hall, JudgedDate, judge, readings
from booking_server.domain.suggestions import Spaces, Suggestion, suggest
from booking_server.domain.venues import Venue
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.bookings.occupying import expire
from booking_server.services.bookings.taken_times import TakenTimes, taken_at
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.errors import TooManyDays
from calendars.holidays import public_holiday, school_holiday
from calendars.period import Period
from calendars.recurrence import occurrence

NOBODY_YET = ""
_A_WEEK = timedelta(days=7)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HallPlan:
    """A hall's taken times in memory, and what its rules say of one request."""

    uow: UnitOfWork
    venue: Venue
    request: SeriesRequest
    grace: timedelta
    taken: TakenTimes

    def take(self, period: Period, spaces: Spaces) -> None:
        """Count a date of the series itself as taken for its later dates."""
        self.taken.note(self._wanted(period, spaces))

    def broken(self, period: Period, spaces: Spaces) -> tuple[str, ...]:
        """Return the rules a date breaks, in words."""
        request = self.request.on(period, spaces)
        days = calendar_days(self.uow, self.venue, period)
        told = broken_times(self.venue, request, now=self.uow.now, grace=self.grace, days=days)
        if spaces != self.request.space_slugs:
            told += broken_apart_from_times(self.venue, request)
        return tuple(error.message for error in told)

    def clash(self, period: Period, spaces: Spaces) -> str:
        """Return what a date overlaps, in words."""
        wanted = self._wanted(period, spaces)
        try:
            rules.a_booking_may_not_overlap_another(wanted, self.taken.near(wanted))
        except BookingOverlaps as error:
            taken = error.taken
            return f"Belegt: {local_time.say_period(taken)}." if taken else error.message
        return ""

    def is_free(self, period: Period, spaces: Spaces) -> bool:
        """Whether a date clashes with nothing and breaks no rule."""
        return not self.clash(period, spaces) and not self.broken(period, spaces)

    def other_rooms(self) -> tuple[Spaces, ...]:
        """Return the single rooms that hold everybody and are none of those asked for."""
        venue, persons = self.venue, self.request.persons
        single = [(space.slug,) for space in venue.spaces if space.capacity >= persons]
        asked = {space.slug for space in venue.spaces_named(self.request.space_slugs)}
        return tuple(rooms for rooms in single if set(rooms).isdisjoint(asked))

    def _wanted(self, period: Period, spaces: Spaces) -> tuple[Occupancy, ...]:
        return occupancies(NOBODY_YET, period, self.venue.spaces_named(spaces))


def judged(
    house: House,
    uow: UnitOfWork,
    venue: Venue,
    request: SeriesRequest,
    choices: Choices,
    *,
    replacing: Collection[str] = (),
) -> tuple[JudgedDate, ...]:
    """Return what becomes of every date of a series, with suggestions where one is taken.

    Bookings named in `replacing` count as gone already. Raises SeasonTooLong, and RequestRefused with
    every rule that the request breaks whatever the date.
    """
    broken = broken_apart_from_times(venue, request.on(_any_period(request)))
    if broken:
        raise RequestRefused(broken)
    try:
        planned = plan_dates(request.plan, public=public_holiday, school=school_holiday)
    except TooManyDays as error:
        raise SeasonTooLong(
            f"Eine Serie hat höchstens {error.most} Termine. Bitte wählen Sie ein früheres Ende.",
            most=error.most,
        ) from None
    taken = taken_at(uow, venue.id, _around(request), without=replacing)
    hall = HallPlan(uow, venue, request, house.policy.grace, taken)
    found = []
    for each in planned:
        one = judge(each, request.space_slugs, choices.get(each.day), Hall(hall.broken, hall.clash))
        if one.is_bookable and one.period:
            hall.take(one.period, one.spaces)
        suggestions = readings(each, request.space_slugs) + _suggestions(hall, one)
        found.append(replace(one, suggestions=suggestions))
    return tuple(found)


def classified(uow: UnitOfWork, venue: Venue, request: SeriesRequest) -> SeriesRequest:
    """Return the request with the user group the system finds."""
    known = classify(uow, venue, request.on(_any_period(request)))
    return replace(request, use=known.use, club_code="")


def _suggestions(hall: HallPlan, one: JudgedDate) -> tuple[Suggestion, ...]:
    if one.state is not DateState.TAKEN or one.period is None:
        return ()
    return suggest(
        one.period,
        one.spaces,
        within=local_time.day(one.day),
        is_free=hall.is_free,
        others=hall.other_rooms(),
    )


def _around(request: SeriesRequest) -> Period:
    season = request.plan.season
    return Period(local_time.day(season.first - _A_DAY).start, local_time.day(season.last + _A_WEEK).end)


def end_old_holds(uow: UnitOfWork, venue: Venue) -> None:
    """Give back what was held at a hall and not booked in time, before its spaces are taken."""
    for held in uow.bookings.holds_past(uow.now):
        if held.venue_id == venue.id and held.status is BookingStatus.HELD:
            expire(uow, held)


def _any_period(request: SeriesRequest) -> Period:
    """Return a period for rules that look at everything but the time."""
    day = request.plan.season.first
    found = occurrence(day, request.plan.clock).period
    return found or local_time.day(day)
