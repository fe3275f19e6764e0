"""What follows from a decision: codes, promises to doors and people, calendar, log. Steps of use cases."""

from booking_server.domain.access import choose_offline_word
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.venues import Venue
from booking_server.locks.codes import new_code
from booking_server.services.house import House
from booking_server.storage.repositories.outbox import Promise
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period
from lock_agent.contract.offline_pin import smallest_duration


def settle(house: House, uow: UnitOfWork, booking: Booking, venue: Venue, *, actor: str, action: str) -> None:
    """Do what follows from a booking that now stands: code, promises, calendar, log."""
    promises: list[Promise] = []
    if booking.status is BookingStatus.CONFIRMED:
        start_hour, _ = smallest_duration(*_seconds(booking.period))
        word = choose_offline_word(booking.period, uow.access_codes.offline_words(venue.id, start_hour))
        code = new_code(
            house.keyring,
            booking_id=booking.id,
            venue_id=venue.id,
            window=booking.period,
            word=word,
            is_resting=lambda mark: uow.access_codes.pin_is_resting(venue.id, mark, booking.period),
            now=uow.now,
        )
        uow.access_codes.add(code)
        promises.append(("doors", venue.id, {}))
    promises.append(("mail", booking.id, {"template": booking.status.value}))
    uow.outbox.add_all(promises)
    uow.venues.touch(venue.id, uow.now)
    uow.audit.add(actor, action, booking.id, municipality_id=booking.municipality_id)


def end(house: House, uow: UnitOfWork, booking: Booking, *, actor: str) -> None:
    """Do what follows from a booking that no longer stands: spaces free, codes revoked, promises, log."""
    uow.bookings.save(booking)
    uow.occupancy.release(booking.id)
    uow.access_codes.revoke(booking.id, uow.now)
    freed = {
        "start": booking.period.start.isoformat(),
        "end": booking.period.end.isoformat(),
        "spaces": list(booking.space_ids),
    }
    uow.outbox.add_all(
        [
            ("doors", booking.venue_id, {}),
            ("mail", booking.id, {"template": booking.status.value}),
            ("freed", booking.venue_id, freed),
        ]
    )
    uow.venues.touch(booking.venue_id, uow.now)
    uow.audit.add(
        actor,
        booking.status.value,
        booking.id,
        municipality_id=booking.municipality_id,
        reason=booking.decision_reason,
    )


def _seconds(period: Period) -> tuple[int, int]:
    return int(period.start.timestamp()), int(period.end.timestamp())
