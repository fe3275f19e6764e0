"""Taking bookings over from another booking system: said first, then done; hall by hall, each whole or not.

1. What was taken over before is known by its number there and stays as it is here.
2. What is left has to fit: spaces that are free, with the time between two uses, and a length we book.
3. It is confirmed without mail to anybody: both sides agreed to it elsewhere. The price is our tariff's.
A dry run does the first two over a state it only reads: the same judge says what happens.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from booking_server.domain import rules
from booking_server.domain.bookings import Booking, BookingStatus, Organizer
from booking_server.domain.errors import RuleBroken
from booking_server.domain.imports import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_TITLE,
    MOST_PERSONS,
    ForeignEntry,
    ForeignSystem,
    HallReport,
    Told,
    digest_of,
    is_thinkable,
    key_of,
)
from booking_server.domain.occupancy import occupancies
from booking_server.domain.plan_verdicts import Verdict
from booking_server.domain.rules.times import LONGEST_BOOKING
from booking_server.domain.texts import one_line
from booking_server.domain.venues import District, Municipality, Venue
from booking_server.services.bookings.occupying import enter_all, new_booking
from booking_server.services.bookings.quoting import keep_prices
from booking_server.services.bookings.settling import settle_all
from booking_server.services.bookings.taken_times import TakenTimes, taken_at
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.foundation.setup import enter_venue, new_venue
from booking_server.services.halls.import_places import Place, Places
from booking_server.services.series.series_judging import end_old_holds
from booking_server.storage.repositories.imports import Record
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.local_time import say_period
from calendars.period import Period

SOURCE = "import"


@dataclass(frozen=True, slots=True)
class Order:
    """What is brought: into which municipality, under which name of its source, and where rooms are.

    `organizer` stands in for people the other system does not name. Nothing happens unless `is_real`.
    """

    town: Municipality
    source: str
    system: ForeignSystem
    said: Mapping[str, str] = field(default_factory=dict)
    new_in: District | None = None
    organizer: Organizer = field(default_factory=lambda: Organizer(""))
    is_real: bool = False


def bring(house: House, order: Order) -> tuple[HallReport, ...]:
    """Take over what fits, each hall in a transaction of its own; return what became of every entry.

    Raises nothing about single entries: what is refused is in the report, with its reason.
    """
    places = _places(house, order)
    nowhere: list[Told] = []
    by_hall: dict[str, tuple[Venue, list[tuple[ForeignEntry, Place]]]] = {}
    for entry in order.system.entries:
        place = places.place(entry.area, entry.room)
        if place.venue is None:
            nowhere.append(Told(entry, Verdict.UNREADABLE, place.problem or entry.problem))
        else:
            by_hall.setdefault(place.venue.slug, (place.venue, []))[1].append((entry, place))
    for area in dict.fromkeys(one.area for one in order.system.rooms if order.new_in is not None):
        hall = places.place(area, "").venue
        if hall is not None and not hall.id:
            by_hall.setdefault(hall.slug, (hall, []))
    areas = {hall.slug: area for area, hall in places.drafts.items()}
    reports = [_hall(house, order, venue, found, areas) for venue, found in by_hall.values()]
    if nowhere:
        reports.append(HallReport("ohne Haus", None, tuple(nowhere)))
    return tuple(reports)


def _places(house: House, order: Order) -> Places:
    keys = {one.area: key_of(order.source, f"area {one.area}") for one in order.system.rooms}
    with house.within([order.town.id]).reading() as uow:
        records = uow.imports.known(order.town.id, list(keys.values()))
        known = {area: records[key].venue_id for area, key in keys.items() if key in records}
        slugs = {one.slug for one in uow.venues.all()}
        halls = uow.venues.of_town(order.town.id)
    return Places(halls, order.system.rooms, order.said, known, order.new_in, slugs)


@retried
def _hall(
    house: House,
    order: Order,
    venue: Venue,
    found: Sequence[tuple[ForeignEntry, Place]],
    areas: Mapping[str, str],
) -> HallReport:
    house, is_new = house.within([order.town.id]), not venue.id
    if not order.is_real:
        with house.reading() as uow:
            hall = new_venue(venue, site_number=0) if is_new else uow.venues.by_id(venue.id)
            return HallReport(hall.name, hall, _Judge.of(uow, order, hall, found).judged_all(found), is_new)
    with house.unit_of_work() as uow:
        hall = enter_venue(house, uow, venue) if is_new else uow.venues.by_id(venue.id)
        if is_new:
            key = key_of(order.source, f"area {areas[venue.slug]}")
            uow.imports.add_all(order.town.id, order.source, [Record(key, "", hall.id)])
        uow.venues.lock(hall.id)
        end_old_holds(uow, hall)
        judge = _Judge.of(uow, order, hall, found)
        told = judge.judged_all(found)
        lost = _enter(house, uow, order, hall, judge)
        uow.commit()
    return HallReport(hall.name, hall, tuple(_as_it_came(one, lost) for one in told), is_new)


@dataclass
class _Judge:
    """What is taken of a hall, what was taken over before, and what was accepted so far."""

    uow: UnitOfWork
    order: Order
    venue: Venue
    taken: TakenTimes
    known: Mapping[str, Record]
    accepted: dict[str, tuple[ForeignEntry, Booking]] = field(default_factory=dict)
    by_booking: dict[str, tuple[ForeignEntry, Booking]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, uow: UnitOfWork, order: Order, venue: Venue, found: Sequence[tuple[ForeignEntry, Place]]
    ) -> "_Judge":
        """Return a judge who has looked at the hall for as long as the entries reach, once."""
        keys = [key_of(order.source, entry.external_id) for entry, _ in found]
        span = _span([entry for entry, _ in found], venue)
        taken = taken_at(uow, venue.id, span) if span else TakenTimes()
        return cls(uow, order, venue, taken, uow.imports.known(order.town.id, keys))

    def judged_all(self, found: Sequence[tuple[ForeignEntry, Place]]) -> tuple[Told, ...]:
        """Return what becomes of entries, judged by their start and told in the order they came."""
        told: dict[int, Told] = {}
        for at, (entry, place) in sorted(enumerate(found), key=lambda one: _when(one[1][0])):
            told[at] = self.judged(entry, place)
        return tuple(told[at] for at in range(len(found)))

    def judged(self, entry: ForeignEntry, place: Place) -> Told:
        """Return what becomes of one entry; an accepted one is taken from then on."""
        key = key_of(self.order.source, entry.external_id)
        if key in self.known:
            return self._known(entry, place, self.known[key].digest)
        if entry.problem or place.problem or entry.period is None or not is_thinkable(entry.period):
            said = " ".join(one for one in (entry.problem, place.problem) if one)
            return Told(entry, Verdict.UNREADABLE, said or "Die Zeit ist nicht zu lesen.")
        if key in self.accepted:
            return Told(entry, Verdict.EXISTS, f"Das steht schon bei {self.accepted[key][0].place}.")
        try:
            rules.a_booking_lasts_at_least_five_minutes(entry.period)
            rules.a_use_over_a_month_is_not_a_booking(entry.period)
        except RuleBroken as error:
            return Told(entry, Verdict.BROKEN, error.message)
        booking = self._booking(entry, place, entry.period)
        wanted = occupancies(booking.id, entry.period, self.venue.spaces_named(place.space_slugs))
        in_the_way = self.taken.in_the_way(wanted)
        if in_the_way is not None:
            return Told(entry, Verdict.OVERLAPS, self._overlaps(entry.period, in_the_way.booking_id))
        self.taken.note(wanted)
        self.accepted[key] = self.by_booking[booking.id] = (entry, booking)
        return Told(entry, Verdict.NEW, _said(self.venue, booking))

    def _known(self, entry: ForeignEntry, place: Place, digest: str) -> Told:
        spaces = [space.id for space in self.venue.spaces_named(place.space_slugs)]
        if digest_of(entry, spaces) == digest:
            return Told(entry, Verdict.EXISTS, "Das wurde schon übernommen.")
        when = f": {say_period(entry.period)}" if entry.period else ""
        said = (
            f"Das wurde schon übernommen, steht dort aber inzwischen anders{when}. Bitte ändern Sie es hier."
        )
        return Told(entry, Verdict.EXISTS, said)

    def _booking(self, entry: ForeignEntry, place: Place, period: Period) -> Booking:
        spaces = self.venue.spaces_named(place.space_slugs)
        return replace(
            new_booking(self.uow, self.venue, spaces, period, BookingStatus.CONFIRMED),
            persons=min(entry.persons, MOST_PERSONS),
            occasion=one_line(entry.title)[:LONGEST_TITLE] or "Buchung",
            organizer=_organizer(self.order, self.venue, entry),
            source=SOURCE,
        )

    def _overlaps(self, period: Period, booking_id: str) -> str:
        mine = self.by_booking.get(booking_id)
        if mine is not None:
            other, said = mine[1], f"Überschneidet sich mit {mine[0].place}"
        else:
            other, said = self.uow.bookings.get(booking_id), "Dort ist schon belegt"
        what = f"„{other.occasion}“, " if other.occasion else ""
        between = "" if other.period.overlaps(period) else " Dazwischen fehlt die Zeit für Auf- und Abbau."
        return f"{said}: {what}{say_period(other.period)}.{between}"


def _enter(
    house: House, uow: UnitOfWork, order: Order, venue: Venue, judge: _Judge
) -> frozenset[ForeignEntry]:
    """Store what was accepted; return what is not in all the same, for the database saw it taken."""
    if not judge.accepted:
        return frozenset()
    wanted = [booking for _, booking in judge.accepted.values()]
    rooms = {space.id: space for space in venue.spaces}
    entered = enter_all(uow, [(one, tuple(rooms[each] for each in one.space_ids)) for one in wanted])
    keep_prices(uow, venue, entered)
    settle_all(house, uow, entered, venue, actor="console", action="brought_over", one_series=False)
    stored = {one.id for one in entered}
    records = [
        Record(key, digest_of(entry, booking.space_ids), venue.id, booking.id)
        for key, (entry, booking) in judge.accepted.items()
        if booking.id in stored
    ]
    uow.imports.add_all(order.town.id, order.source, records)
    return frozenset(entry for entry, booking in judge.accepted.values() if booking.id not in stored)


def _as_it_came(told: Told, lost: frozenset[ForeignEntry]) -> Told:
    if told.verdict is not Verdict.NEW or told.entry not in lost:
        return told
    return Told(told.entry, Verdict.OVERLAPS, "Dort wurde inzwischen etwas anderes eingetragen.")


def _span(entries: Iterable[ForeignEntry], venue: Venue) -> Period | None:
    """Return from when to when a hall has to be looked at, with the widest times around a use."""
    times = [one.period for one in entries if one.period and is_thinkable(one.period)]
    times = [one for one in times if one.duration <= LONGEST_BOOKING]
    if not times:
        return None
    rooms = [room for space in venue.spaces for room in (space, *space.shares)]
    return Period(min(one.start for one in times), max(one.end for one in times)).widened(
        max(room.setup_buffer for room in rooms), max(room.teardown_buffer for room in rooms)
    )


def _organizer(order: Order, venue: Venue, entry: ForeignEntry) -> Organizer:
    """Who answers for it; where nobody is named, whoever was said to, or the hall's telephone."""
    email = entry.email if "@" in entry.email and len(entry.email) <= LONGEST_EMAIL else ""
    instead = order.organizer
    name = one_line(entry.name)[:LONGEST_NAME] or instead.name or venue.name
    phone = "" if email or instead.email else instead.phone or venue.contact_phone
    return Organizer(name, email or instead.email, phone)


def _said(venue: Venue, booking: Booking) -> str:
    rooms = ", ".join(space.name for space in venue.spaces if space.id in booking.space_ids)
    return f"{say_period(booking.period)}, {rooms}: „{booking.occasion}“."


def _when(entry: ForeignEntry) -> tuple[str, str]:
    return (entry.period.start.isoformat() if entry.period else "", entry.external_id)
