"""Closing a hall and reserving it for elections. What is in the way is told, never displaced."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from booking_server.domain.bookings import BLACKOUT, Booking, BookingStatus, move
from booking_server.domain.errors import NotFound, NotPermitted, RuleBroken
from booking_server.domain.people import Deed, Person
from booking_server.domain.regulation import ElectionDays
from booking_server.domain.rules import a_booking_names_spaces_of_its_hall
from booking_server.domain.uses import Purpose, Use, UserGroup
from booking_server.domain.venues import Space, Venue
from booking_server.services.bookings.occupying import enter, new_booking, occupied_by
from booking_server.services.bookings.settling import end, settle
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require, require_at
from booking_server.services.foundation.retrying import retried
from booking_server.storage.repositories.elections import Election
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period

LONGEST_DAYS = 366


class BlackoutUnclear(RuleBroken):
    """A blackout names its reason and lasts a year at most."""

    code = "blackout-unclear"
    field = "reason"


class ElectionStands(RuleBroken):
    """What is reserved for an election ends with the election, not by itself."""

    code = "election-stands"


class BookingsInTheWay(RuleBroken):
    """A blackout displaces no booking by itself; `bookings` are those in the way."""

    code = "bookings-in-the-way"
    field = "start"

    def __init__(self, bookings: tuple[Booking, ...]) -> None:
        super().__init__(
            f"Es liegen noch {len(bookings)} Buchungen in dieser Zeit."
            if len(bookings) > 1
            else "Es liegt noch eine Buchung in dieser Zeit."
        )
        self.bookings = bookings


@dataclass(frozen=True, slots=True)
class Closed:
    """A blackout with its hall and spaces."""

    booking: Booking
    venue: Venue
    spaces: tuple[Space, ...]

    @property
    def words(self) -> str:
        """Return when it is closed, whole days without their midnights."""
        first, last = (local_time.local_date(each) for each in (self.booking.period.start, self._last))
        if self.booking.period != Period(local_time.day(first).start, local_time.day(last).end):
            return local_time.say_period(self.booking.period)
        until = f" bis {local_time.say_date(last)}" if last > first else ""
        return f"{local_time.say_date(first)}{until}, ganztägig"

    @property
    def ends_on_another_day(self) -> bool:
        """Whether there is an earlier day it could end on."""
        return local_time.local_date(self._last) > local_time.local_date(self.booking.period.start)

    @property
    def _last(self) -> datetime:
        return self.booking.period.end - timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ElectionHall:
    """A hall an election concerns, and the bookings that still keep it from being reserved."""

    venue: Venue
    in_the_way: tuple[Booking, ...]


@dataclass(frozen=True, slots=True)
class ElectionDay:
    """An election day and what it means for each hall that minds elections."""

    election: Election
    halls: tuple[ElectionHall, ...]


@retried
def close(
    house: House, person: Person, slug: str, period: Period, *, reason: str, space_slugs: tuple[str, ...] = ()
) -> Booking:
    """Close spaces of a hall, none named for all of them. The public reads "geschlossen", nothing else.

    Raises NotFound, NotPermitted, SpaceUnknown, BlackoutUnclear, BookingsInTheWay.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, Deed.MANAGE_BLACKOUTS, venue)
        a_booking_names_spaces_of_its_hall(venue, space_slugs)
        if not reason.strip():
            raise BlackoutUnclear("Bitte geben Sie einen Grund an. Öffentlich steht nur „geschlossen“.")
        if period.duration.days > LONGEST_DAYS:
            raise BlackoutUnclear("Eine Sperrzeit dauert höchstens ein Jahr.", field="end")
        if period.end <= uow.now:
            raise BlackoutUnclear("Diese Zeit ist schon vorbei.", field="start")
        booking = _close(
            house, uow, person, venue, period=period, spaces=venue.spaces_named(space_slugs), reason=reason
        )
        uow.commit()
    return booking


@retried
def reopen(house: House, person: Person, booking_id: str) -> Booking:
    """End a blackout: its spaces can be booked again, but for the election days it lay over.

    Raises NotFound, NotPermitted, ElectionStands, TransitionNotAllowed.
    """
    with house.unit_of_work() as uow:
        closed = _closed(uow, person, booking_id)
        reopened = _reopen(house, uow, person, closed)
        _reserve_election_days(house, uow, person, closed)
        uow.commit()
    return reopened


@retried
def shorten(house: House, person: Person, booking_id: str, last_day: date | None) -> Booking:
    """Let a blackout end with a day before its last; what is open again can be booked.

    Raises as reopen(), and BlackoutUnclear without a day, or when it leaves nothing closed or nothing open.
    """
    with house.unit_of_work() as uow:
        closed = _closed(uow, person, booking_id)
        if last_day is None:
            message = "Bitte geben Sie den neuen letzten Tag an, zum Beispiel 27.09.2026."
            raise BlackoutUnclear(message, field="last_day")
        until = local_time.day(last_day).end
        if not max(closed.period.start, uow.now) < until < closed.period.end:
            raise BlackoutUnclear(
                "Der neue letzte Tag muss in der Sperrzeit liegen, vor ihrem Ende und nicht vor heute."
                " Ganz beenden Sie eine Sperrzeit mit „Wieder öffnen“.",
                field="last_day",
            )
        _reopen(house, uow, person, closed)
        venue = uow.venues.by_id(closed.venue_id)
        kept = _close(
            house,
            uow,
            person,
            venue,
            period=Period(closed.period.start, until),
            spaces=tuple(space for space in venue.spaces if space.id in closed.space_ids),
            reason=closed.occasion,
            purpose=closed.use.purpose,
        )
        _reserve_election_days(house, uow, person, closed)
        uow.commit()
    return kept


def coming_blackouts(house: House, person: Person) -> tuple[Closed, ...]:
    """Return the blackouts to come at the person's halls, by start."""
    with house.reading() as uow:
        halls = {venue.id: venue for venue in _halls(uow, person)}
        found = uow.bookings.blackouts(list(halls), uow.now)
    return tuple(
        Closed(
            one,
            halls[one.venue_id],
            tuple(space for space in halls[one.venue_id].spaces if space.id in one.space_ids),
        )
        for one in found
    )


@retried
def enter_election(house: House, person: Person, municipality_id: str, day: date, name: str) -> None:
    """Enter an election day. Halls that mind elections are closed that day where nothing is in the way.

    Entering it again closes the halls that have become free since. Raises NotPermitted, BlackoutUnclear.
    """
    with house.unit_of_work() as uow:
        _require_town(person, municipality_id)
        if not name.strip():
            raise BlackoutUnclear("Bitte geben Sie an, welche Wahl es ist.", field="name")
        if day < local_time.local_date(uow.now):
            raise BlackoutUnclear("Dieser Tag ist schon vorbei.", field="day")
        uow.elections.put(Election(municipality_id, day, name.strip()))
        for venue in _minding(uow, municipality_id):
            uow.venues.lock(venue.id)
            _reserve(house, uow, person, venue, day=day, name=name)
            uow.venues.touch(venue.id, uow.now)
        uow.audit.add(person.id, "election_entered", day.isoformat(), municipality_id=municipality_id)
        uow.commit()


@retried
def remove_election(house: House, person: Person, municipality_id: str, day: date) -> None:
    """Take an election day back; its halls can be booked again. Raises NotPermitted."""
    with house.unit_of_work() as uow:
        _require_town(person, municipality_id)
        uow.elections.remove(municipality_id, day)
        for venue in uow.venues.all():
            if venue.municipality_id == municipality_id:
                uow.venues.lock(venue.id)
                for one in _closed_for_election(uow, venue, local_time.day(day)):
                    end(house, uow, move(one, BookingStatus.CANCELLED, now=uow.now), actor=person.id)
        uow.audit.add(person.id, "election_removed", day.isoformat(), municipality_id=municipality_id)
        uow.commit()


def coming_elections(house: House, person: Person) -> tuple[ElectionDay, ...]:
    """Return the election days to come where the person manages blackouts, with the halls they concern."""
    with house.reading() as uow:
        towns = [
            town.id
            for town in uow.venues.municipalities()
            if person.may_everywhere(Deed.MANAGE_BLACKOUTS, town.id)
        ]
        found = uow.elections.from_day(towns, local_time.local_date(uow.now)) if towns else ()
        return tuple(
            ElectionDay(
                one,
                tuple(
                    ElectionHall(venue, _in_the_way(uow, venue, venue.spaces, local_time.day(one.day)))
                    for venue in _minding(uow, one.municipality_id)
                ),
            )
            for one in found
        )


def _close(
    house: House,
    uow: UnitOfWork,
    person: Person,
    venue: Venue,
    *,
    period: Period,
    spaces: tuple[Space, ...],
    reason: str,
    purpose: Purpose = Purpose.MUNICIPAL,
) -> Booking:
    uow.venues.lock(venue.id)
    in_the_way = _in_the_way(uow, venue, spaces, period)
    if in_the_way:
        raise BookingsInTheWay(in_the_way)
    booking = replace(
        new_booking(uow, venue, spaces, period, BookingStatus.CONFIRMED),
        occasion=reason.strip()[:200],
        source=BLACKOUT,
        use=Use(purpose, UserGroup.MUNICIPALITY),
    )
    enter(uow, booking, spaces)
    settle(house, uow, booking, venue, actor=person.id, action="closed")
    return booking


def _closed(uow: UnitOfWork, person: Person, booking_id: str) -> Booking:
    """Return a blackout that a person may end. An election's stands as long as the election does."""
    closed = uow.bookings.locked(booking_id)
    require(person, Deed.MANAGE_BLACKOUTS, closed)
    if closed.source != BLACKOUT:
        raise NotFound("Diese Sperrzeit gibt es nicht.")
    if closed.use.purpose is Purpose.ELECTION and _elections_during(uow, closed):
        raise ElectionStands(
            "Diese Sperrzeit gehört zu einer Wahl. Sie endet, wenn die Gemeinde den Wahltag entfernt."
        )
    return closed


def _reopen(house: House, uow: UnitOfWork, person: Person, closed: Booking) -> Booking:
    reopened = move(closed, BookingStatus.CANCELLED, now=uow.now)
    end(house, uow, reopened, actor=person.id)
    return reopened


def _reserve_election_days(house: House, uow: UnitOfWork, person: Person, closed: Booking) -> None:
    """Reserve the election days a blackout lay over: while it stood, nothing else could."""
    venue = uow.venues.by_id(closed.venue_id)
    for day, name in _elections_during(uow, closed).items():
        _reserve(house, uow, person, venue, day=day, name=name)


def _reserve(house: House, uow: UnitOfWork, person: Person, venue: Venue, *, day: date, name: str) -> None:
    """Close a hall for an election unless something is in the way, which the page then tells."""
    whole_day = local_time.day(day)
    if whole_day.end > uow.now and not occupied_by(uow, venue, venue.spaces, whole_day):
        _close(
            house,
            uow,
            person,
            venue,
            period=whole_day,
            spaces=venue.spaces,
            reason=name,
            purpose=Purpose.ELECTION,
        )


def _elections_during(uow: UnitOfWork, closed: Booking) -> dict[date, str]:
    """Return the elections on the days of a blackout, none where the hall does not mind them."""
    if uow.venues.by_id(closed.venue_id).regulation.elections is ElectionDays.OPEN:
        return {}
    last = closed.period.end - timedelta(minutes=1)
    days = [local_time.local_date(each) for each in (closed.period.start, last)]
    return uow.elections.on(closed.municipality_id, days)


def _in_the_way(
    uow: UnitOfWork, venue: Venue, spaces: Sequence[Space], period: Period
) -> tuple[Booking, ...]:
    """Return the bookings and live holds that share a space and an instant, blackouts left out."""
    return tuple(one for one in occupied_by(uow, venue, spaces, period) if one.source != BLACKOUT)


def _closed_for_election(uow: UnitOfWork, venue: Venue, day: Period) -> list[Booking]:
    standing = uow.bookings.find(
        venue_ids=[venue.id], statuses=[BookingStatus.CONFIRMED], between=day, limit=1000
    )
    return [one for one in standing if one.is_blackout and one.use.purpose is Purpose.ELECTION]


def _minding(uow: UnitOfWork, municipality_id: str) -> list[Venue]:
    return [
        venue
        for venue in uow.venues.all()
        if venue.municipality_id == municipality_id and venue.regulation.elections is not ElectionDays.OPEN
    ]


def _halls(uow: UnitOfWork, person: Person) -> list[Venue]:
    return [
        venue
        for venue in uow.venues.all()
        if person.may(Deed.MANAGE_BLACKOUTS, municipality_id=venue.municipality_id, venue_id=venue.id)
    ]


def _require_town(person: Person, municipality_id: str) -> None:
    if not person.may_everywhere(Deed.MANAGE_BLACKOUTS, municipality_id):
        raise NotPermitted("Wahltage trägt ein, wer für die ganze Gemeinde zuständig ist.")
