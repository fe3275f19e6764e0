"""Letting foreign times block spaces. What was there before stays; what stands still stands unchanged.

1. Times that touch become one stretch: a space is taken once.
2. A stretch that is blocked already stays as it is: reading the same again changes nothing.
3. What blocks for no stretch any more ends.
4. A new stretch takes its spaces, unless a booking, a hold or a blackout is in the way: these always win.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from booking_server.domain.bookings import FOREIGN, Booking, BookingStatus, move
from booking_server.domain.foreign_calendars import (
    ForeignCalendar,
    ForeignTime,
    Stretch,
    TimeState,
    stretches,
)
from booking_server.domain.occupancy import occupancies
from booking_server.domain.uses import Purpose, Use, UserGroup
from booking_server.domain.venues import Space, Venue
from booking_server.services.bookings.occupying import enter_all, new_booking
from booking_server.services.bookings.settling import end
from booking_server.services.bookings.taken_times import TakenTimes, taken_at
from booking_server.services.foundation.house import House
from booking_server.services.series.series_judging import end_old_holds
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

ROUND_ABOUT = timedelta(days=1)
FAR_AHEAD = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Blocked:
    """What a calendar's times would block, and what is in the way of the others."""

    free: tuple[Stretch, ...]
    taken: tuple[tuple[Stretch, str], ...]


def judge(
    uow: UnitOfWork,
    venue: Venue,
    spaces: Sequence[Space],
    times: Iterable[ForeignTime],
    *,
    without: Collection[str] = (),
) -> Blocked:
    """Return which stretches are free, and of the others the id of a booking that is in the way.

    Bookings in `without` are the calendar's own and never in the way.
    """
    wanted = stretches(times, gap_of(spaces))
    taken = _taken(uow, venue, wanted, without)
    free: list[Stretch] = []
    refused: list[tuple[Stretch, str]] = []
    for one in wanted:
        in_the_way = taken.in_the_way(occupancies("", one.period, spaces))
        if in_the_way is None:
            free.append(one)
        else:
            refused.append((one, in_the_way.booking_id))
    return Blocked(tuple(free), tuple(refused))


def block(
    house: House,
    uow: UnitOfWork,
    calendar: ForeignCalendar,
    venue: Venue,
    times: Sequence[ForeignTime],
    *,
    actor: str,
) -> tuple[ForeignTime, ...]:
    """Let the times to come block, end what blocks for none of them; return the times as they are now.

    `times` that are over stay as they are.
    """
    spaces = venue.spaces_named(calendar.space_slugs)
    uow.venues.lock(venue.id)
    end_old_holds(uow, venue)
    own = _own(uow, calendar, times)
    near = [one for one in times if one.period.end > uow.now - ROUND_ABOUT]
    wanted = [one for one in stretches(near, gap_of(spaces)) if one.period.end > uow.now]
    kept = _kept(wanted, own, spaces)
    for booking in own.values():
        if booking.id not in kept and booking.period.end > uow.now:
            end(house, uow, move(booking, BookingStatus.CANCELLED, now=uow.now), actor=actor)
    blocked_by = {one.id: booking_id for booking_id, stretch in kept.items() for one in stretch.times}
    coming = [one for stretch in wanted for one in stretch.times]
    rest = [one for one in coming if one.id not in blocked_by]
    blocked_by |= _enter(uow, calendar, venue, spaces, judge(uow, venue, spaces, rest).free, actor=actor)
    said = {one.id: _with_booking(one, blocked_by.get(one.id)) for one in coming}
    return tuple(said.get(one.id, one) for one in times)


def release(
    house: House, uow: UnitOfWork, calendar: ForeignCalendar, times: Sequence[ForeignTime], *, actor: str
) -> None:
    """End everything a calendar still blocks."""
    for booking in _own(uow, calendar, times).values():
        if booking.period.end > uow.now:
            end(house, uow, move(booking, BookingStatus.CANCELLED, now=uow.now), actor=actor)


def gap_of(spaces: Iterable[Space]) -> timedelta:
    """Return how long lies between two uses of these spaces at least."""
    rooms = [room for space in spaces for room in (space, *space.shares)]
    return max((room.setup_buffer for room in rooms), default=timedelta()) + max(
        (room.teardown_buffer for room in rooms), default=timedelta()
    )


def _taken(uow: UnitOfWork, venue: Venue, wanted: Sequence[Stretch], without: Collection[str]) -> TakenTimes:
    if not wanted:
        return TakenTimes()
    last = max(one.period.end for one in wanted)
    within = Period(wanted[0].period.start, last).widened(ROUND_ABOUT, ROUND_ABOUT)
    return taken_at(uow, venue.id, within, without=without)


def _own(uow: UnitOfWork, calendar: ForeignCalendar, times: Sequence[ForeignTime]) -> dict[str, Booking]:
    """Return what blocks now or later for a calendar, by id."""
    ids = {one.booking_id for one in uow.foreign_calendars.times(calendar.id) if one.booking_id}
    ids |= {one.booking_id for one in times if one.booking_id}
    standing = uow.bookings.find(
        venue_ids=[calendar.venue_id],
        statuses=[BookingStatus.CONFIRMED],
        between=Period(uow.now, uow.now + FAR_AHEAD),
    )
    return {one.id: one for one in standing if one.id in ids and one.source == FOREIGN}


def _kept(wanted: Sequence[Stretch], own: dict[str, Booking], spaces: Sequence[Space]) -> dict[str, Stretch]:
    """Return the bookings that block already what a stretch asks for."""
    mine = tuple(sorted(space.id for space in spaces))
    by_period = {one.period: one.id for one in own.values() if tuple(sorted(one.space_ids)) == mine}
    return {by_period[one.period]: one for one in wanted if one.period in by_period}


def _enter(
    uow: UnitOfWork,
    calendar: ForeignCalendar,
    venue: Venue,
    spaces: tuple[Space, ...],
    free: Sequence[Stretch],
    *,
    actor: str,
) -> dict[str, str]:
    """Take the spaces; return the booking of each time that blocks now."""
    new = {stretch: _booking(uow, calendar, venue, spaces, stretch.period) for stretch in free}
    if not new:
        return {}
    entered = {one.id for one in enter_all(uow, [(booking, spaces) for booking in new.values()])}
    uow.venues.touch(venue.id, uow.now)
    uow.audit.add_all(actor, "calendar_blocks", sorted(entered), municipality_id=venue.municipality_id)
    return {
        one.id: booking.id
        for stretch, booking in new.items()
        if booking.id in entered
        for one in stretch.times
    }


def _booking(
    uow: UnitOfWork, calendar: ForeignCalendar, venue: Venue, spaces: tuple[Space, ...], period: Period
) -> Booking:
    """Return what blocks. It names the calendar, not the entry: titles may be about people."""
    return replace(
        new_booking(uow, venue, spaces, period, BookingStatus.CONFIRMED),
        occasion=f"Kalender „{calendar.title}“",
        source=FOREIGN,
        use=Use(Purpose.OTHER, UserGroup.MUNICIPALITY),
    )


def _with_booking(one: ForeignTime, booking_id: str | None) -> ForeignTime:
    state = TimeState.BLOCKS if booking_id else TimeState.IN_THE_WAY
    return replace(one, state=state, booking_id=booking_id)
