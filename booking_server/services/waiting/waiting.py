"""Waiting for a time that is taken: getting on the list, taking what is offered, leaving."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from booking_server.domain.bookings import Booking, BookingRequest, BookingStatus
from booking_server.domain.errors import (
    AlreadyWaiting,
    KeyReused,
    LinkInvalid,
    ListFull,
    NotFound,
    TimeIsFree,
)
from booking_server.domain.people import Deed, Person
from booking_server.domain.senders import is_same
from booking_server.domain.venues import Venue
from booking_server.domain.waiting import MOST_AT_A_HALL, MOST_OF_ONE_SENDER, Waiting, WaitingState
from booking_server.services.bookings.bookings import enter_request
from booking_server.services.bookings.classifying import classify
from booking_server.services.bookings.judging import check_request
from booking_server.services.bookings.occupying import expire, is_free, redeem
from booking_server.services.bookings.settling import settle
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises.reaching import with_number
from booking_server.storage.unit_of_work import UnitOfWork

PURPOSE = "waiting"


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A wish with its hall, how many are before it, and the seal of its link."""

    wish: Waiting
    venue: Venue
    before: int
    sealed: str
    url: str
    booking: Booking | None
    now: datetime

    @property
    def is_offered(self) -> bool:
        """Whether the time can be taken now."""
        return self.wish.is_offered(self.now)

    @property
    def can_leave(self) -> bool:
        """Whether there is still something to wait for."""
        live = self.wish.state in (WaitingState.WAITING, WaitingState.OFFERED)
        return live and self.wish.request.period.start > self.now


@retried
def join(house: House, request: BookingRequest, *, idempotency_key: str = "") -> Waiting:
    """Put somebody on the list for a time that is taken; the same wish sent twice with its key is one.

    Raises NotFound, RequestRefused with every broken rule, TimeIsFree, ListFull, KeyReused, AlreadyWaiting:
    what somebody else knows of a sender opens no place on the list.
    """
    new_id = _id_for(house, idempotency_key)
    with house.unit_of_work() as uow:
        venue = uow.venues.public_at(request.venue_slug)
        wanted = classify(uow, venue, replace(request, hold=None))
        if earlier := _find_again(uow, new_id, wanted):
            return earlier
        check_request(house, uow, venue, wanted)
        uow.venues.lock(venue.id)
        if earlier := _find_again(uow, new_id, wanted):  # one with the same key may have been quicker
            return earlier
        if is_free(uow, venue, wanted):
            raise TimeIsFree("Diese Zeit ist frei. Sie können sie gleich buchen.")
        live = uow.waiting.live([venue.id], uow.now)
        mine = [one for one in live if is_same(one.request.organizer, wanted.organizer)]
        for one in mine:
            if (one.request.period, one.request.space_slugs) == (wanted.period, wanted.space_slugs):
                raise AlreadyWaiting(
                    "Sie stehen für diese Zeit schon auf der Warteliste. Den Link dazu haben Sie beim"
                    f" Eintragen bekommen{_or_call(venue)}."
                )
        _check_room(venue, len(mine), len(live))
        wish = Waiting(new_id, venue.municipality_id, venue.id, _tidy(wanted), WaitingState.WAITING, uow.now)
        uow.waiting.add(wish)
        uow.outbox.add("mail", wish.id, template="waiting_joined")
        uow.audit.add("organizer", "waiting_joined", wish.id, municipality_id=venue.municipality_id)
        uow.commit()
    return wish


def look(house: House, sealed: str) -> WaitingPage:
    """Return what is behind a waiting link; looking changes nothing. Raises NotFound."""
    with house.reading() as uow:
        return _page(house, uow, uow.waiting.get(_unsealed(house, sealed)))


def page_of(house: House, waiting_id: str) -> WaitingPage:
    """Return the page of a wish for the program's own use. Raises NotFound."""
    with house.reading() as uow:
        return _page(house, uow, uow.waiting.get(waiting_id))


@retried
def accept(house: House, sealed: str) -> Booking:
    """Book what is offered; a second acceptance is answered with the same booking.

    Raises NotFound, LinkInvalid when the offer is over.
    """
    with house.unit_of_work() as uow:
        wish, venue = _locked(house, uow, sealed)
        if wish.state is WaitingState.BOOKED and wish.booking_id:
            return uow.bookings.get(wish.booking_id)
        if not wish.is_offered(uow.now) or wish.hold_id is None:
            raise LinkInvalid("Dieses Angebot gilt nicht mehr.")
        redeem(uow, wish.hold_id, venue)
        booking = enter_request(uow, venue, wish.request, source="waiting")
        settle(house, uow, booking, venue, actor="organizer", action=booking.status.value)
        uow.waiting.save(replace(wish, state=WaitingState.BOOKED, booking_id=booking.id))
        uow.commit()
    return booking


@retried
def leave(house: House, sealed: str) -> None:
    """Take a wish back; what was held for it is offered to the next. Doing it twice changes nothing."""
    with house.unit_of_work() as uow:
        wish, _ = _locked(house, uow, sealed)
        if wish.state not in (WaitingState.WAITING, WaitingState.OFFERED):
            return
        give_back(uow, wish)
        uow.waiting.save(replace(wish, state=WaitingState.LEFT))
        uow.audit.add("organizer", "waiting_left", wish.id, municipality_id=wish.municipality_id)
        uow.commit()


def of_person(house: House, person: Person) -> tuple[WaitingPage, ...]:
    """Return who waits at the halls about which a person decides, hall by hall in the order of the list."""
    with house.reading() as uow:
        halls = [
            venue.id
            for venue in uow.venues.all()
            if person.may(Deed.DECIDE_REQUEST, municipality_id=venue.municipality_id, venue_id=venue.id)
        ]
        live = uow.waiting.live(halls, uow.now) if halls else ()
        pages = [_page(house, uow, wish) for wish in live]
    return tuple(sorted(pages, key=lambda one: (one.venue.name, one.wish.request.period.start)))


def waiting_url(house: House, wish: Waiting) -> str:
    """Return the address of a wish's own page."""
    return f"{links.site(house, wish.request.organizer.language)}/warteliste/{seal(house, wish)}"


def seal(house: House, wish: Waiting) -> str:
    """Return the part of the address that opens a wish's page."""
    return links.sealed(house, PURPOSE, wish.id)


def with_token(waiting_id: str, token: str) -> str:
    """Return id and token as seal() joins them."""
    return f"{waiting_id}.{token}"


def give_back(uow: UnitOfWork, wish: Waiting) -> None:
    """End the hold of an offer that is not taken; expire() lets the next in line know."""
    held = uow.bookings.get(wish.hold_id) if wish.hold_id else None
    if held is not None and held.status is BookingStatus.HELD:
        expire(uow, held)


def _locked(house: House, uow: UnitOfWork, sealed: str) -> tuple[Waiting, Venue]:
    found = uow.waiting.get(_unsealed(house, sealed))
    uow.venues.lock(found.venue_id)
    return uow.waiting.get(found.id), uow.venues.by_id(found.venue_id)


def _unsealed(house: House, sealed: str) -> str:
    waiting_id = links.unsealed(house, PURPOSE, sealed)
    if waiting_id is None:
        raise NotFound("Diesen Platz auf der Warteliste gibt es nicht.")
    return waiting_id


def _page(house: House, uow: UnitOfWork, wish: Waiting) -> WaitingPage:
    live = uow.waiting.live([wish.venue_id], uow.now)
    before = [
        one
        for one in live
        if (one.created_at, one.id) < (wish.created_at, wish.id)
        and one.request.period.overlaps(wish.request.period)
    ]
    booking = uow.bookings.get(wish.booking_id) if wish.booking_id else None
    venue = with_number(uow, uow.venues.by_id(wish.venue_id))
    url = waiting_url(house, wish)
    return WaitingPage(wish, venue, len(before), seal(house, wish), url, booking, uow.now)


def _check_room(venue: Venue, mine: int, all_: int) -> None:
    if mine >= MOST_OF_ONE_SENDER:
        raise ListFull(
            f"Sie stehen bei diesem Haus schon {mine}-mal auf der Warteliste. Bitte ziehen Sie erst einen"
            " Wunsch zurück: Den Link dazu finden Sie in unserer E-Mail."
        )
    if all_ >= MOST_AT_A_HALL:
        call = f" Bitte rufen Sie an: {venue.contact_phone}." if venue.contact_phone else ""
        raise ListFull(f"Die Warteliste dieses Hauses ist voll.{call}")


def _or_call(venue: Venue) -> str:
    return f". Ist er weg, rufen Sie bitte an: {venue.contact_phone}" if venue.contact_phone else ""


def _id_for(house: House, key: str) -> str:
    """Return the id of a new wish: with a key always the same, which nobody without our keys can tell."""
    if not key:
        return secrets.token_hex(8)
    return sha256(house.keyring.token("waiting-key", key).encode()).hexdigest()[:16]


def _find_again(uow: UnitOfWork, waiting_id: str, wanted: BookingRequest) -> Waiting | None:
    found = uow.waiting.find(waiting_id)
    if found is not None and found.request != _tidy(wanted):
        raise KeyReused("Dieser Idempotency-Key wurde schon für eine andere Anfrage benutzt.")
    return found


def _tidy(request: BookingRequest) -> BookingRequest:
    """Return a request as it is stored: nothing of it is left that only its sending needed."""
    return replace(
        request,
        occasion=request.occasion.strip(),
        organizer=request.organizer.tidy(),
        club_code="",
        house_rules_accepted=True,
        is_adult=True,
    )
