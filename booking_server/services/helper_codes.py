"""The codes of helpers: made, and moved with their booking. Steps of use cases, over one unit of work.

A helper's code is one of the booking's that can be ended alone. It has no offline PIN: those are few for each
hour of a hall, and the QR code opens without network as well.
"""

from collections.abc import Sequence

from booking_server.domain.access import AccessCode
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.changing import Change
from booking_server.domain.helpers import Helper, Helping, moved
from booking_server.locks import codes
from booking_server.services.codes import fresh_pin
from booking_server.services.house import House
from booking_server.storage.repositories.outbox import Promise
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_period
from calendars.period import Period

MAIL = "helper_invited"


def helping_with(uow: UnitOfWork, booking_id: str) -> tuple[Helping, ...]:
    """Return everybody ever named for a booking, with their codes."""
    found = uow.helpers.of_booking(booking_id)
    given = uow.access_codes.of_helpers(booking_id) if found else {}
    return tuple(Helping(one, given[one.id]) for one in found)


def live_helpers(uow: UnitOfWork, booking_id: str) -> tuple[Helping, ...]:
    """Return who helps with a booking now."""
    return tuple(one for one in helping_with(uow, booking_id) if one.is_live)


def give_code(
    house: House,
    uow: UnitOfWork,
    booking: Booking,
    helper: Helper,
    window: Period,
    *,
    pin_like: AccessCode | None = None,
) -> None:
    """Store a code for a helper; `pin_like` is one of theirs whose PIN they keep."""
    venue = uow.venues.by_id(booking.venue_id)
    pin = codes.pin_of(house.keyring, pin_like) if pin_like else fresh_pin(house, uow, venue, window, ())
    made = codes.new_code(
        house.keyring,
        booking_id=booking.id,
        venue_id=venue.id,
        window=window,
        word=None,
        pin=pin,
        now=uow.now,
        helper_id=helper.id,
    )
    uow.access_codes.add(made)


def move_helpers(house: House, uow: UnitOfWork, change: Change, helping: Sequence[Helping]) -> list[Promise]:
    """Let helpers follow a booking whose codes were just ended; return what they are to be told."""
    promises: list[Promise] = []
    for one in helping:
        window = _window_then(change, one)
        if window is None:
            uow.helpers.end(one.helper.id, uow.now)
            continue
        own = [change.before.id]
        keeps_pin = not uow.access_codes.pin_is_elsewhere(one.code, window, own)
        like = one.code if keeps_pin else None
        give_code(house, uow, change.after, one.helper, window, pin_like=like)
        if one.helper.email:
            promises.append(("mail", one.helper.id, {"template": MAIL}))
    return promises


def say_moves(uow: UnitOfWork, change: Change) -> tuple[str, ...]:
    """Return what a change does to helpers, a sentence each; nothing of those it leaves alone."""
    told = []
    for one in live_helpers(uow, change.before.id):
        window, name = _window_then(change, one), one.helper.name
        if window is None:
            told.append(f"Der Zugang für „{name}“ endet. Laden Sie danach bitte neu ein.")
        elif window != one.code.window:
            when = say_period(window)
            told.append(f"„{name}“ kommt dann hinein: {when}. Der Link bleibt, der QR-Code ist neu.")
    return tuple(told)


def _window_then(change: Change, one: Helping) -> Period | None:
    if change.after.status is not BookingStatus.CONFIRMED:
        return None
    return moved(one.code.window, change.before.period, change.after.period)
