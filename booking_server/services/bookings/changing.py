"""Changing a booking behind its link: looked at first, then done in one transaction.

The booking stays the same booking, with its link, its PIN and its entry in calendars. It is judged as a new
one would be: the rules of the hall, who has to say yes, the price. What it had is given up only together with
taking what is wanted, so nobody loses a time because another one was gone.
"""

from dataclasses import dataclass

from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus
from booking_server.domain.changing import Change
from booking_server.domain.errors import ChangeDiffers, NotFound
from booking_server.domain.money.invoices import InvoiceState
from booking_server.domain.rules.changes import MOST_CHANGES
from booking_server.domain.tariffs.cancellation import CancellationFee, cancellation_fee
from booking_server.domain.venues import Space, Venue
from booking_server.services.bookings.approving import open_requests
from booking_server.services.bookings.change_judging import as_before, judged
from booking_server.services.bookings.change_money import invoice_to_replace, move_money, writes_anew
from booking_server.services.bookings.occupying import enter_again, is_room_for
from booking_server.services.bookings.settling import settle_change
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.restraint import hold_back, hold_back_bookings
from booking_server.services.foundation.retrying import retried
from booking_server.services.money.accounts import account_of
from booking_server.services.promises.codes import still_fits
from booking_server.services.promises.helper_codes import say_moves
from booking_server.storage.unit_of_work import UnitOfWork

ACTOR = "organizer"
DIFFERS = (
    "Inzwischen hat sich etwas geändert. Es wurde noch nichts gespeichert. Bitte sehen Sie sich unten an,"
    " wie es jetzt wäre, und bestätigen Sie dann noch einmal."
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a booking would be after a change; nothing has happened yet.

    `cancelling` is what giving it back would cost then; `replaces` the invoice that would be taken back and
    `writes_anew` whether another one follows; `changes_left` how often it can be changed after that;
    `new_pin` whether even the digits at the keypad would be others; `helper_words` what becomes of helpers.
    """

    change: Change
    venue: Venue
    token: str
    cancelling: CancellationFee | None
    replaces: InvoiceState | None
    writes_anew: bool
    changes_left: int
    keeps_code: bool
    new_pin: bool
    helper_words: tuple[str, ...]


def look(house: House, booking_id: str, token: str, wanted: BookingRequest) -> Look:
    """Return how the booking behind a link would be; looking changes nothing.

    Raises NotFound, ChangeRefused, RequestRefused with every broken rule, BookingOverlaps, and what the
    rules about changes raise.
    """
    with house.reading() as uow:
        before = _behind(house, uow, booking_id, token)
        venue = uow.venues.by_id(before.venue_id)
        change = judged(house, uow, venue, before, wanted)
        if not change.stays_in_place:
            is_room_for(uow, change.after, _spaces(venue, change.after))
        replaced = invoice_to_replace(account_of(uow, before.id), change)
        return Look(
            change,
            venue,
            token,
            _cost_then(uow, change),
            replaced,
            writes_anew(uow, change, replaced),
            MOST_CHANGES - 1 - len(uow.booking_changes.of_booking(before.id)),
            *_code_then(uow, venue, change),
            say_moves(uow, change),
        )


@retried
def change(house: House, booking_id: str, token: str, wanted: BookingRequest, *, agreed: str) -> Booking:
    """Change the booking behind a link; a change that was made already is answered, not repeated.

    `agreed` is the key of the change the organizer was shown. Raises as look(), and ChangeDiffers when what
    would happen is not what was shown.
    """
    with house.unit_of_work() as uow:
        before = _behind(house, uow, booking_id, token, locked=True)
        venue = uow.venues.by_id(before.venue_id)
        if _is_done(before, venue, wanted):
            return before
        if before.use.club_id:
            uow.clubs.hold_still(before.use.club_id)
        made = judged(house, uow, venue, before, wanted)
        if made.key != agreed:
            raise ChangeDiffers(DIFFERS)
        _carry_out(house, uow, venue, made)
        uow.commit()
    return made.after


def _behind(house: House, uow: UnitOfWork, booking_id: str, token: str, *, locked: bool = False) -> Booking:
    booking = uow.bookings.locked(booking_id) if locked else uow.bookings.get(booking_id)
    if not links.booking_token_fits(house, booking, token):
        raise NotFound("Diese Buchung gibt es nicht.")
    return booking


def _carry_out(house: House, uow: UnitOfWork, venue: Venue, made: Change) -> None:
    before, after = made.before, made.after
    if made.stays_in_place:
        uow.bookings.change(before, after)
    else:
        enter_again(uow, before, after, _spaces(venue, after))
    if not made.takes_nothing_more:
        uow.approvals.forget(after.id)
        if after.status is BookingStatus.REQUESTED:
            open_requests(uow, venue, [after])
    if made.asks_again:
        hold_back(house, uow, venue, after)
    if made.is_agreed_by_itself:
        hold_back_bookings(house, uow, venue, after)
    move_money(uow, made, actor=ACTOR)
    settle_change(house, uow, made, venue, actor=ACTOR)


def _is_done(before: Booking, venue: Venue, wanted: BookingRequest) -> bool:
    asked = as_before(before, venue, wanted)
    spaces = tuple(sorted(space.id for space in venue.spaces_named(asked.space_slugs)))
    said = (asked.period, spaces, asked.persons, asked.occasion, asked.use)
    return said == (before.period, before.space_ids, before.persons, before.occasion, before.use)


def _spaces(venue: Venue, booking: Booking) -> tuple[Space, ...]:
    return tuple(space for space in venue.spaces if space.id in booking.space_ids)


def _cost_then(uow: UnitOfWork, change: Change) -> CancellationFee | None:
    """Return what giving the changed booking back would cost on the day it is changed."""
    price = change.price
    if price is None or not price.tariff_version or change.after.status is not BookingStatus.CONFIRMED:
        return None
    schedule = uow.tariffs.version(price.tariff_version).schedule
    return cancellation_fee(schedule, price, starts_at=change.after.period.start, now=uow.now)


def _code_then(uow: UnitOfWork, venue: Venue, change: Change) -> tuple[bool, bool]:
    """Return whether the code stays as it is in all its forms, and whether even the PIN becomes another."""
    old = uow.access_codes.of_booking(change.before.id)
    if old is None:
        return True, False
    after = change.after
    stays = still_fits(old, change.before, after, venue)
    return stays, not stays and uow.access_codes.pin_is_elsewhere(old, after.period, [after.id])
