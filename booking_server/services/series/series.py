"""Booking a series: a preview that saves nothing, then one transaction for all its dates."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from booking_server.domain.access import AccessCode
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.errors import SeriesWithoutDates
from booking_server.domain.people import Deed, Person
from booking_server.domain.series import DateState, Series, SeriesDate, SeriesRequest
from booking_server.domain.series_judging import Choices, JudgedDate
from booking_server.domain.suggestions import Spaces
from booking_server.domain.venues import Venue
from booking_server.services.bookings.approving import (
    decides_alone,
    first_status,
    open_requests,
    with_its_end,
)
from booking_server.services.bookings.cancellations import ReleaseCost
from booking_server.services.bookings.judging import ask_a_person
from booking_server.services.bookings.occupying import enter_all, new_booking
from booking_server.services.bookings.quoting import SeriesPrice, keep_prices, price_of_series
from booking_server.services.bookings.settling import settle_all
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.restraint import hold_back_bookings, hold_back_series
from booking_server.services.foundation.retrying import retried
from booking_server.services.series.series_judging import classified, end_old_holds, judged
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

CONFIRMED, REQUESTED = BookingStatus.CONFIRMED, BookingStatus.REQUESTED
TOO_LATE = "Jemand anderes war schneller."


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of each date; nothing was saved. `release` is what giving old dates back costs."""

    venue: Venue
    request: SeriesRequest
    dates: tuple[JudgedDate, ...]
    price: SeriesPrice | None = None
    release: ReleaseCost | None = None

    @property
    def bookable(self) -> int:
        """How many dates can be booked."""
        return sum(date.is_bookable for date in self.dates)


@dataclass(frozen=True, slots=True)
class SavedSeries:
    """A series just saved, or found again by its idempotency key (`is_new` False)."""

    series: Series
    token: str
    is_new: bool = True


def preview(
    house: House, request: SeriesRequest, choices: Choices | None = None, *, replacing: Collection[str] = ()
) -> Preview:
    """Return what would become of every date, with suggestions where one is taken; save nothing.

    Raises NotFound for an unknown hall, SeasonTooLong, RequestRefused with every rule that the request
    breaks whatever the date.
    """
    with house.reading() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        wanted = classified(uow, venue, request)
        dates = judged(house, uow, venue, wanted, choices or {}, replacing=replacing)
        asked = [wanted.on(one.period, one.spaces) for one in dates if one.is_bookable and one.period]
        price = price_of_series(uow, venue, asked)
    return Preview(venue, wanted, dates, price)


@retried
def save(
    house: House,
    request: SeriesRequest,
    choices: Choices | None = None,
    *,
    idempotency_key: str | None = None,
    source: str = "web",
    person: Person | None = None,
) -> SavedSeries:
    """Book every date that can be booked, and remember the others with the reason, in one transaction.

    A date taken since the preview stays out alone. With `person` the desk enters it: who may decide
    about requests needs nobody's yes. Raises as preview(), and NotPermitted, KeyReused,
    SeriesWithoutDates when no date at all can be booked, TooManyRequests.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        uow.venues.lock(venue.id)  # before the key is looked up, as for a single booking
        digest = _digest(request, choices or {})
        earlier = uow.idempotency.booking_for(idempotency_key, digest) if idempotency_key else None
        if earlier is not None:
            made = uow.series.get(uow.bookings.get(earlier).series_id or "")
            return SavedSeries(made, links.series_token(house, made), is_new=False)
        if person is not None:
            require_at(person, Deed.MANAGE_SERIES, venue)
        wanted = _tidy(classified(uow, venue, request))
        end_old_holds(uow, venue)
        dates = judged(house, uow, venue, wanted, choices or {})
        made = new_series(uow, venue, wanted, source=source)
        booked = store_dates(house, uow, venue, made, dates, person=person)
        if person is None:
            hold_back_series(house, uow, venue, made)
            if booked[0].status is CONFIRMED:
                hold_back_bookings(house, uow, venue, booked[0])
        if idempotency_key:
            uow.idempotency.remember(idempotency_key, digest, booked[0].id)
        uow.commit()
    return SavedSeries(made, links.series_token(house, made))


def new_series(
    uow: UnitOfWork, venue: Venue, request: SeriesRequest, *, source: str, continues: str | None = None
) -> Series:
    """Return a series that nobody has stored yet, with a fresh id."""
    return Series(
        id=secrets.token_hex(8),
        municipality_id=venue.municipality_id,
        venue_id=venue.id,
        request=request,
        source=source,
        created_at=uow.now,
        updated_at=uow.now,
        continues=continues,
    )


def store_dates(
    house: House,
    uow: UnitOfWork,
    venue: Venue,
    made: Series,
    dates: Sequence[JudgedDate],
    *,
    person: Person | None,
    pin_like: AccessCode | None = None,
) -> tuple[Booking, ...]:
    """Store a series: a booking for every bookable date, a remembered reason for every other.

    Raises SeriesWithoutDates. A step of use cases, within the caller's transaction.
    """
    if made.request.use.club_id:
        uow.clubs.hold_still(made.request.use.club_id)
    wanted = {
        one.day: date_booking(uow, venue, made, one.period, one.spaces)
        for one in dates
        if one.is_bookable and one.period
    }
    first = next(iter(wanted.values()), None)
    decides = person is not None and first is not None and decides_alone(uow, venue, first, person)
    usual = CONFIRMED if decides or first is None else first_status(uow, venue, first)
    asked = [
        with_its_end(
            uow,
            replace(booking, status=usual if decides or not ask_a_person(uow, venue, booking) else REQUESTED),
        )
        for booking in wanted.values()
    ]
    rooms = {one.day: venue.spaces_named(one.spaces) for one in dates}
    entered = enter_all(uow, list(zip(asked, (rooms[day] for day in wanted), strict=True))) if asked else ()
    if not entered:
        raise SeriesWithoutDates(_no_dates(dates))
    keep_prices(uow, venue, entered)
    is_in = {booking.id for booking in entered}
    open_requests(uow, venue, [booking for booking in entered if booking.status is REQUESTED])
    booked = {day: booking.id for day, booking in wanted.items() if booking.id in is_in}
    uow.series.add(made, [_stored(made, one, booked) for one in dates])
    actor = person.id if person else "organizer"
    status = REQUESTED if any(booking.status is REQUESTED for booking in entered) else CONFIRMED
    settle_all(house, uow, entered, venue, actor=actor, action=status.value, pin_like=pin_like)
    uow.audit.add(actor, f"series_{status.value}", made.id, municipality_id=made.municipality_id)
    uow.outbox.add("mail", made.id, template=f"series_{status.value}")
    return entered


def _stored(made: Series, one: JudgedDate, booked: dict[date, str]) -> SeriesDate:
    state, note = one.state, " ".join(one.reasons)
    if one.is_bookable and one.day not in booked:
        state, note = DateState.TAKEN, TOO_LATE
    return SeriesDate(made.id, made.venue_id, one.day, state, one.wanted, booked.get(one.day), note)


def date_booking(uow: UnitOfWork, venue: Venue, made: Series, period: Period, spaces: Spaces) -> Booking:
    """Return the booking a date of a series becomes, not stored yet."""
    request = made.request
    return replace(
        new_booking(uow, venue, venue.spaces_named(spaces), period, BookingStatus.REQUESTED),
        persons=request.persons,
        occasion=request.occasion,
        organizer=request.organizer,
        source=made.source,
        use=request.use,
        series_id=made.id,
    )


def status_of(uow: UnitOfWork, venue: Venue, date: Booking, person: Person | None) -> BookingStatus:
    """Return the status a date begins with: who decides about requests needs nobody's yes."""
    if person is not None and decides_alone(uow, venue, date, person):
        return CONFIRMED
    return REQUESTED if ask_a_person(uow, venue, date) else first_status(uow, venue, date)


def _no_dates(dates: Sequence[JudgedDate]) -> str:
    why = next((reason for one in dates for reason in one.reasons), "")
    if not dates:
        return "In diesem Zeitraum liegt kein solcher Tag. Bitte wählen Sie ein späteres Ende."
    return f"Kein einziger Termin dieser Serie kann gebucht werden. {why}".strip()


def _digest(request: SeriesRequest, choices: Choices) -> str:
    chosen = sorted((day.isoformat(), repr(choice)) for day, choice in choices.items())
    return sha256(repr((request, chosen)).encode()).hexdigest()


def _tidy(request: SeriesRequest) -> SeriesRequest:
    return replace(request, organizer=request.organizer.tidy(), occasion=request.occasion.strip())
