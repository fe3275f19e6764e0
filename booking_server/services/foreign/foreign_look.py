"""Looking at a foreign calendar before anything happens, and taking it over as it was looked at."""

import gzip
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import RuleBroken
from booking_server.domain.foreign_calendars import (
    ForeignCalendar,
    ForeignTime,
    Mode,
    TimeState,
    what_stands,
)
from booking_server.domain.foreign_words import failure_words
from booking_server.domain.people import Deed, Person
from booking_server.domain.rules import a_booking_names_spaces_of_its_hall
from booking_server.domain.venues import Venue
from booking_server.services.foreign.foreign_blocks import judge
from booking_server.services.foreign.foreign_calendars import MOST_CONFLICTS
from booking_server.services.foreign.foreign_fetching import address_place, pause
from booking_server.services.foreign.foreign_sync import read, take_over
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.storage.repositories.foreign_calendars import ForeignDraft
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.fetching.errors import FetchError
from calendars.fetching.feeds import Marks, fetch
from calendars.fetching.targets import read_target
from calendars.reading import wire
from calendars.reading.report import Reading

MOST_OF_A_HALL = 20


class CalendarRefused(RuleBroken):
    """A foreign calendar has a title, an address that leads somewhere public, and entries."""

    code = "calendar-refused"
    field = "url"

    @classmethod
    def because(cls, code: str, fact: str = "", *, field: str = "url") -> "CalendarRefused":
        """Return the refusal for what went wrong."""
        return cls(failure_words(code, fact), field=field, why=code)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: a calendar at an address or in a file, for spaces of a hall (none: all)."""

    hall: str
    space_slugs: tuple[str, ...]
    title: str
    mode: Mode
    url: str = ""
    file: bytes = b""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One time, what would become of it, and the booking that is in its way."""

    time: ForeignTime
    word: str
    in_the_way: Booking | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a calendar over would do; `draft_id` does it, `continues` is the one it renews."""

    venue: Venue
    wanted: Wanted
    reading: Reading
    times: tuple[Foreseen, ...]
    gone: int
    draft_id: str
    continues: ForeignCalendar | None = None

    def count(self, word: str) -> int:
        """Return how many times have a word."""
        return sum(one.word == word for one in self.times)


def look(house: House, person: Person, wanted: Wanted) -> Preview:
    """Fetch and read a calendar and say what it would do; nothing is blocked or proposed yet.

    Raises NotFound, NotPermitted, SpaceUnknown, CalendarRefused.
    """
    with house.reading() as uow:
        venue = uow.venues.by_slug(wanted.hall)
    require_at(person, Deed.READ_CALENDARS, venue)
    _check(venue, wanted)
    data, marks = (wanted.file, Marks()) if wanted.file else _fetched(house, wanted.url)
    reading = read(house, data)
    if not reading.is_calendar or not reading.entries:
        code = next((note.code.value for note in reading.notes), "no-entries")
        raise CalendarRefused.because(code, field="file" if wanted.file else "url")
    return _preview(house, person, venue, wanted, reading=reading, marks=marks)


@retried
def accept_draft(house: House, person: Person, slug: str, draft_id: str) -> ForeignCalendar:
    """Take a calendar over as it was looked at. Raises NotFound, NotPermitted, TransitionNotAllowed."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
    require_at(person, Deed.READ_CALENDARS, venue)
    with house.unit_of_work() as uow:
        draft = uow.foreign_calendars.take_draft(draft_id, person.id, venue.id)
        wanted, reading, marks = _unpacked(house, draft)
        uow.venues.lock(venue.id)
        calendar, is_new = _calendar(uow, venue, wanted, house.network.ports)
        cipher = (
            house.keyring.encrypt(wanted.url.encode(), address_place(calendar.id)) if wanted.url else None
        )
        if is_new:
            uow.foreign_calendars.add(calendar, url_cipher=cipher)
        read_now = take_over(house, uow, calendar, reading, actor=person.id, marks=marks)
        due_at = uow.now + pause(0) if wanted.url else None
        uow.foreign_calendars.save(replace(read_now, due_at=due_at))
        action = "calendar_subscribed" if is_new else "calendar_renewed"
        uow.audit.add(person.id, action, calendar.id, municipality_id=venue.municipality_id)
        uow.commit()
    return read_now


def _check(venue: Venue, wanted: Wanted) -> None:
    a_booking_names_spaces_of_its_hall(venue, wanted.space_slugs)
    if not wanted.title:
        raise CalendarRefused("Bitte geben Sie an, wessen Kalender das ist.", field="title")
    if not wanted.url and not wanted.file:
        raise CalendarRefused("Bitte geben Sie eine Adresse an oder wählen Sie eine Datei aus.")


def _fetched(house: House, url: str) -> tuple[bytes, Marks]:
    try:
        feed = fetch(url, network=house.network)
    except FetchError as error:
        raise CalendarRefused.because(error.code, error.fact) from error
    return feed.body or b"", feed.marks


@retried
def _preview(
    house: House, person: Person, venue: Venue, wanted: Wanted, *, reading: Reading, marks: Marks
) -> Preview:
    draft_id = secrets.token_hex(8)
    content = _packed(house, draft_id, wanted, reading, marks)
    with house.unit_of_work() as uow:
        calendar, is_new = _calendar(uow, venue, wanted, house.network.ports)
        stored = () if is_new else uow.foreign_calendars.times(calendar.id)
        kept = what_stands(calendar, stored, reading, since=uow.now)
        coming = tuple(one for one in kept.times if one.period.end > uow.now)
        times = _foreseen(uow, calendar, venue, coming)
        draft = ForeignDraft(draft_id, venue.municipality_id, person.id, venue.id, content)
        uow.foreign_calendars.add_draft(draft)
        uow.commit()
    gone = len({one.id for one in stored} - {one.id for one in kept.times})
    return Preview(venue, wanted, reading, times, gone, draft_id, continues=None if is_new else calendar)


def _foreseen(
    uow: UnitOfWork, calendar: ForeignCalendar, venue: Venue, coming: Sequence[ForeignTime]
) -> tuple[Foreseen, ...]:
    own = {one.booking_id for one in coming if one.booking_id}
    spaces = venue.spaces_named(calendar.space_slugs)
    judged = judge(uow, venue, spaces, coming, without={one for one in own if one})
    refused = {one.id: booking_id for stretch, booking_id in judged.taken for one in stretch.times}
    ways = {each: uow.bookings.get(each) for each in list(dict.fromkeys(refused.values()))[:MOST_CONFLICTS]}
    known = {TimeState.BLOCKS, TimeState.ACCEPTED, TimeState.DECLINED, TimeState.GONE}
    return tuple(
        Foreseen(
            one,
            "known" if one.state in known else "taken" if one.id in refused else "new",
            ways.get(refused.get(one.id, "")),
        )
        for one in coming
    )


def _calendar(
    uow: UnitOfWork, venue: Venue, wanted: Wanted, ports: Collection[int]
) -> tuple[ForeignCalendar, bool]:
    """Return the calendar a wish continues, or a new one: a file of the same title renews the one before."""
    there = uow.foreign_calendars.of_venues([venue.id])
    if not wanted.url:
        for one in there:
            same = (one.title, one.mode, one.space_slugs) == (wanted.title, wanted.mode, wanted.space_slugs)
            if same and not one.is_feed:
                return one, False
    if len(there) >= MOST_OF_A_HALL:
        raise CalendarRefused(f"Ein Haus kann höchstens {MOST_OF_A_HALL} Kalender übernehmen.", field="title")
    new = ForeignCalendar(
        id=secrets.token_hex(8),
        municipality_id=venue.municipality_id,
        venue_id=venue.id,
        space_slugs=wanted.space_slugs,
        title=wanted.title,
        mode=wanted.mode,
        host=read_target(wanted.url, ports=ports).host if wanted.url else "",
        created_at=uow.now,
    )
    return new, True


def _packed(house: House, draft_id: str, wanted: Wanted, reading: Reading, marks: Marks) -> bytes:
    """Return what was looked at, as it was read: exactly that is taken over."""
    head = {
        "hall": wanted.hall,
        "spaces": wanted.space_slugs,
        "title": wanted.title,
        "mode": wanted.mode.value,
        "url": wanted.url,
        "marks": [marks.etag, marks.last_modified],
    }
    lines = [json.dumps(head), *wire.spell_all(reading)]
    return house.keyring.encrypt(gzip.compress("\n".join(lines).encode(), 6), f"foreign draft {draft_id}")


def _unpacked(house: House, draft: ForeignDraft) -> tuple[Wanted, Reading, Marks]:
    plain = gzip.decompress(house.keyring.decrypt(draft.content_cipher, f"foreign draft {draft.id}"))
    line, *lines = plain.decode().splitlines()
    head = json.loads(line)
    wanted = Wanted(head["hall"], tuple(head["spaces"]), head["title"], Mode(head["mode"]), head["url"])
    return wanted, wire.unspell(lines)[0], Marks(*head["marks"])
