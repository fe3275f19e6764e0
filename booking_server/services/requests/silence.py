"""When nobody answers: the clerks are told, and in the end a request ends by itself."""

from booking_server.domain.bookings import Booking, BookingStatus, move
from booking_server.services.bookings.approving import progress_of
from booking_server.services.bookings.settling import end
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.requests.request_queue import once_a_series
from booking_server.storage.unit_of_work import UnitOfWork


@retried
def escalate(house: House) -> int:
    """Tell the clerks, once for each step, of requests nobody has answered; return how many.

    A series is one request, however many of its dates wait.
    """
    with house.unit_of_work() as uow:
        asked = _open(uow)
        progress = progress_of(uow, asked)
        silent = [
            booking
            for booking in asked
            if progress[booking.id].told_at is None
            and progress[booking.id].is_silent(uow.approvals.patience(booking.venue_id), uow.now)
        ]
        requests = once_a_series(silent)
        for booking in requests:
            template = "series_silence" if booking.series_id else "silence"
            uow.outbox.add("mail", booking.series_id or booking.id, template=template)
            uow.audit.add("clock", "escalated", booking.id, municipality_id=booking.municipality_id)
        if silent:
            uow.approvals.note_told([booking.id for booking in silent], uow.now)
            uow.commit()
    return len(requests)


def end_requests(house: House) -> int:
    """End requests whose time is up or that nobody decided before they would have begun; return how many.

    What ends of a series is told in one mail, however many dates that are.
    """
    with house.reading() as uow:
        past = [booking for booking in _open(uow) if _is_past(uow, booking)]
    single = sum(_end(house, booking.id) for booking in past if booking.series_id is None)
    series = sorted({booking.series_id for booking in past if booking.series_id is not None})
    return single + sum(_end_dates(house, one) for one in series)


@retried
def _end(house: House, booking_id: str) -> bool:
    """End one request, unless it was decided in between."""
    with house.unit_of_work() as uow:
        booking = uow.bookings.locked(booking_id)
        if booking.status is not BookingStatus.REQUESTED or not _is_past(uow, booking):
            return False
        end(house, uow, move(booking, BookingStatus.EXPIRED, now=uow.now), actor="clock")
        uow.commit()
    return True


@retried
def _end_dates(house: House, series_id: str) -> int:
    """End the dates of a series whose time is up, unless they were decided in between."""
    with house.unit_of_work() as uow:
        uow.venues.lock(uow.series.get(series_id).venue_id)
        asked = [b for b in uow.bookings.of_series(series_id) if b.status is BookingStatus.REQUESTED]
        past = [booking for booking in asked if _is_past(uow, booking)]
        for booking in past:
            end(house, uow, move(booking, BookingStatus.EXPIRED, now=uow.now), actor="clock", tell=False)
        if past:
            uow.outbox.add("mail", series_id, template="series_expired")
            uow.commit()
    return len(past)


def _is_past(uow: UnitOfWork, booking: Booking) -> bool:
    ends = booking.hold_until
    return booking.period.start <= uow.now or (ends is not None and ends <= uow.now)


def _open(uow: UnitOfWork) -> tuple[Booking, ...]:
    halls = [venue.id for venue in uow.venues.all()]
    return uow.bookings.find(venue_ids=halls, statuses=[BookingStatus.REQUESTED])
