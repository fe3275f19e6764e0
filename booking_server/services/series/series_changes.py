"""Changing a series "from here on": what was before stays, what comes after is a series of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from booking_server.domain.bookings import Booking, BookingStatus, move
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.people import Deed, Person
from booking_server.domain.series import DateState, Series, SeriesRequest
from booking_server.domain.series_judging import Choice, Choices, JudgedDate, Wish
from booking_server.domain.venues import Venue
from booking_server.services.bookings.cancellations import ReleaseCost, cost_of_release, note_fees
from booking_server.services.bookings.settling import end
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.restraint import hold_back_series
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.codes import pin_to_share
from booking_server.services.series.series import Preview, SavedSeries, new_series, store_dates
from booking_server.services.series.series_dates import STANDING
from booking_server.services.series.series_judging import classified, end_old_holds, judged
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period

ENDED = "Die Serie endet vorher."
CHANGED = "Ab hier geändert."
_A_DAY = timedelta(days=1)


def preview_from(
    house: House, series_id: str, day: date, request: SeriesRequest, choices: Choices | None = None
) -> Preview:
    """Return what would become of the dates from a day on; save nothing.

    A date that cannot change keeps its old time: nobody loses what they had. Raises as preview().
    """
    with house.reading() as uow:
        old = uow.series.get(series_id)
        venue = uow.venues.by_id(old.venue_id)
        wanted = classified(uow, venue, _from(old, day, request))
        bookings = later(uow, old, day)
        dates = _judged(house, uow, venue, wanted, choices=choices or {}, bookings=bookings)
        release = cost_of_release(uow, bookings.values(), instead=_times(dates))
    return Preview(venue, wanted, dates, release=release)


@retried
def change_from(
    house: House,
    series_id: str,
    day: date,
    request: SeriesRequest,
    choices: Choices | None = None,
    *,
    person: Person | None = None,
    agreed: int | None = None,
) -> SavedSeries:
    """Change time, rooms or end of a series from a day on, in one transaction; the door code stays.

    `agreed` are the cents the organizer was told for what is given back. Raises as save(), CostChanged,
    and TransitionNotAllowed when the day has passed.
    """
    with house.unit_of_work() as uow:
        old, venue = _open(uow, series_id, day, person)
        wanted = classified(uow, venue, _from(old, day, request))
        bookings = later(uow, old, day)
        end_old_holds(uow, venue)
        dates = _judged(house, uow, venue, wanted, choices=choices or {}, bookings=bookings)
        made = new_series(uow, venue, wanted, source=old.source, continues=old.id)
        like = pin_to_share(uow, venue, old.id, local_time.day(day))
        if person is None:
            note_fees(uow, bookings.values(), instead=_times(dates), agreed=agreed)
        _cut(house, uow, old, day, bookings=bookings, why=CHANGED, person=person)
        store_dates(house, uow, venue, made, dates, person=person, pin_like=like)
        if person is None:
            hold_back_series(house, uow, venue, made)
        uow.commit()
    return SavedSeries(made, links.series_token(house, made))


@retried
def end_from(
    house: House, series_id: str, day: date, *, person: Person | None = None, agreed: int | None = None
) -> Series:
    """End a series: every date from a day on is given back. Raises as change_from()."""
    with house.unit_of_work() as uow:
        old, _ = _open(uow, series_id, day, person)
        bookings = later(uow, old, day)
        if person is None:
            note_fees(uow, bookings.values(), agreed=agreed)
        ended = _cut(house, uow, old, day, bookings=bookings, why=ENDED, person=person)
        uow.outbox.add("mail", old.id, template="series_ended")
        uow.commit()
    return ended


def look_at_end(house: House, series_id: str, day: date) -> ReleaseCost | None:
    """Return what ending a series from a day on would cost its organizer now; nothing happens."""
    with house.reading() as uow:
        return cost_of_release(uow, later(uow, uow.series.get(series_id), day).values())


def later(uow: UnitOfWork, old: Series, day: date) -> Mapping[date, Booking]:
    """Return the standing bookings of a series from a day on that are not over, by day."""
    booked = {booking.id: booking for booking in uow.bookings.of_series(old.id)}
    found = {
        dated.day: booked[dated.booking_id]
        for dated in uow.series.dates(old.id)
        if dated.day >= day and dated.booking_id in booked
    }
    return {
        on: booking
        for on, booking in found.items()
        if booking.status in STANDING and booking.period.end > uow.now
    }


def _judged(
    house: House,
    uow: UnitOfWork,
    venue: Venue,
    wanted: SeriesRequest,
    *,
    choices: Choices,
    bookings: Mapping[date, Booking],
) -> tuple[JudgedDate, ...]:
    gone = {booking.id for booking in bookings.values()}
    first = judged(house, uow, venue, wanted, choices, replacing=gone)
    kept = {
        one.day: _as_before(venue, bookings[one.day]) for one in first if _is_lost(one, choices, bookings)
    }
    if not kept:
        return first
    found = judged(house, uow, venue, wanted, {**choices, **kept}, replacing=gone)
    reasons = {one.day: one for one in first}
    return tuple(
        replace(one, notes=(*reasons[one.day].reasons, "Dieser Termin bleibt, wie er war."),
                suggestions=reasons[one.day].suggestions)
        if one.day in kept and one.is_bookable else one
        for one in found
    )  # fmt: skip


def _is_lost(one: JudgedDate, choices: Choices, bookings: Mapping[date, Booking]) -> bool:
    if one.day in choices or one.day not in bookings:
        return False
    return one.state in (DateState.TAKEN, DateState.REFUSED)


def _as_before(venue: Venue, booking: Booking) -> Choice:
    slugs = tuple(space.slug for space in venue.spaces if space.id in booking.space_ids)
    return Choice(Wish.OTHER, booking.period, () if len(slugs) == len(venue.spaces) else slugs)


def _from(old: Series, day: date, request: SeriesRequest) -> SeriesRequest:
    """Return the changed request beginning on the day; who asks and for what stays as it was."""
    season = replace(request.plan.season, first=day)
    return replace(old.request, plan=replace(request.plan, season=season), space_slugs=request.space_slugs)


def _open(uow: UnitOfWork, series_id: str, day: date, person: Person | None) -> tuple[Series, Venue]:
    old = uow.series.get(series_id)
    uow.venues.lock(old.venue_id)
    venue = uow.venues.by_id(old.venue_id)
    if person is not None:
        require_at(person, Deed.MANAGE_SERIES, venue)
    if day < local_time.local_date(uow.now):
        raise TransitionNotAllowed("Ändern können Sie eine Serie ab heute, nicht im Nachhinein.")
    return old, venue


def _times(dates: Sequence[JudgedDate]) -> list[Period]:
    """Return when the dates take place that can be booked."""
    return [one.period for one in dates if one.is_bookable and one.period]


def _cut(
    house: House,
    uow: UnitOfWork,
    old: Series,
    day: date,
    *,
    bookings: Mapping[date, Booking],
    why: str,
    person: Person | None,
) -> Series:
    """End a series before a day: its later bookings are cancelled, its later dates forgotten."""
    actor = person.id if person else "organizer"
    for booking in bookings.values():
        ended = move(booking, BookingStatus.CANCELLED, now=uow.now, reason=why)
        end(house, uow, ended, actor=actor, tell=False)
    uow.series.forget_dates(old.id, day)
    shortened = old.until(max(old.request.plan.season.first, day - _A_DAY), uow.now)
    uow.series.save(shortened)
    uow.audit.add(actor, "series_cut", old.id, municipality_id=old.municipality_id, since=day.isoformat())
    return shortened
