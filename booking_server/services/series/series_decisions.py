"""One decision about a series as a whole, in which single dates may be refused."""

from collections.abc import Collection, Sequence
from datetime import date

from booking_server.domain.bookings import Booking, BookingStatus, move
from booking_server.domain.errors import AlreadyDecided
from booking_server.domain.people import Deed, Person
from booking_server.domain.series import Series
from booking_server.services.bookings.approving import progress_of, say
from booking_server.services.bookings.settling import end, settle_all
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_moment


def approve_series(
    house: House,
    series_id: str,
    person: Person,
    *,
    refused: Collection[date] = (),
    reason: str = "",
    step: int | None = None,
) -> Series:
    """Say yes to every date that waits, except those refused; their spaces are free again.

    `step` is the step the person was asked about, where the page knew. Raises NotFound, NotPermitted,
    NotYourTurn, and AlreadyDecided naming who decided when nothing waits for this decision any more.
    """
    return _decide(house, series_id, person, frozenset(refused), reason=reason, step=step)


def reject_series(
    house: House, series_id: str, person: Person, *, reason: str = "", step: int | None = None
) -> Series:
    """Say no to every date that waits. Raises as approve_series()."""
    return _decide(house, series_id, person, None, reason=reason, step=step)


def first_step(uow: UnitOfWork, waiting: Sequence[Booking]) -> int:
    """Return the step at which the dates of a series wait; a moved date begins its chain anew."""
    if not waiting:
        return 0
    return min(one.step for one in progress_of(uow, waiting).values())


@retried
def _decide(
    house: House,
    series_id: str,
    person: Person,
    refused: frozenset[date] | None,
    *,
    reason: str,
    step: int | None,
) -> Series:
    with house.unit_of_work() as uow:
        made = uow.series.get(series_id)
        uow.venues.lock(made.venue_id)
        venue = uow.venues.by_id(made.venue_id)
        require_at(person, Deed.DECIDE_REQUEST, venue)
        uow.venues.lock(venue.id)
        days = {dated.booking_id: dated.day for dated in uow.series.dates(series_id)}
        waiting = [
            b
            for b in uow.bookings.of_series(series_id)
            if b.status is BookingStatus.REQUESTED and b.id in days
        ]
        if not waiting or (step is not None and first_step(uow, waiting) != step):
            raise AlreadyDecided(_what_was_said(uow, series_id))
        confirmed, asked_on = [], 0
        for booking in waiting:
            is_yes = refused is not None and days[booking.id] not in refused
            status = say(uow, booking, person, yes=is_yes, reason=reason)
            if status is BookingStatus.REJECTED:
                no = move(booking, status, now=uow.now, reason=reason)
                end(house, uow, no, actor=person.id, tell=False)
            elif status is BookingStatus.CONFIRMED:
                yes = move(booking, status, now=uow.now, reason=reason)
                uow.bookings.save(yes)
                confirmed.append(yes)
            else:
                asked_on += 1
        if confirmed:
            settle_all(house, uow, confirmed, venue, actor=person.id, action="approved")
        if asked_on:
            action = "series_asked_on"
            uow.outbox.add("mail", made.id, template="series_asked_on")
        else:
            action = "series_approved" if confirmed else "series_rejected"
            uow.outbox.add("mail", made.id, template="series_decided")
        uow.audit.add(person.id, action, made.id, municipality_id=made.municipality_id, reason=reason)
        uow.commit()
    return made


def _what_was_said(uow: UnitOfWork, series_id: str) -> str:
    said = uow.approvals.decisions([booking.id for booking in uow.bookings.of_series(series_id)])
    if not said:
        return "Über diese Serie wurde schon entschieden."
    last = max(said, key=lambda one: one.at)
    word = "zugesagt" if any(one.said_yes for one in said if one.at == last.at) else "abgesagt"
    name = uow.people.name_of(last.person_id)
    return f"Diese Serie wurde schon {word}: am {say_moment(last.at)} von {name}."
