"""For technicians: a door's place in the LoRaWAN, and how far the last thread holds."""

from dataclasses import dataclass, replace

from booking_server.domain.bridges import Bridge
from booking_server.domain.doors import Door
from booking_server.domain.errors import LoraInvalid, NotFound
from booking_server.domain.lora import LoraDoor, a_device_is_named_as_in_the_network
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.lora import lora
from booking_server.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LoraPage:
    """A door, its place in the network, how many revocations it has not confirmed, and how the bridge is.

    `is_silent` says that nothing was heard for a day, `bridge_is_silent` that no worker looks after it.
    `age_h` are the hours since the door's credentials were signed, by its own clock.
    """

    door: Door
    venue: Venue
    known: LoraDoor
    under_way: int
    frames_left: int
    age_h: int
    is_silent: bool
    bridge: Bridge | None
    bridge_is_silent: bool

    @property
    def is_served(self) -> bool:
        """Whether what is to be told goes out."""
        return self.bridge is not None and self.bridge.is_up and not self.bridge_is_silent


def open_page(house: House, person: Person, door_id: str) -> LoraPage:
    """Return what is known of a door's last thread. Raises NotFound (also without a bridge), NotPermitted."""
    with house.reading() as uow:
        door, venue = _permitted(uow, person, door_id)
        return shown(uow, door, venue) or _page(uow, door, venue, LoraDoor(door_id, ""))


def shown(uow: UnitOfWork, door: Door, venue: Venue) -> LoraPage | None:
    """Return what is shown of a door's last thread; None where nobody entered one, or it is there no more."""
    known = uow.lora.of_door(door.id) if has_bridge(uow, venue) else None
    return None if known is None else _page(uow, door, venue, known)


def has_bridge(uow: UnitOfWork, venue: Venue) -> bool:
    """Whether some worker's settings name a LoRaWAN for the municipality; else nothing of it is shown."""
    bridge = uow.lora.bridge(venue.municipality_id)
    return bridge is not None and not bridge.is_over(uow.now)


@retried
def save(house: House, person: Person, door_id: str, *, dev_eui: str, is_on: bool) -> None:
    """Store a door's name in the network and whether it is reached so.

    Raises NotFound, NotPermitted, LoraInvalid.
    """
    with house.unit_of_work() as uow:
        _, venue = _permitted(uow, person, door_id)
        eui = a_device_is_named_as_in_the_network(dev_eui)
        known = uow.lora.to_change(door_id) or LoraDoor(door_id, eui)
        others = (one for one in uow.lora.of_town(venue.municipality_id) if one.door_id != door_id)
        if any(one.dev_eui == eui for one in others):
            raise LoraInvalid("Diese DevEUI hat schon eine andere Tür.", field="dev_eui")
        uow.lora.save(replace(known, dev_eui=eui, is_on=is_on, parked_at=None))
        uow.audit.add(
            person.id,
            "lora_switched_on" if is_on else "lora_switched_off",
            door_id,
            municipality_id=venue.municipality_id,
        )
        uow.commit()


@retried
def try_again(house: House, person: Person, door_id: str) -> None:
    """Begin anew with a door that was given up. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        _, venue = _permitted(uow, person, door_id)
        known = uow.lora.to_change(door_id)
        if known is not None:
            uow.lora.save(replace(known, parked_at=None))
            uow.audit.add(person.id, "lora_tried_again", door_id, municipality_id=venue.municipality_id)
            uow.commit()


def _page(uow: UnitOfWork, door: Door, venue: Venue, known: LoraDoor) -> LoraPage:
    bridge = uow.lora.bridge(venue.municipality_id)
    return LoraPage(
        door=door,
        venue=venue,
        known=known,
        under_way=len(lora.pending(uow, door)),
        frames_left=known.frames_left(uow.now),
        age_h=known.age_at(uow.now),
        is_silent=known.is_silent(uow.now),
        bridge=bridge,
        bridge_is_silent=bridge is None or bridge.is_silent(uow.now),
    )


def _permitted(uow: UnitOfWork, person: Person, door_id: str) -> tuple[Door, Venue]:
    door = uow.doors.get(door_id)
    venue = uow.venues.by_id(door.venue_id)
    require_at(person, Deed.ENROL_DOOR, venue)
    if not has_bridge(uow, venue):
        raise NotFound("Hier gibt es kein LoRaWAN.")
    return door, venue
