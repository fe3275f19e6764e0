"""Making the codes of bookings: a step of use cases, over the unit of work of whoever calls."""

from collections.abc import Collection, Sequence

from booking_server.domain.access import OFFLINE_SEQUENCES, AccessCode, choose_offline_word
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.credentials import OFFLINE_PINS_OF_AN_HOUR, SEQUENCES_OF_PROGRAMS
from booking_server.domain.venues import SeriesCode, Venue
from booking_server.locks import codes
from booking_server.services.foundation.house import House
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period
from lock_agent.contract.offline_pin import OfflineWord, smallest_duration


def codes_for(
    house: House,
    uow: UnitOfWork,
    bookings: Sequence[Booking],
    venue: Venue,
    *,
    shared: bool = False,
    pin_like: AccessCode | None = None,
) -> list[AccessCode]:
    """Return a fresh code for each booking, not stored yet.

    With `shared` all have one PIN, each within its own window; `pin_like` names a code whose PIN
    they take over. QR token and offline PIN are always a booking's own.
    """
    hours = {booking.id: _start_hour(booking.period) for booking in bookings}
    given = uow.access_codes.offline_words_from(venue.id, set(hours.values()))
    pin = codes.pin_of(house.keyring, pin_like) if pin_like else ""
    if shared and not pin:
        pin = fresh_pin(house, uow, venue, _span(bookings), ())
    made: list[AccessCode] = []
    for booking in bookings:
        words = given[hours[booking.id]]
        word = _word(booking, words)
        if word is not None:
            words.add(word)
        made.append(
            codes.new_code(
                house.keyring,
                booking_id=booking.id,
                venue_id=venue.id,
                window=booking.period,
                word=word,
                pin=pin or fresh_pin(house, uow, venue, booking.period, made),
                now=uow.now,
                hold_open=booking.use.purpose in venue.regulation.hold_open,
            )
        )
    return made


def renew_code(
    house: House, uow: UnitOfWork, before: Booking, after: Booking, venue: Venue, *, may_keep_pin: bool = True
) -> bool:
    """Give a booking that was changed the code it now needs; return whether doors must hear of it.

    A code moves with its booking by an end and a new beginning: QR token and offline PIN have their window
    in them, so the old ones are revoked by name. The PIN stays where it may, unless somebody else has it near
    the new time.
    """
    old = uow.access_codes.of_booking(before.id)
    live = old if old is not None and old.revoked_at is None else None
    stands = after.status is BookingStatus.CONFIRMED
    if live is None and not stands:
        return False
    if live is not None and stands and still_fits(live, before, after, venue):
        return False
    is_free = old is not None and not uow.access_codes.pin_is_elsewhere(old, after.period, [before.id])
    keeps_pin = may_keep_pin and is_free
    uow.access_codes.revoke_own(before.id, uow.now)
    uow.door_warnings.forget(before.id)
    if stands:
        made = codes_for(house, uow, [after], venue, pin_like=old if keeps_pin else None)
        uow.access_codes.add_all(made)
    return True


def still_fits(code: AccessCode, before: Booking, after: Booking, venue: Venue) -> bool:
    """Whether a booking's code needs no change: same time, and the same word about holding the door open.

    That word is from when the code was made; only another purpose asks the hall anew.
    """
    asks_anew = before.use.purpose is not after.use.purpose
    may_hold_open = after.use.purpose in venue.regulation.hold_open if asks_anew else code.hold_open
    return code.window == after.period and code.hold_open == may_hold_open


def pin_to_share(uow: UnitOfWork, venue: Venue, series_id: str, window: Period) -> AccessCode | None:
    """Return a code of the series whose PIN a further date may share.

    None where each date has its own PIN, where the series has no code yet, and where somebody else's
    booking has that PIN near the new date.
    """
    if venue.series_code is not SeriesCode.SERIES:
        return None
    own = [booking.id for booking in uow.bookings.of_series(series_id)]
    found = uow.access_codes.of_bookings(own)
    newest = next((code for code in found if code.helper_id is None), None)
    if newest is None or uow.access_codes.pin_is_elsewhere(newest, window, own):
        return None
    return newest


def fresh_pin(house: House, uow: UnitOfWork, venue: Venue, window: Period, made: Sequence[AccessCode]) -> str:
    """Return a PIN that no code of the hall has near a time, nor any just made."""
    drawn = {code.pin_fingerprint for code in made}
    return codes.new_pin(
        house.keyring,
        venue.id,
        is_resting=lambda mark: mark in drawn or uow.access_codes.pin_is_resting(venue.id, mark, window),
    )


def _word(booking: Booking, given: Collection[OfflineWord]) -> OfflineWord | None:
    """Return an offline word for a booking: a hall has twelve for an hour, and none ever comes back."""
    if booking.is_credential and len(given) >= OFFLINE_PINS_OF_AN_HOUR:
        return None
    sequences = SEQUENCES_OF_PROGRAMS if booking.is_credential else OFFLINE_SEQUENCES
    return choose_offline_word(booking.period, given, sequences=sequences)


def _span(bookings: Sequence[Booking]) -> Period:
    return Period(min(b.period.start for b in bookings), max(b.period.end for b in bookings))


def _start_hour(period: Period) -> int:
    start = int(period.start.timestamp())
    hour, _ = smallest_duration(start, start + 1)  # how long it lasts does not matter
    return hour
