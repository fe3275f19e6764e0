"""What the people of a hall see of its doors: presence, age of what they know, the next booking's chances."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking_server.domain.access import DoorCodeStatus, door_code_status
from booking_server.domain.alarms import SHOWN_FOR, standing
from booking_server.domain.bookings import Booking, BookingStatus
from booking_server.domain.coverage import AMBER, Covered, Urgency, cover
from booking_server.domain.doors import Door, DoorEvent
from booking_server.domain.horizon import HORIZON
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.lora import lora_desk
from booking_server.services.lora.lora_desk import LoraPage
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

MOST_COMING = 10
WORTH_READING = ("access", "alarm", "mode", "device", "lost")
"""What the people of a hall read of a door; boots, snapshots and every move of the leaf are left out."""


@dataclass(frozen=True, slots=True)
class ComingUse:
    """A booking to come, with what opens this door for it."""

    booking: Booking
    covered: Covered


@dataclass(frozen=True, slots=True)
class DoorPage:
    """One door. `made_at` is when the newest credentials were made, `knows_newest` whether it has them.

    `still_open` are cancelled bookings whose code the door has not confirmed as blocked, `alarms` what it has
    reported lately that is not over, `held_until` the end of the mode in which it is held open. `lora` is
    how it is reached over LoRaWAN, where it is, `may_have_lora` whether it can be.
    """

    door: Door
    venue: Venue
    is_online: bool
    made_at: datetime | None
    knows_newest: bool
    coming: tuple[ComingUse, ...]
    still_open: tuple[Booking, ...]
    alarms: tuple[DoorEvent, ...]
    now: datetime
    lora: LoraPage | None = None
    may_have_lora: bool = False

    @property
    def held_until(self) -> datetime | None:
        """Until when the door says it is held open."""
        return self.door.held_until(self.now)

    @property
    def next_use(self) -> ComingUse | None:
        """The next booking, or the one that is running."""
        return self.coming[0] if self.coming else None

    @property
    def urgency(self) -> Urgency:
        """How pressing it is to look after this door."""
        if self.door.rival_at is not None:
            return Urgency.RED
        found = [use.covered.urgency for use in self.coming]
        return next((one for one in (Urgency.RED, Urgency.AMBER) if one in found), Urgency.NONE)

    @property
    def starts_in(self) -> timedelta | None:
        """How long it is until the next booking; not positive while it runs."""
        return self.next_use.booking.period.start - self.now if self.next_use else None


def doors_of_person(house: House, person: Person) -> tuple[DoorPage, ...]:
    """Return every door of the halls the person looks after: the pressing ones first, then by hall."""
    with house.reading() as uow:
        halls = [
            venue
            for venue in uow.venues.all()
            if person.may(Deed.SEE_DOORS, municipality_id=venue.municipality_id, venue_id=venue.id)
        ]
        pages = [_page(uow, door, venue) for venue in halls for door in uow.doors.of_venue(venue.id)]
    order = (Urgency.RED, Urgency.AMBER, Urgency.NONE)
    return tuple(sorted(pages, key=lambda page: (order.index(page.urgency), page.venue.name)))


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the door log, and whose code for good it was; doors themselves store no names."""

    event: DoorEvent
    holder: str


def open_door(house: House, person: Person, door_id: str) -> tuple[DoorPage, tuple[Happened, ...]]:
    """Return one door and what happened at it last. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        door = uow.doors.get(door_id)
        venue = uow.venues.by_id(door.venue_id)
        require_at(person, Deed.SEE_DOORS, venue)
        events = uow.door_events.latest([door.id], limit=20, types=WORTH_READING)
        names = uow.holders.names([event.cred_ref for event in events if event.cred_ref])
        happened = tuple(Happened(event, names.get(event.cred_ref or "", "")) for event in events)
        page = replace(_page(uow, door, venue), lora=lora_desk.shown(uow, door, venue))
        return replace(page, may_have_lora=lora_desk.has_bridge(uow, venue)), happened


def _page(uow: UnitOfWork, door: Door, venue: Venue) -> DoorPage:
    newest = uow.doors.snapshot(door.id, "creds")
    return DoorPage(
        door=door,
        venue=venue,
        is_online=door.is_online(uow.now),
        made_at=newest.made_at if newest else None,
        knows_newest=newest is not None and door.applied_creds >= newest.version,
        coming=_coming(uow, door),
        still_open=_still_open(uow, door),
        alarms=standing(uow.door_events.of_door_since(door.id, uow.now - SHOWN_FOR)),
        now=uow.now,
    )


def _coming(uow: UnitOfWork, door: Door) -> tuple[ComingUse, ...]:
    found = uow.bookings.find(
        venue_ids=[door.venue_id],
        statuses=[BookingStatus.CONFIRMED],
        between=Period(uow.now, uow.now + HORIZON),
        limit=MOST_COMING,
    )
    uses = []
    for booking in found:
        code = uow.access_codes.of_booking(booking.id)
        if code is not None and code.revoked_at is None:
            at_door = uow.access_codes.at_doors(code.id)[door.id]
            covered = cover(code, at_door, uow.now, has_old_secret=door.has_old_secret)
            uses.append(ComingUse(booking, covered))
    return tuple(uses)


def _still_open(uow: UnitOfWork, door: Door) -> tuple[Booking, ...]:
    codes = uow.access_codes.for_door(door.venue_id, now=uow.now, until=uow.now + AMBER)
    taken = uow.lora.taken(door.id)  # the door itself has said so, over the radio
    pending = [
        code
        for code in codes
        if code.revoked_at is not None
        and code.id not in taken
        and door_code_status(code, uow.access_codes.at_doors(code.id)[door.id], uow.now)
        is DoorCodeStatus.REVOCATION_PENDING
    ]
    return tuple(uow.bookings.get(one) for one in dict.fromkeys(code.booking_id for code in pending))
