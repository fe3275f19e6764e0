"""Halls that another platform lets: drafts of ours, or halls we know, taken whenever they are taken there.

What blocks stands behind a calendar of the hall, as that of a club does: it gives way to every booking that
was there before, follows when the next reading says otherwise, and names nobody. One room, one transaction.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from booking_server.domain.foreign_calendars import (
    ForeignCalendar,
    ForeignTime,
    Mode,
    TimeState,
    only_the_first,
)
from booking_server.domain.imports import ForeignEntry, ForeignRoom, HallReport, Told, key_of
from booking_server.domain.plan_verdicts import Verdict
from booking_server.domain.taken_elsewhere import Bookable, Elsewhere
from booking_server.domain.venues import District, Municipality, Venue
from booking_server.services.foreign_look import MOST_OF_A_HALL
from booking_server.services.foreign_sync import AHEAD, take_over
from booking_server.services.house import House
from booking_server.services.import_places import Place, Places
from booking_server.services.retrying import retried
from booking_server.services.setup import enter_venue
from booking_server.storage.repositories.imports import Record
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_period
from calendars.reading.report import Occurrence, Reading

ROOM = "Saal"


@dataclass(frozen=True, slots=True)
class BlockOrder:
    """What is brought into which municipality; `said` tells by number or title of a room where it is here."""

    town: Municipality
    source: str
    there: Elsewhere
    said: Mapping[str, str] = field(default_factory=dict)
    new_in: District | None = None
    is_real: bool = False


def bring_blocks(house: House, order: BlockOrder) -> tuple[HallReport, ...]:
    """Let halls be taken when they are taken there; return what became of every time."""
    house = house.within([order.town.id])
    places = _places(house, order)
    reports = []
    for room in order.there.bookables:
        place = places.place(_name(room, order), "")
        reports.append(_nowhere(room, place) if place.venue is None else _room(house, order, room, place))
    return tuple(reports)


def _places(house: House, order: BlockOrder) -> Places:
    rooms = tuple(ForeignRoom(_name(one, order), ROOM, 0, one.address) for one in order.there.bookables)
    keys = {_name(one, order): _area_key(order, one) for one in order.there.bookables}
    with house.reading() as uow:
        records = uow.imports.known(order.town.id, list(keys.values()))
        known = {area: records[key].venue_id for area, key in keys.items() if key in records}
        slugs = {one.slug for one in uow.venues.all()}
        return Places(uow.venues.of_town(order.town.id), rooms, order.said, known, order.new_in, slugs)


@retried
def _room(house: House, order: BlockOrder, room: Bookable, place: Place) -> HallReport:
    venue = place.venue
    assert venue is not None
    with house.unit_of_work() as uow:
        is_new = not venue.id
        hall = enter_venue(house, uow, venue) if is_new else uow.venues.by_id(venue.id)
        if is_new:
            uow.imports.add_all(order.town.id, order.source, [Record(_area_key(order, room), "", hall.id)])
        uow.venues.lock(hall.id)
        calendar = _calendar(uow, order, hall, room, place.space_slugs)
        if calendar is None:
            most = f"„{hall.name}“ hat schon {MOST_OF_A_HALL} Kalender."
            return _nowhere(room, Place(hall, problem=most))
        before = {one.id for one in uow.foreign_calendars.times(calendar.id) if one.state is TimeState.BLOCKS}
        take_over(house, uow, calendar, _reading(uow, room), actor="console")
        told = tuple(_told(room, one, before) for one in _coming(uow, calendar))
        if order.is_real:
            uow.commit()
    return HallReport(hall.name, hall, told, is_new)


def _calendar(
    uow: UnitOfWork, order: BlockOrder, venue: Venue, room: Bookable, spaces: tuple[str, ...]
) -> ForeignCalendar | None:
    """Return the calendar a room of theirs stands behind here; a new one the first time."""
    title = f"{order.source}: {room.title}"[:120]
    there = uow.foreign_calendars.of_venues([venue.id])
    for one in there:
        if (one.title, one.mode, one.space_slugs, one.is_feed) == (title, Mode.BLOCK, spaces, False):
            return one
    if len(there) >= MOST_OF_A_HALL:
        return None
    new = ForeignCalendar(
        id=secrets.token_hex(8),
        municipality_id=venue.municipality_id,
        venue_id=venue.id,
        space_slugs=spaces,
        title=title,
        mode=Mode.BLOCK,
        host="",
        created_at=uow.now,
    )
    uow.foreign_calendars.add(new, url_cipher=None)
    uow.audit.add("console", "calendar_subscribed", new.id, municipality_id=venue.municipality_id)
    return new


def _reading(uow: UnitOfWork, room: Bookable) -> Reading:
    near = [one for one in room.times if one.start < uow.now + AHEAD]
    occurrences = tuple(
        Occurrence(
            key=sha256(f"{room.id}\0{one.start.isoformat()}\0{one.end.isoformat()}".encode()).hexdigest(),
            uid=sha256(room.id.encode()).hexdigest()[:32],
            summary="",
            period=one,
        )
        for one in near
    )
    return only_the_first(Reading(room.title, len(occurrences), occurrences))


def _coming(uow: UnitOfWork, calendar: ForeignCalendar) -> Sequence[ForeignTime]:
    return [one for one in uow.foreign_calendars.times(calendar.id) if one.period.end > uow.now]


def _told(room: Bookable, one: ForeignTime, before: set[str]) -> Told:
    entry = ForeignEntry(one.id, f"„{room.title}“", room.title, "", "", one.period)
    when = f"{say_period(one.period)}."
    if one.id in before:
        return Told(entry, Verdict.EXISTS, f"{when} Das ist hier schon belegt.")
    if one.state is TimeState.BLOCKS:
        return Told(entry, Verdict.NEW, when)
    return Told(entry, Verdict.OVERLAPS, f"{when} Dort ist hier schon etwas anderes eingetragen.")


def _nowhere(room: Bookable, place: Place) -> HallReport:
    entries = [ForeignEntry(room.id, f"„{room.title}“", room.title, "", "", one) for one in room.times]
    entries = entries or [ForeignEntry(room.id, f"„{room.title}“", room.title, "", "", None)]
    return HallReport(
        room.title, None, tuple(Told(entry, Verdict.UNREADABLE, place.problem) for entry in entries)
    )


def _name(room: Bookable, order: BlockOrder) -> str:
    """Return by what a room is looked for: its number where somebody said where that is, else its title."""
    return room.id if room.id in order.said else room.title


def _area_key(order: BlockOrder, room: Bookable) -> str:
    return key_of(order.source, f"area {room.id}")
