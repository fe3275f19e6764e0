"""What could be booked instead of a time that is taken: nearby on the day, or on other days."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from booking_server.domain import rules
from booking_server.domain.bookings import BookingRequest
from booking_server.domain.errors import BookingOverlaps
from booking_server.domain.occupancy import occupancies
from booking_server.domain.requests import broken_times
from booking_server.domain.suggestions import Spaces, Suggestion, Way, suggest
from booking_server.domain.venues import Venue
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.bookings.taken_times import TakenTimes, taken_at
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.errors import CalendarError
from calendars.period import Period

OTHER_DAYS = (1, -1, 7, 14)
MOST = 5


def alternatives(
    house: House, request: BookingRequest, *, without: Collection[str] = ()
) -> tuple[Suggestion, ...]:
    """Return free times like the one asked for, the nearest first; none when nothing near is free.

    The bookings in `without` count as gone: they are what is to be moved.
    """
    with house.reading() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        day = local_time.local_date(request.period.start)
        around = Period(
            local_time.day(day - timedelta(days=2)).start,
            local_time.day(day + timedelta(days=max(OTHER_DAYS))).end + request.period.duration,
        )
        taken = taken_at(uow, venue.id, around, without=without)

        is_free = _Look(house, uow, venue, request, taken).is_free
        single = tuple((space.slug,) for space in venue.spaces if space.capacity >= request.persons)
        others = tuple(rooms for rooms in single if rooms != request.space_slugs)
        on_the_day = suggest(
            request.period,
            request.space_slugs,
            within=local_time.day(day),
            is_free=is_free,
            others=others,
        )
        elsewhen = (
            Suggestion(Way.LATER if days > 0 else Way.EARLIER, period, request.space_slugs)
            for days in OTHER_DAYS
            if (period := _on_another_day(request.period, days)) and is_free(period, request.space_slugs)
        )
        return (*on_the_day, *elsewhen)[:MOST]


def _on_another_day(period: Period, days: int) -> Period | None:
    """Return the same hours on another day by the clock on the wall, or None where the clock skips them."""
    shift = timedelta(days=days)
    wall = [local_time.to_local(moment).replace(tzinfo=None) + shift for moment in (period.start, period.end)]
    try:
        return Period(*(local_time.from_local(moment, fold=0) for moment in wall))
    except CalendarError:
        return None


@dataclass(frozen=True)
class _Look:
    """A hall's taken times and rules, for one request."""

    house: House
    uow: UnitOfWork
    venue: Venue
    request: BookingRequest
    taken: TakenTimes

    def is_free(self, period: Period, spaces: Spaces) -> bool:
        """Whether the request could be booked at another time or in other rooms."""
        wanted = occupancies("", period, self.venue.spaces_named(spaces))
        try:
            rules.a_booking_may_not_overlap_another(wanted, self.taken.near(wanted))
        except BookingOverlaps:
            return False
        now, grace = self.uow.now, self.house.policy.grace
        days = calendar_days(self.uow, self.venue, period)
        return not broken_times(self.venue, self.request_at(period), now=now, grace=grace, days=days)

    def request_at(self, period: Period) -> BookingRequest:
        """Return the request for another time."""
        return replace(self.request, period=period)
