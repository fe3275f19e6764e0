"""What people see of codes held for good: those of a hall, one that was just given, their own."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.access import DoorCodeStatus, door_code_status
from booking_server.domain.doors import Door
from booking_server.domain.errors import NotFound, TransitionNotAllowed
from booking_server.domain.holders import (
    ENTITLED,
    HolderCode,
    HolderKind,
    status_words,
)
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.locks.holder_codes import digits_of
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.holders.holder_watch import LOCKED
from booking_server.services.promises.reaching import with_number
from booking_server.storage.unit_of_work import UnitOfWork

LINK = "holder"


@dataclass(frozen=True, slots=True)
class DoorHold:
    """One door, what is known of a code there, and whether the door takes it no more after wrong tries."""

    door: Door
    status: DoorCodeStatus
    words: str
    is_locked: bool


@dataclass(frozen=True, slots=True)
class HolderView:
    """One code as it is shown, without its digits."""

    code: HolderCode
    venue: Venue
    doors: tuple[DoorHold, ...]
    renew_url: str

    @property
    def is_locked(self) -> bool:
        """Whether some door takes it no more."""
        return any(hold.is_locked for hold in self.doors)

    @property
    def must_be_replaced(self) -> bool:
        """Whether the fire brigade's envelope was opened."""
        return self.code.used_at is not None


@dataclass(frozen=True, slots=True)
class HallHolders:
    """Who holds a code at a hall, which blocked ones doors may still take, and who could be given one."""

    venue: Venue
    people: tuple[HolderView, ...]
    brigade: tuple[HolderView, ...]
    blocked: tuple[HolderView, ...]
    candidates: tuple[Person, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class HallLine:
    """One hall in the overview: how many hold a code, and how many of these want a look."""

    venue: Venue
    holders: int
    pressing: int


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code with its digits."""

    view: HolderView
    digits: str


def halls_of(house: House, person: Person) -> tuple[HallLine, ...]:
    """Return the halls at which the person gives codes."""
    with house.reading() as uow:
        halls = [
            venue
            for venue in uow.venues.all()
            if person.may(Deed.GIVE_CODES, municipality_id=venue.municipality_id, venue_id=venue.id)
        ]
        codes = uow.holders.at_halls([venue.id for venue in halls], uow.now)
        locked = uow.door_events.alarmed_about([code.id for code in codes], LOCKED)
    holders = Counter(code.venue_id for code in codes)
    pressing = Counter(
        code.venue_id for code in codes if code.id in locked or code.used_at or code.reminded_days
    )
    return tuple(HallLine(venue, holders[venue.id], pressing[venue.id]) for venue in halls)


def open_hall(house: House, person: Person, slug: str) -> HallHolders:
    """Return who holds a code at a hall. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, Deed.GIVE_CODES, venue)
        live = [_view(house, uow, code, venue) for code in uow.holders.for_door(venue.id, uow.now)]
        holding = {view.code.person_id for view in live}
        return HallHolders(
            venue=venue,
            people=tuple(view for view in live if view.code.kind is HolderKind.PERSON),
            brigade=tuple(view for view in live if view.code.kind is HolderKind.BRIGADE),
            blocked=_still_at_a_door(house, uow, venue),
            candidates=tuple(one for one in _entitled(uow, venue) if one.id not in holding),
            now=uow.now,
        )


def hall_of(house: House, person: Person, code_id: str) -> str:
    """Return at which hall a code is, by its slug. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_id(uow.holders.get(code_id).venue_id)
        require_at(person, Deed.GIVE_CODES, venue)
        return venue.slug


@retried
def show_given(house: House, person: Person, code_id: str) -> ShownCode:
    """Return a code with its digits to whoever has just given it, and record that.

    Raises NotFound, NotPermitted; TransitionNotAllowed a quarter of an hour later and for everybody else.
    """
    with house.unit_of_work() as uow:
        code = uow.holders.get(code_id)
        venue = uow.venues.by_id(code.venue_id)
        require_at(person, Deed.GIVE_CODES, venue)
        if not code.is_shown_to(person.id, uow.now):
            raise TransitionNotAllowed(
                "Den Code sieht nur, wer ihn gerade vergeben hat, eine Viertelstunde lang. Wer ihn hat,"
                " findet ihn nach dem Anmelden unter „Mein Code“."
            )
        shown = _shown(house, uow, code, venue, person)
        uow.commit()
    return shown


def own(house: House, person: Person) -> tuple[HolderView, ...]:
    """Return the person's own codes, without digits."""
    with house.reading() as uow:
        return tuple(_view(house, uow, code, uow.venues.by_id(code.venue_id)) for code in _own(uow, person))


@retried
def show_own(house: House, person: Person) -> tuple[ShownCode, ...]:
    """Return the person's own codes with their digits, and record that."""
    with house.unit_of_work() as uow:
        shown = tuple(
            _shown(house, uow, code, uow.venues.by_id(code.venue_id), person) for code in _own(uow, person)
        )
        if shown:
            uow.commit()
    return shown


def renewal_url(house: House, code: HolderCode) -> str:
    """Return the link with which a holder says that the code is still needed; spent once it was renewed."""
    sealed = links.sealed(house, LINK, f"{code.id}-{int(code.window.end.timestamp())}")
    return f"{house.policy.public_url}/dauer-code/{sealed}"


def look_at_renewal(house: House, sealed: str) -> tuple[HolderView, Person, bool]:
    """Return what a renewal link is about, whose it is, and whether it still renews. Raises NotFound."""
    code_id, _, until = (links.unsealed(house, LINK, sealed) or "").partition("-")
    with house.reading() as uow:
        code = uow.holders.get(code_id)
        if code.person_id is None:
            raise NotFound("Diesen Link gibt es nicht.")
        is_open = code.is_live(uow.now) and int(code.window.end.timestamp()) == int(until)
        view = _view(house, uow, code, uow.venues.by_id(code.venue_id))
        return view, uow.people.get(code.person_id), is_open


def _own(uow: UnitOfWork, person: Person) -> list[HolderCode]:
    return [code for code in uow.holders.of_person(person.id) if code.is_live(uow.now)]


def _shown(house: House, uow: UnitOfWork, code: HolderCode, venue: Venue, person: Person) -> ShownCode:
    uow.audit.add(person.id, "holder_code_shown", code.id, municipality_id=venue.municipality_id)
    return ShownCode(_view(house, uow, code, with_number(uow, venue)), digits_of(house.keyring, code))


def _view(house: House, uow: UnitOfWork, code: HolderCode, venue: Venue) -> HolderView:
    held, locked = uow.holders.at_doors([code.id])[code.id], uow.door_events.alarmed(code.id, LOCKED)
    doors = tuple(
        DoorHold(
            door,
            door_code_status(code, held[door.id].at_door, uow.now),
            status_words(code, held[door.id], uow.now),
            door.id in locked,
        )
        for door in uow.doors.of_venue(venue.id)
    )
    return HolderView(code, venue, doors, renewal_url(house, code))


def _still_at_a_door(house: House, uow: UnitOfWork, venue: Venue) -> tuple[HolderView, ...]:
    """Return blocked codes that a door may still take: it has not acknowledged that they are gone."""
    views = [
        _view(house, uow, code, venue)
        for code in uow.holders.of_venue(venue.id)
        if code.revoked_at is not None and uow.now < code.window.end
    ]
    pending = DoorCodeStatus.REVOCATION_PENDING
    return tuple(view for view in views if any(hold.status is pending for hold in view.doors))


def _entitled(uow: UnitOfWork, venue: Venue) -> list[Person]:
    return [
        person
        for person in uow.people.granted_in(venue.municipality_id)
        if any(
            grant.role in ENTITLED and grant.covers(venue.municipality_id, venue.id)
            for grant in person.grants
        )
    ]
