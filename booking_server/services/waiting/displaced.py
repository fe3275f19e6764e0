"""What somebody who was displaced can have instead: near in time here, or in a neighbouring hall."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking_server.domain.bookings import Booking, BookingRequest
from booking_server.domain.errors import NotFound, TimeTaken
from booking_server.domain.requests import broken_apart_from_times, broken_times
from booking_server.domain.suggestions import suggest
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.venues import Venue
from booking_server.services.bookings.bookings import enter_request
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.judging import calendar_days
from booking_server.services.bookings.occupying import is_free
from booking_server.services.bookings.quoting import quote_for
from booking_server.services.bookings.settling import settle
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period

OTHER_DAYS = tuple(timedelta(days=days) for days in (-1, 1, -7, 7))
MOST_HERE, MOST_NEARBY = 4, 4


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way out: a hall, its rooms and a time that were free a moment ago."""

    venue: Venue
    request: BookingRequest
    is_here: bool
    quote: Quote | None = None

    @property
    def key(self) -> str:
        """What tells it from the others in a form."""
        start = int(self.request.period.start.timestamp())
        return f"{self.venue.slug}:{start}:{'+'.join(self.request.space_slugs)}"

    @property
    def rooms(self) -> str:
        """The rooms in words."""
        if not self.request.space_slugs:
            return "ganzes Haus"
        return ", ".join(space.name for space in self.venue.spaces_named(self.request.space_slugs))


@dataclass(frozen=True, slots=True)
class DisplacedPage:
    """A displaced booking, what it could be instead, and what its organizer took."""

    booking: Booking
    venue: Venue
    token: str
    alternatives: tuple[Alternative, ...]
    taken: Booking | None
    taken_token: str


def look(house: House, booking_id: str, token: str) -> DisplacedPage:
    """Return what is behind a displaced booking's link; looking changes nothing. Raises NotFound."""
    with house.reading() as uow:
        booking = uow.bookings.get(booking_id)
        if not links.booking_token_fits(house, booking, token):
            raise NotFound("Diese Buchung gibt es nicht.")
        return _page(house, uow, booking)


def displaced_by_id(house: House, booking_id: str) -> DisplacedPage:
    """Return the page of a displaced booking for the program's own use. Raises NotFound."""
    with house.reading() as uow:
        return _page(house, uow, uow.bookings.get(booking_id))


@retried
def accept(house: House, booking_id: str, token: str, key: str) -> Booking:
    """Book an alternative; a second acceptance is answered with the same booking.

    Raises NotFound, TimeTaken when somebody was quicker.
    """
    with house.unit_of_work() as uow:
        old = uow.bookings.get(booking_id)
        if not links.booking_token_fits(house, old, token):
            raise NotFound("Diese Buchung gibt es nicht.")
        target = uow.venues.by_slug(key.partition(":")[0])
        for venue_id in sorted({old.venue_id, target.id}):
            uow.venues.lock(venue_id)
        _require_displaced(uow, old)
        taken_id = uow.displacements.taken(booking_id)
        if taken_id is not None:
            return uow.bookings.get(taken_id)
        chosen = next((one for one in _alternatives(house, uow, old) if one.key == key), None)
        if chosen is None:
            raise TimeTaken("Diese Zeit ist inzwischen belegt. Bitte wählen Sie eine andere.")
        booking = enter_request(uow, chosen.venue, chosen.request, source="replacement")
        settle(house, uow, booking, chosen.venue, actor="organizer", action=booking.status.value)
        uow.displacements.take(booking_id, booking.id)
        uow.commit()
    return booking


def alternatives_url(house: House, booking: Booking) -> str:
    """Return the address under which a displaced organizer finds another time."""
    token = links.booking_token(house, booking)
    return f"{links.site(house, booking.organizer.language)}/buchungen/{booking.id}/ersatz?t={token}"


def _page(house: House, uow: UnitOfWork, booking: Booking) -> DisplacedPage:
    _require_displaced(uow, booking)
    taken_id = uow.displacements.taken(booking.id)
    taken = uow.bookings.get(taken_id) if taken_id else None
    return DisplacedPage(
        booking,
        uow.venues.by_id(booking.venue_id),
        links.booking_token(house, booking),
        () if taken else tuple(_priced(uow, one) for one in _alternatives(house, uow, booking)),
        taken,
        links.booking_token(house, taken) if taken else "",
    )


def _require_displaced(uow: UnitOfWork, booking: Booking) -> None:
    if not uow.displacements.was_displaced(booking.id):
        raise NotFound("Diese Buchung musste keiner anderen weichen.")


def _alternatives(house: House, uow: UnitOfWork, old: Booking) -> tuple[Alternative, ...]:
    venue = uow.venues.by_id(old.venue_id)
    here = _free(house, uow, old, _here(uow, venue, old))
    nearby = _free(house, uow, old, _nearby(uow, venue, old))
    return (*_first(here, MOST_HERE), *_first(nearby, MOST_NEARBY))


def _priced(uow: UnitOfWork, one: Alternative) -> Alternative:
    return replace(one, quote=quote_for(uow, one.venue, classify(uow, one.venue, one.request)))


def _first(found: Iterator[Alternative], most: int) -> tuple[Alternative, ...]:
    return tuple(one for one, _ in zip(found, range(most), strict=False))


def _here(uow: UnitOfWork, venue: Venue, old: Booking) -> Iterator[Alternative]:
    """The same hall: a little earlier or later that day, a day before or after, a week before or after."""
    slugs = tuple(space.slug for space in venue.spaces if space.id in old.space_ids)
    whole = () if len(slugs) == len(venue.spaces) else slugs
    request = _request(old, venue, old.period, whole)
    day = local_time.day(local_time.local_date(old.period.start))
    near = suggest(
        old.period,
        whole,
        within=day,
        is_free=lambda period, _: is_free(uow, venue, replace(request, period=period)),
    )
    times = [one.period for one in near if one.period.duration == old.period.duration]
    for period in (*times, *_on_other_days(old.period)):
        yield Alternative(venue, replace(request, period=period), is_here=True)


def _nearby(uow: UnitOfWork, venue: Venue, old: Booking) -> Iterator[Alternative]:
    """The same time in other halls of the municipality: the smallest rooms that hold everybody."""
    halls = [
        hall
        for hall in uow.venues.all()
        if hall.municipality_id == venue.municipality_id and hall.id != venue.id
    ]
    for hall in sorted(halls, key=lambda one: (one.district_id != venue.district_id, one.name)):
        rooms = sorted((s for s in hall.spaces if s.capacity >= old.persons), key=lambda s: s.capacity)
        slugs = (rooms[0].slug,) if rooms and len(hall.spaces) > 1 else ()
        yield Alternative(hall, _request(old, hall, old.period, slugs), is_here=False)


def _free(house: House, uow: UnitOfWork, old: Booking, found: Iterator[Alternative]) -> Iterator[Alternative]:
    """Yield what is free and allowed; whoever asked in time for the old booking is not too late now."""
    for one in found:
        request, venue = one.request, one.venue
        if request.period.start <= uow.now:
            continue
        days = calendar_days(uow, venue, request.period)
        broken = broken_times(
            venue, request, now=old.created_at, grace=house.policy.grace, days=days
        ) + broken_apart_from_times(venue, request)
        if not broken and is_free(uow, venue, request):
            yield one


def _on_other_days(period: Period) -> Iterator[Period]:
    """The same wall-clock times on other days."""
    for by in OTHER_DAYS:
        start, end = _moved(period.start, by), _moved(period.end, by)
        if start < end:
            yield Period(start, end)


def _moved(instant: datetime, by: timedelta) -> datetime:
    local = local_time.to_local(instant)
    return local_time.at(local.date() + by, local.time())


def _request(old: Booking, venue: Venue, period: Period, slugs: tuple[str, ...]) -> BookingRequest:
    use = replace(old.use, layout="")
    return BookingRequest(
        venue_slug=venue.slug,
        period=period,
        persons=old.persons,
        occasion=old.occasion,
        organizer=old.organizer,
        house_rules_accepted=True,
        space_slugs=slugs,
        use=use,
        is_adult=True,
    )
