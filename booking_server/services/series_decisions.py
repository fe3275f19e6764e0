"""One decision about a series as a whole, in which single dates may be refused."""

from collections.abc import Collection
from datetime import date

from booking_server.domain.bookings import BookingStatus, move
from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.people import Deed, Person
from booking_server.domain.series import Series
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
        days = {dated.booking_id: dated.day for dated in uow.series.dates(series_id)}
        waiting = [
            b
            for b in uow.bookings.of_series(series_id)
            if b.status is BookingStatus.REQUESTED and b.id in days
        ]
        if not waiting:
            raise TransitionNotAllowed("Über diese Serie wurde schon entschieden.")
        confirmed = []
        for booking in waiting:
            if refused is None or days[booking.id] in refused:
                no = move(booking, BookingStatus.REJECTED, now=uow.now, reason=reason)
                end(house, uow, no, actor=person.id, tell=False)
            else:
                yes = move(booking, BookingStatus.CONFIRMED, now=uow.now, reason=reason)
                uow.bookings.save(yes)
                confirmed.append(yes)
        if confirmed:
            settle_all(house, uow, confirmed, venue, actor=person.id, action="approved")
        uow.outbox.add("mail", made.id, template="series_decided")
        action = "series_approved" if confirmed else "series_rejected"
        uow.audit.add(person.id, action, made.id, municipality_id=made.municipality_id, reason=reason)
        uow.commit()
    return made
