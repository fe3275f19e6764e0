"""One decision about a series as a whole, in which single dates may be refused."""

from collections.abc import Collection
from datetime import date

from booking_server.domain.bookings import BookingStatus, move
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.people import Deed, Person
from booking_server.domain.series import Series
from booking_server.services.approving import say
from booking_server.services.house import House
from booking_server.services.permitting import require_at
from booking_server.services.retrying import retried
from booking_server.services.settling import end, settle_all


def approve_series(
    house: House, series_id: str, person: Person, *, refused: Collection[date] = (), reason: str = ""
) -> Series:
    """Say yes to every date that waits, except those refused; their spaces are free again.

    Raises NotFound, NotPermitted, TransitionNotAllowed when nothing waits for a decision any more.
    """
    return _decide(house, series_id, person, frozenset(refused), reason)


def reject_series(house: House, series_id: str, person: Person, *, reason: str = "") -> Series:
    """Say no to every date that waits. Raises as approve_series()."""
    return _decide(house, series_id, person, None, reason)


@retried
def _decide(
    house: House, series_id: str, person: Person, refused: frozenset[date] | None, reason: str
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
        if not waiting:
            raise TransitionNotAllowed("Über diese Serie wurde schon entschieden.")
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
        else:
            action = "series_approved" if confirmed else "series_rejected"
            uow.outbox.add("mail", made.id, template="series_decided")
        uow.audit.add(person.id, action, made.id, municipality_id=made.municipality_id, reason=reason)
        uow.commit()
    return made
