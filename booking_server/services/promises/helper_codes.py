"""The codes of helpers: made, and moved with their booking. Steps of use cases, over one unit of work.

A helper's code is one of the booking's that can be ended alone. It has no offline PIN: those are few for each
hour of a hall, and the QR code opens without network as well.
"""

from collections.abc import Sequence

from booking_server.domain.access import AccessCode
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.changing import Change
from booking_server.domain.coverage import Warned
from booking_server.domain.helpers import Helper, Helping, moved
from booking_server.locks import codes
from booking_server.services.foundation.house import House
from booking_server.services.promises.codes import fresh_pin
from booking_server.storage.repositories.outbox import Promise
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_period
from calendars.period import Period

INVITED, MOVED, ENDED, LATE = "helper_invited", "helper_moved", "helper_ended", "helper_late"
"""What a helper is written to about."""


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


def end_helper(uow: UnitOfWork, helper: Helper) -> list[Promise]:
    """End a helper's access; return what they are to be told. Doors must be told by whoever calls."""
    uow.helpers.end(helper.id, uow.now)
    uow.access_codes.revoke_helper(helper.id, helper.booking_id, uow.now)
    uow.door_warnings.forget(helper.booking_id, Warned.REVOKED)
    return told(helper, ENDED)


def told(helper: Helper, template: str) -> list[Promise]:
    """Return the mail a helper is to get, where they have an address."""
    return [("mail", helper.id, {"template": template})] if helper.email else []


def move_helpers(house: House, uow: UnitOfWork, change: Change, helping: Sequence[Helping]) -> list[Promise]:
    """Let helpers follow a booking that was changed; return what they are to be told.

    Whose time stays keeps their code: what was told to a person never changes silently.
    """
    promises: list[Promise] = []
    for one in helping:
        window = _window_then(change, one)
        if window is None:
            promises += end_helper(uow, one.helper)
        elif window != one.code.window:
            _move(house, uow, change, one, window)
            promises += told(one.helper, MOVED)
    return promises


def _move(house: House, uow: UnitOfWork, change: Change, one: Helping, window: Period) -> None:
    uow.access_codes.revoke_helper(one.helper.id, change.before.id, uow.now)
    keeps_pin = not uow.access_codes.pin_is_elsewhere(one.code, window, [change.before.id])
    give_code(house, uow, change.after, one.helper, window, pin_like=one.code if keeps_pin else None)
    uow.helpers.note_told(one.helper.id, None)


def say_moves(uow: UnitOfWork, change: Change) -> tuple[str, ...]:
    """Return what a change does to helpers, a sentence each; nothing of those it leaves alone."""
    said = []
    for one in live_helpers(uow, change.before.id):
        window, name = _window_then(change, one), one.helper.name
        if window is None:
            said.append(f"Der Zugang für „{name}“ endet. Laden Sie danach bitte neu ein.")
        elif window != one.code.window:
            when = say_period(window)
            said.append(f"„{name}“ kommt dann hinein: {when}. Der Link bleibt, der QR-Code ist neu.")
    return tuple(said)


def _window_then(change: Change, one: Helping) -> Period | None:
    if change.after.status is not BookingStatus.CONFIRMED:
        return None
    return moved(one.code.window, change.after.period, is_whole=one.helper.is_whole)
