"""What a bridge to Home Assistant shows of a municipality's halls, and how the bridge itself is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from booking_server.domain.alarms import SHOWN_FOR
from booking_server.domain.bridges import Bridge
from booking_server.domain.doors import Door
from booking_server.domain.hall_signals import WORTH_TELLING, HallSignals, SeenDoor, signals_of
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.unit_of_work import UnitOfWork

LOOK_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ShownHall:
    """A hall with at least one door, and how it is."""

    venue: Venue
    signals: HallSignals


@dataclass(frozen=True, slots=True)
class TownBridge:
    """A municipality's bridge, for its status line."""

    municipality: Municipality
    bridge: Bridge
    is_silent: bool


def town_at(house: House, slug: str) -> Municipality:
    """Return the municipality a bridge is for. Raises NotFound."""
    with house.reading() as uow:
        return uow.venues.town_at(slug)


def halls_shown(house: House, municipality_id: str) -> tuple[ShownHall, ...]:
    """Return the halls of one municipality that have a door; behind the tenant gate, so no other's."""
    with house.within([municipality_id]).reading() as uow:
        found = [(venue, uow.doors.of_venue(venue.id)) for venue in uow.venues.of_town(municipality_id)]
        return tuple(_shown(uow, venue, doors) for venue, doors in found if doors)


def promise_to_tell(house: House, municipality_id: str, slugs: Sequence[str]) -> tuple[str, ...]:
    """Note that these halls are told of from now on; return those told of before that are gone.

    It is noted first: whatever a worker told before it died is known and can be taken back.
    """
    bridge = _bridge(house, municipality_id)
    both = tuple(sorted({*bridge.told, *slugs}))
    if both != bridge.told:
        _save(house, replace(bridge, told=both))
    return tuple(one for one in both if one not in slugs)


def told_for_others(house: House, municipality_id: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the municipalities that had the bridge before, as slugs, each with what was told of it."""
    with house.reading() as uow:
        others = [one for one in uow.bridges.all() if one.municipality_id != municipality_id]
        return tuple((uow.venues.municipality(one.municipality_id).slug, one.told) for one in others)


@retried
def forget_others(house: House, municipality_id: str) -> None:
    """Note that nothing is told of any other municipality any more."""
    with house.unit_of_work() as uow:
        for one in uow.bridges.all():
            if one.municipality_id != municipality_id:
                uow.bridges.forget(one.municipality_id)
        uow.commit()


def taken_back(house: House, municipality_id: str, slugs: Sequence[str]) -> None:
    """Note that nothing is told of any other hall but these any more."""
    _save(house, replace(_bridge(house, municipality_id), told=tuple(sorted(slugs))))


def note(house: House, municipality_id: str, *, failure: str = "") -> None:
    """Note how a bridge is, up without a failure: what changed, and once a minute that it was seen."""
    bridge, now = _bridge(house, municipality_id), house.clock()
    is_up = not failure
    if (bridge.is_up, bridge.failure) != (is_up, failure):
        _save(house, replace(bridge, is_up=is_up, failure=failure, since=now, looked_at=now))
    elif now - bridge.looked_at >= LOOK_NOTED_EVERY:
        _save(house, replace(bridge, looked_at=now))


def bridges_of_person(house: House, person: Person) -> tuple[TownBridge, ...]:
    """Return the bridges of the municipalities in which the person sees the doors of every hall."""
    with house.reading() as uow:
        return tuple(
            TownBridge(uow.venues.municipality(one.municipality_id), one, one.is_silent(uow.now))
            for one in uow.bridges.all()
            if person.may_everywhere(Deed.SEE_DOORS, one.municipality_id) and not one.is_over(uow.now)
        )


def _bridge(house: House, municipality_id: str) -> Bridge:
    with house.reading() as uow:
        found = uow.bridges.of_town(municipality_id)
        return found or Bridge(municipality_id, is_up=False, since=uow.now, looked_at=uow.now)


@retried
def _save(house: House, bridge: Bridge) -> None:
    with house.unit_of_work() as uow:
        uow.bridges.save(bridge)
        uow.commit()


def _shown(uow: UnitOfWork, venue: Venue, doors: Sequence[Door]) -> ShownHall:
    last = uow.door_events.latest([door.id for door in doors], limit=1, types=WORTH_TELLING)
    seen = [_seen(uow, door) for door in doors]
    return ShownHall(venue, signals_of(seen, last[0] if last else None, uow.now))


def _seen(uow: UnitOfWork, door: Door) -> SeenDoor:
    newest = uow.doors.snapshot(door.id, "creds")
    lacks = newest.made_at if newest is not None and door.applied_creds < newest.version else None
    return SeenDoor(door, uow.door_events.of_door_since(door.id, uow.now - SHOWN_FOR), lacks)
