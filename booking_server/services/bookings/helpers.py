"""Helpers of a booking: named and ended behind its link, each with a page and a code of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from booking_server.domain import rules
from booking_server.domain.bookings import Booking, BookingStatus, Organizer
from booking_server.domain.door_help import why_it_stayed_shut
from booking_server.domain.doors import DoorEvent
from booking_server.domain.errors import HelperRefused, NotFound, RequestRefused, RuleBroken
from booking_server.domain.helpers import Helper, Helping
from booking_server.domain.languages import Language
from booking_server.domain.venues import Venue
from booking_server.locks import codes
from booking_server.locks.codes import ShownCodes
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.code_doors import CodeDoor, doors_of_code, lacks_the_pin
from booking_server.services.promises.helper_codes import INVITED, end_helper, give_code, helping_with, told
from booking_server.services.promises.reaching import with_number
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

PURPOSE = "helper"
ACTOR = "organizer"


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What a helper sees behind their link: where, when and how they get in, and nobody's name.

    `codes` is None once their access was ended or its time is over.
    """

    venue: Venue
    window: Period
    codes: ShownCodes | None
    is_ended: bool
    doors: tuple[CodeDoor, ...]
    events: tuple[DoorEvent, ...]
    language: Language
    now: datetime

    @property
    def must_do_without_the_pin(self) -> bool:
        """Whether a door cannot be reached and does not know the PIN yet: the QR code opens."""
        return lacks_the_pin(self.doors, self.window, self.now)

    @property
    def why_it_stayed_shut(self) -> str:
        """What helps them, whose code was just refused at the door; empty when it was not."""
        return why_it_stayed_shut(self.events, self.window, self.now, has_offline=False)


def url_of(house: House, helper: Helper, language: Language = Language.GERMAN) -> str:
    """Return the address of a helper's own page, in the language of who invited them."""
    return f"{links.site(house, language)}/helfer/{links.sealed(house, PURPOSE, helper.id)}"


@retried
def invite(
    house: House, booking_id: str, token: str, *, name: str, email: str, window: Period | None, key: str
) -> Helper:
    """Name a helper, who gets a code for the whole time of the booking or a part of it.

    The same form sent twice names one helper; filled in otherwise it names another. Raises NotFound,
    HelperRefused, RequestRefused with every broken rule.
    """
    with house.unit_of_work() as uow:
        booking = _behind(house, uow, booking_id, token)
        wanted = window or booking.period
        helper_id = _id_of(house, booking_id, key, repr((name, email, wanted)))
        known = {one.helper.id: one for one in helping_with(uow, booking_id)}
        if helper_id in known:
            return known[helper_id].helper
        _can_have_helpers(uow, booking)
        _judge(uow, booking, tuple(known.values()), name=name, email=email, window=wanted)
        is_whole = wanted == booking.period
        helper = Helper(helper_id, booking.id, name.strip(), email.strip(), uow.now, None, is_whole=is_whole)
        uow.helpers.add(helper)
        give_code(house, uow, booking, helper, wanted)
        uow.outbox.add_all([("doors", booking.venue_id, {}), *told(helper, INVITED)])
        _log(uow, booking, "helper_invited", helper)
        uow.commit()
    return helper


@retried
def end(house: House, booking_id: str, token: str, helper_id: str) -> None:
    """End a helper's access; the organizer's own code stays. Ending it twice changes nothing.

    Raises NotFound.
    """
    with house.unit_of_work() as uow:
        booking = _behind(house, uow, booking_id, token)
        helper = uow.helpers.get(helper_id)
        if helper.booking_id != booking.id:
            raise NotFound("Diesen Zugang gibt es nicht.")
        if helper.ended_at is not None:
            return
        uow.outbox.add_all([("doors", booking.venue_id, {}), *end_helper(uow, helper)])
        _log(uow, booking, "helper_ended", helper)
        uow.commit()


def open_own(house: House, sealed: str) -> OwnPage:
    """Return what is behind a helper's link. Raises NotFound when it was not made here."""
    helper_id = links.unsealed(house, PURPOSE, sealed)
    if helper_id is None:
        raise NotFound("Diesen Link gibt es nicht.")
    with house.reading() as uow:
        return _own_page(house, uow, uow.helpers.get(helper_id))


def own_by_id(house: House, helper_id: str) -> tuple[Helper, OwnPage]:
    """Return a helper and their page for the program's own use (mail). Raises NotFound."""
    with house.reading() as uow:
        helper = uow.helpers.get(helper_id)
        return helper, _own_page(house, uow, helper)


def _own_page(house: House, uow: UnitOfWork, helper: Helper) -> OwnPage:
    booking = uow.bookings.get(helper.booking_id)
    venue = with_number(uow, uow.venues.by_id(booking.venue_id))
    helping = Helping(helper, uow.access_codes.of_helpers(booking.id)[helper.id])
    is_ended = not helping.is_live or booking.status is not BookingStatus.CONFIRMED
    shown = None
    if not is_ended and helping.code.window.end > uow.now:
        shown = codes.shown(house.keyring, helping.code, venue, uow.venues.door_secret_cipher(venue.id))
    theirs = tuple(one for one in uow.door_events.of_booking(booking.id) if helping.is_theirs(one))
    doors = doors_of_code(uow, helping.code)
    language = booking.organizer.language
    return OwnPage(venue, helping.code.window, shown, is_ended, doors, theirs, language, uow.now)


def _behind(house: House, uow: UnitOfWork, booking_id: str, token: str) -> Booking:
    booking = uow.bookings.locked(booking_id)
    if not links.booking_token_fits(house, booking, token):
        raise NotFound("Diese Buchung gibt es nicht.")
    return booking


def _can_have_helpers(uow: UnitOfWork, booking: Booking) -> None:
    if booking.status is not BookingStatus.CONFIRMED:
        raise HelperRefused("Helferinnen und Helfer laden Sie ein, sobald Ihre Buchung bestätigt ist.")
    if booking.period.end <= uow.now:
        raise HelperRefused("Ihre Zeit ist vorbei. Neue Zugänge gibt es nicht mehr.")


def _id_of(house: House, booking_id: str, key: str, typed: str) -> str:
    return sha256(house.keyring.token("helper-key", f"{booking_id}/{key}/{typed}").encode()).hexdigest()[:16]


def _judge(
    uow: UnitOfWork, booking: Booking, known: tuple[Helping, ...], *, name: str, email: str, window: Period
) -> None:
    live = sum(one.is_live for one in known)
    judgements: tuple[Callable[[], None], ...] = (
        lambda: rules.a_helper_has_a_name(name),
        lambda: _reachable(email.strip()),
        lambda: rules.a_helper_comes_within_the_time_of_the_booking(window, booking.period, uow.now),
        lambda: rules.a_booking_has_five_helpers_at_most(live, len(known)),
    )
    broken = []
    for judgement in judgements:
        try:
            judgement()
        except RuleBroken as error:
            broken.append(error)
    if broken:
        raise RequestRefused(tuple(broken))


def _reachable(email: str) -> None:
    """Hold an address that was given to the rule for every address; without one there is nothing to say."""
    if email:
        rules.a_booking_names_an_e_mail_address_or_a_phone_number(Organizer("", email))


def _log(uow: UnitOfWork, booking: Booking, action: str, helper: Helper) -> None:
    town = booking.municipality_id
    uow.audit.add(ACTOR, action, booking.id, municipality_id=town, helper=helper.id)
