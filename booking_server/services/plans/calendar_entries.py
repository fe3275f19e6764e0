"""Bookings as calendar entries: busy only for everybody, in full for who looks after the hall."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from booking_server.domain.bookings import STATUS_WORDS, BookingStatus
from booking_server.domain.calendar_uses import CalendarItem, CalendarSeries, CalendarUse
from booking_server.domain.venues import Venue
from calendars.ical_event import CalendarEvent, Classification, EventStatus
from calendars.ical_series import Pattern, as_one_entry

PRODID = "-//Dorfschlüssel//Belegung//DE"
UID_DOMAIN = "dorfschluessel"
"""The same on every host: an entry is the same entry after the service has moved."""

BUSY_WORDS = {
    BookingStatus.HELD: "vorgemerkt",
    BookingStatus.REQUESTED: "vorgemerkt",
    BookingStatus.CONFIRMED: "belegt",
}
"""What everybody reads; some programs show nothing of STATUS, so an open request says so itself."""

SERIES = "serie-"
GONE = "storniert"
CLOSED = "geschlossen"
STATUSES = {
    BookingStatus.HELD: EventStatus.TENTATIVE,
    BookingStatus.REQUESTED: EventStatus.TENTATIVE,
    BookingStatus.CONFIRMED: EventStatus.CONFIRMED,
    BookingStatus.CANCELLED: EventStatus.CANCELLED,
    BookingStatus.REJECTED: EventStatus.CANCELLED,
    BookingStatus.EXPIRED: EventStatus.CANCELLED,
}


class Words(NamedTuple):
    """What an entry says beside when and where."""

    summary: str
    description: str
    url: str
    classification: Classification


Telling = Callable[[CalendarUse, "Teller"], Words]
"""What is said of a use: `busy`, `titled`, `full`, or `own` of the notices."""


@dataclass(frozen=True)
class Teller:
    """Tells uses of one hall as entries; `words` decides how much of them."""

    venue: Venue
    words: Telling
    public_url: str

    @cached_property
    def location(self) -> str:
        """Where the hall is."""
        return ", ".join(part for part in (self.venue.name, self.venue.address) if part)

    @cached_property
    def page(self) -> str:
        """The address of the hall's page."""
        return f"{self.public_url}/hallen/{self.venue.slug}"

    @cached_property
    def _rooms(self) -> dict[tuple[str, ...], str]:
        return {}

    def rooms(self, use: CalendarUse) -> str:
        """Return "Ganzes Haus" or the spaces a use takes."""
        found = self._rooms.get(use.space_ids)
        if found is None:
            found = self._rooms[use.space_ids] = rooms_of(self.venue, use.space_ids)
        return found

    def entries(self, item: CalendarItem) -> tuple[CalendarEvent, ...]:
        """Return a use as one entry, a series as one that comes again and the dates that differ."""
        if isinstance(item, CalendarUse):
            return (self.entry(item),)
        dates = {day: self.entry(use) for day, use in item.dates}
        return series_entries(item, dates)

    def entry(self, use: CalendarUse) -> CalendarEvent:
        """Return one use as an entry of its own."""
        said = self.words(use, self)
        return CalendarEvent(
            uid=f"{use.id}@{UID_DOMAIN}",
            period=use.period,
            summary=said.summary,
            created=use.created_at,
            last_modified=use.updated_at,
            sequence=use.sequence,
            status=STATUSES[use.status],
            description=said.description,
            location=self.location,
            url=said.url,
            transparent=not use.is_occupying,
            classification=said.classification,
        )


def tell(items: Iterable[CalendarItem], tellers: Mapping[str, Teller]) -> Iterator[CalendarEvent]:
    """Yield the entries of some halls; `tellers` by the id of the hall."""
    for item in items:
        yield from tellers[item.venue_id].entries(item)


def series_entries(item: CalendarSeries, dates: Mapping[date, CalendarEvent]) -> tuple[CalendarEvent, ...]:
    """Return the entries of a series as one that comes again and the dates that differ."""
    pattern = Pattern(item.plan.rule, item.plan.season, item.plan.clock)
    return as_one_entry(series_uid(item.id), pattern, dates, sequence=item.changes)


def series_uid(series_id: str) -> str:
    """Return the identity of a series in every calendar."""
    return f"{SERIES}{series_id}@{UID_DOMAIN}"


def titled(use: CalendarUse, teller: Teller) -> Words:
    """Tell when and where, and what for only where the organizer chose to."""
    return _public(public_title(use), use, teller)


def busy(use: CalendarUse, teller: Teller) -> Words:
    """Tell when and where, and nothing of what for."""
    return _public(_state(use), use, teller)


def with_hall(words: Telling) -> Telling:
    """Return what also names the hall: a calendar of many halls is read line by line."""

    def named(use: CalendarUse, teller: Teller) -> Words:
        said = words(use, teller)
        return said._replace(summary=f"{teller.venue.name}: {said.summary}")

    return named


def full(use: CalendarUse, teller: Teller) -> Words:
    """Tell occasion, organizer and how to reach them.

    The summary names a status that is not "bestätigt": some programs show nothing of STATUS.
    """
    organizer = use.organizer
    about = " – ".join(part for part in (use.occasion, organizer.name) if part)
    status = STATUS_WORDS[use.status]
    details = (
        ("Verantwortlich", organizer.name),
        ("E-Mail", organizer.email),
        ("Telefon", organizer.phone),
        ("Personen", str(use.persons)),
        ("Stand", status),
    )
    lines = [teller.rooms(use), *(f"{label}: {value}" for label, value in details if value)]
    return Words(
        summary=about if use.status is BookingStatus.CONFIRMED else f"{status}: {about}",
        description="\n".join(lines),
        url=f"{teller.public_url}/schreibtisch",
        classification=Classification.PRIVATE,
    )


def rooms_of(venue: Venue, space_ids: Iterable[str]) -> str:
    """Return "Ganzes Haus" or the names of some spaces."""
    named = [space.name for space in venue.spaces if space.id in set(space_ids)]
    return "Ganzes Haus" if len(named) == len(venue.spaces) else ", ".join(named)


def _public(summary: str, use: CalendarUse, teller: Teller) -> Words:
    return Words(summary, teller.rooms(use), teller.page, Classification.PUBLIC)


def public_title(use: CalendarUse) -> str:
    """Return what everybody may read of a use."""
    return use.public_title if use.is_public_event else _state(use)


def _state(use: CalendarUse) -> str:
    if use.is_blackout and use.is_occupying:
        return CLOSED
    return BUSY_WORDS.get(use.status, GONE)
