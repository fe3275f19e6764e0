"""Halls that another platform lets: drafts of ours, or halls we know, taken whenever they are taken there.

What blocks stands behind a calendar of the hall, as that of a club does: it gives way to every booking that
was there before, follows when the next reading says otherwise, and names nobody. One room, one transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from booking_server.domain.foreign_calendars import (
    MOST_TIMES,
    ForeignCalendar,
    ForeignTime,
    Mode,
    TimeState,
)
from booking_server.domain.imports import ForeignEntry, ForeignRoom, HallReport, Told, key_of
from booking_server.domain.plan_verdicts import Verdict
from booking_server.domain.taken_elsewhere import Bookable, Elsewhere
from booking_server.domain.venues import District, Municipality, Venue
from booking_server.services.foreign.foreign_blocks import release
from booking_server.services.foreign.foreign_look import MOST_OF_A_HALL
from booking_server.services.foreign.foreign_sync import AHEAD, take_over
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.foundation.setup import enter_venue
from booking_server.services.halls.import_places import Place, Places
from booking_server.storage.repositories.imports import Record
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_period
from calendars.period import Period
from calendars.reading.report import Occurrence, Reading

ROOM = "Saal"
TOO_FAR = "Wir übernehmen je Raum die ersten 1000 Zeiten der nächsten 400 Tage."
STAYS = "Das steht dort nicht mehr. Fehlt es beim nächsten Mal noch immer, wird es hier frei."
FREED = "Das steht dort nicht mehr und wird hier frei."
GONE = "Raum wird dort nicht mehr angeboten"


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
    """Let halls be taken when they are taken there; return what became of every time.

    A dry run is one transaction that ends without a commit, so that each room sees what those before it took.
    """
    house = house.within([order.town.id])
    places = _places(house, order)
    if not order.is_real:
        return _rehearsed(house, order, places)
    found = [_in_its_own(house, order, room, places.place(room.id, "")) for room in order.there.bookables]
    return (*found, *_gone_for_real(house, order))


@retried
def _rehearsed(house: House, order: BlockOrder, places: Places) -> tuple[HallReport, ...]:
    with house.unit_of_work() as uow:
        return tuple(_reports(house, uow, order, places))


def _reports(house: House, uow: UnitOfWork, order: BlockOrder, places: Places) -> Iterator[HallReport]:
    for room in order.there.bookables:
        yield _room(house, uow, order, room, places.place(room.id, ""))
    yield from _gone(house, uow, order)


@retried
def _in_its_own(house: House, order: BlockOrder, room: Bookable, place: Place) -> HallReport:
    with house.unit_of_work() as uow:
        report = _room(house, uow, order, room, place)
        if report.venue is not None:
            uow.commit()
    return report


@retried
def _gone_for_real(house: House, order: BlockOrder) -> tuple[HallReport, ...]:
    with house.unit_of_work() as uow:
        reports = tuple(_gone(house, uow, order))
        uow.commit()
    return reports


def _places(house: House, order: BlockOrder) -> Places:
    rooms = tuple(ForeignRoom(one.id, ROOM, 0, one.address, one.title) for one in order.there.bookables)
    keys = {one.id: _key(order, "area", one.id) for one in order.there.bookables}
    with house.reading() as uow:
        records = uow.imports.known(order.town.id, list(keys.values()))
        known = {area: records[key].venue_id for area, key in keys.items() if key in records}
        slugs = {one.slug for one in uow.venues.all()}
        return Places(uow.venues.of_town(order.town.id), rooms, order.said, known, order.new_in, slugs)


def _room(house: House, uow: UnitOfWork, order: BlockOrder, room: Bookable, place: Place) -> HallReport:
    venue = place.venue
    if venue is None or place.problem:
        return _nowhere(room, place)
    is_new = not venue.id
    hall = enter_venue(house, uow, venue) if is_new else uow.venues.by_id(venue.id)
    if is_new:
        _remember(uow, order, _key(order, "area", room.id), hall)
    uow.venues.lock(hall.id)
    calendar = _calendar(house, uow, order, room, (hall, place.space_slugs))
    if calendar is None:
        most = f"„{hall.name}“ hat schon {MOST_OF_A_HALL} Kalender."
        return _nowhere(room, Place(hall, problem=most))
    told = _follow(house, uow, calendar, room)
    return HallReport(hall.name, hall, told, is_new)


def _follow(house: House, uow: UnitOfWork, calendar: ForeignCalendar, room: Bookable) -> tuple[Told, ...]:
    """Let a calendar say a room's times of now; return what became of each, and of those before."""
    stored = uow.foreign_calendars.times(calendar.id)
    before = {one.id: one for one in stored if one.state is TimeState.BLOCKS and one.period.end > uow.now}
    taken, left_out = _within_reach(uow, room)
    now = take_over(house, uow, calendar, _reading(room, taken), actor="console")
    if stored or taken:
        uow.foreign_calendars.save(now)
    coming = _coming(uow, calendar)
    told = [_told(room, one, set(before), is_there=one.period in taken) for one in coming]
    told += [Told(_entry(room, one), Verdict.BROKEN, f"{say_period(one)}. {TOO_FAR}") for one in left_out]
    freed = [one for one in before.values() if one.id not in {each.id for each in coming}]
    told += [
        Told(_entry(room, one.period), Verdict.EXISTS, f"{say_period(one.period)}. {FREED}") for one in freed
    ]
    return tuple(told)


def _gone(house: House, uow: UnitOfWork, order: BlockOrder) -> Iterator[HallReport]:
    """Treat rooms that are not listed any more as rooms that nobody takes: the second time they are free."""
    listed = {_key(order, "calendar", room.id) for room in order.there.bookables}
    kept = [one.key for one in uow.imports.of_source(order.town.id, order.source) if one.key not in listed]
    for calendar in (uow.foreign_calendars.find(one) for one in kept):
        if calendar is None or calendar.ended_at is not None or not _coming(uow, calendar):
            continue
        hall = uow.venues.by_id(calendar.venue_id)
        uow.venues.lock(hall.id)
        room = Bookable(calendar.id, calendar.title, "", ())
        yield HallReport(f"{hall.name}: {GONE}", hall, _follow(house, uow, calendar, room))


def _calendar(
    house: House, uow: UnitOfWork, order: BlockOrder, room: Bookable, place: tuple[Venue, tuple[str, ...]]
) -> ForeignCalendar | None:
    """Return the calendar a room of theirs stands behind, known by its number there; new the first time.

    It goes along when the room is called otherwise, or is said to be elsewhere here.
    """
    (venue, spaces), key = place, _key(order, "calendar", room.id)
    known = uow.foreign_calendars.find(key)
    title = f"{order.source}: {room.title}"[:120]
    moves = known is None or known.ended_at is not None or known.venue_id != venue.id
    if moves and len(uow.foreign_calendars.of_venues([venue.id])) >= MOST_OF_A_HALL:
        return None
    if known is None:
        new = _new_calendar(uow, key, venue, title, spaces)
        _remember(uow, order, key, venue)
        return new
    if (known.venue_id, known.space_slugs) != (venue.id, spaces):
        times = uow.foreign_calendars.times(known.id)
        release(house, uow, known, times, actor="console")
        uow.foreign_calendars.replace_times(known, times, ())
    here = replace(known, venue_id=venue.id, space_slugs=spaces, title=title, ended_at=None)
    if here != known:
        uow.foreign_calendars.save(here)
    return here


def _new_calendar(
    uow: UnitOfWork, key: str, venue: Venue, title: str, spaces: tuple[str, ...]
) -> ForeignCalendar:
    new = ForeignCalendar(
        id=key,
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


def _remember(uow: UnitOfWork, order: BlockOrder, key: str, venue: Venue) -> None:
    if key not in uow.imports.known(order.town.id, [key]):
        uow.imports.add_all(order.town.id, order.source, [Record(key, "", venue.id)])


def _within_reach(uow: UnitOfWork, room: Bookable) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Return the times that are taken over, the earliest ones, and those that are left out."""
    near = [one for one in room.times if one.start < uow.now + AHEAD][:MOST_TIMES]
    return tuple(near), tuple(one for one in room.times if one not in set(near))


def _reading(room: Bookable, times: Sequence[Period]) -> Reading:
    occurrences = tuple(
        Occurrence(
            key=sha256(f"{room.id}\0{one.start.isoformat()}\0{one.end.isoformat()}".encode()).hexdigest(),
            uid=sha256(room.id.encode()).hexdigest()[:32],
            summary="",
            period=one,
        )
        for one in times
    )
    return Reading(room.title, len(occurrences), occurrences)


def _coming(uow: UnitOfWork, calendar: ForeignCalendar) -> Sequence[ForeignTime]:
    return [one for one in uow.foreign_calendars.times(calendar.id) if one.period.end > uow.now]


def _told(room: Bookable, one: ForeignTime, before: set[str], *, is_there: bool) -> Told:
    entry, when = _entry(room, one.period), f"{say_period(one.period)}."
    if not is_there:
        return Told(entry, Verdict.EXISTS, f"{when} {STAYS}")
    if one.id in before:
        return Told(entry, Verdict.EXISTS, f"{when} Das ist hier schon belegt.")
    if one.state is TimeState.BLOCKS:
        return Told(entry, Verdict.NEW, when)
    return Told(entry, Verdict.OVERLAPS, f"{when} Dort ist hier schon etwas anderes eingetragen.")


def _nowhere(room: Bookable, place: Place) -> HallReport:
    entries = [_entry(room, one) for one in room.times or (None,)]
    return HallReport(
        room.title, None, tuple(Told(entry, Verdict.UNREADABLE, place.problem) for entry in entries)
    )


def _entry(room: Bookable, period: Period | None) -> ForeignEntry:
    return ForeignEntry(room.id, f"„{room.title}“", room.title, "", "", period)


def _key(order: BlockOrder, kind: str, room_id: str) -> str:
    return key_of(f"{order.town.id} {order.source}", f"{kind} {room_id}")
