"""Single dates of a series: moved, given back, booked after all. Each is one transaction."""

from dataclasses import dataclass, replace
from datetime import date

from booking_server.domain.bookings import Booking, BookingStatus, move
from booking_server.domain.errors import BookingOverlaps, TimeUnreadable, TransitionNotAllowed
from booking_server.domain.people import Deed, Person
from booking_server.domain.series import DateState, Series, SeriesDate
from booking_server.domain.suggestions import Spaces
from booking_server.domain.venues import Venue
from booking_server.services.bookings.approving import open_requests
from booking_server.services.bookings.cancellations import ReleaseCost, cost_of_release, note_fees
from booking_server.services.bookings.judging import check_request
from booking_server.services.bookings.occupying import enter
from booking_server.services.bookings.quoting import keep_prices
from booking_server.services.bookings.settling import end, settle
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.codes import pin_to_share
from booking_server.services.series.series import date_booking, status_of
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

NO_SUCH_TIME = "Diese Uhrzeit gibt es an dem Tag nicht. Bitte wählen Sie eine andere."
STANDING = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Taken:
    """The booking of a date; `is_new` False when the date was booked before, and nothing happened."""

    booking: Booking
    is_new: bool = True


@retried
def book_date(
    house: House,
    series_id: str,
    day: date,
    *,
    period: Period | None = None,
    spaces: Spaces | None = None,
    person: Person | None = None,
) -> Taken:
    """Book a date of a series that has none, at its planned time or another.

    A date that is booked already is answered, not doubled. Raises NotFound, NotPermitted,
    RequestRefused, BookingOverlaps, TimeUnreadable when its planned time does not exist.
    """
    with house.unit_of_work() as uow:
        made, dated, venue = _open(uow, series_id, day, person)
        old = standing(uow, dated)
        if old is not None:
            return Taken(old, is_new=False)
        booking = _book(house, uow, venue, made, dated, period=period, spaces=spaces, person=person)
        uow.commit()
    return Taken(booking)


@retried
def move_date(
    house: House,
    series_id: str,
    day: date,
    *,
    period: Period,
    spaces: Spaces | None = None,
    person: Person | None = None,
    agreed: int | None = None,
) -> Taken:
    """Give a date other times or rooms: the old booking ends, a new one takes its place, or neither.

    `agreed` are the cents the organizer was told. Raises NotFound, NotPermitted, RequestRefused,
    BookingOverlaps, CostChanged, TransitionNotAllowed when it is over.
    """
    with house.unit_of_work() as uow:
        made, dated, venue = _open(uow, series_id, day, person)
        old = standing(uow, dated)
        if old is not None:
            if old.period == period and spaces is None:
                return Taken(old, is_new=False)
            if person is None:
                note_fees(uow, [old], instead=[period], agreed=agreed)
            _give_back(house, uow, old, person, "Verlegt.")
        booking = _book(house, uow, venue, made, dated, period=period, spaces=spaces, person=person)
        uow.commit()
    return Taken(booking)


@retried
def release_date(
    house: House, series_id: str, day: date, *, person: Person | None = None, agreed: int | None = None
) -> SeriesDate:
    """Give one date back, so that others can use the hall; the series goes on.

    `agreed` are the cents the organizer was told. Raises NotFound, NotPermitted, CostChanged,
    TransitionNotAllowed when it is over.
    """
    with house.unit_of_work() as uow:
        _, dated, _ = _open(uow, series_id, day, person)
        old = standing(uow, dated)
        if old is not None:
            if person is None:
                note_fees(uow, [old], agreed=agreed)
            _give_back(house, uow, old, person, "Freigegeben.")
        state = DateState.SKIPPED if old is None else DateState.RELEASED
        changed = replace(dated, state=state, note="", offered_at=None)
        uow.series.save_date(changed)
        uow.commit()
    return changed


def look_at_release(house: House, series_id: str, day: date) -> ReleaseCost | None:
    """Return what giving a date back would cost its organizer now; nothing happens. Raises NotFound."""
    with house.reading() as uow:
        booking = standing(uow, uow.series.date_on(series_id, day))
        return cost_of_release(uow, [booking]) if booking else None


def standing(uow: UnitOfWork, dated: SeriesDate) -> Booking | None:
    """Return the booking that stands for a date, if one does."""
    if dated.booking_id is None:
        return None
    booking = uow.bookings.get(dated.booking_id)
    return booking if booking.status in STANDING else None


def _open(
    uow: UnitOfWork, series_id: str, day: date, person: Person | None
) -> tuple[Series, SeriesDate, Venue]:
    made = uow.series.get(series_id)
    uow.venues.lock(made.venue_id)
    venue = uow.venues.by_id(made.venue_id)
    if person is not None:
        require_at(person, Deed.MANAGE_SERIES, venue)
    return made, uow.series.date_on(series_id, day), venue


def _book(
    house: House,
    uow: UnitOfWork,
    venue: Venue,
    made: Series,
    dated: SeriesDate,
    *,
    period: Period | None,
    spaces: Spaces | None,
    person: Person | None,
) -> Booking:
    when, rooms = period or dated.period, made.request.space_slugs if spaces is None else spaces
    if when is None:
        raise TimeUnreadable(NO_SUCH_TIME, field="start")
    check_request(house, uow, venue, made.request.on(when, rooms))
    asked = date_booking(uow, venue, made, when, rooms)
    booking = replace(asked, status=status_of(uow, venue, asked, person))
    enter(uow, booking, venue.spaces_named(rooms))
    if booking.status is BookingStatus.REQUESTED:
        open_requests(uow, venue, [booking])
    keep_prices(uow, venue, [booking])
    uow.series.save_date(
        replace(
            dated,
            state=DateState.BOOKED,
            period=dated.period or when,
            booking_id=booking.id,
            note="",
            offered_at=None,
        )
    )
    like = pin_to_share(uow, venue, made.id, when)
    actor = person.id if person else "organizer"
    settle(house, uow, booking, venue, actor=actor, action=booking.status.value, pin_like=like)
    return booking


def _give_back(house: House, uow: UnitOfWork, old: Booking, person: Person | None, why: str) -> None:
    if old.period.end <= uow.now:
        raise TransitionNotAllowed("Der Termin ist schon vorbei und kann nicht mehr geändert werden.")
    ended = move(old, BookingStatus.CANCELLED, now=uow.now, reason=why)
    end(house, uow, ended, actor=person.id if person else "organizer", tell=False)


@retried
def note_taken_again(house: House, series_id: str, day: date, error: BookingOverlaps) -> None:
    """Remember a date whose offer came too late, so that it is offered again."""
    with house.unit_of_work() as uow:
        dated = uow.series.date_on(series_id, day)
        if dated.state is DateState.OFFERED:
            uow.series.save_date(replace(dated, state=DateState.TAKEN, note=error.message, offered_at=None))
            uow.commit()
