"""The calendar feeds: of a space, a hall, a village, a municipality for everybody; in full behind a link.

A feed's head is found without touching a booking: a hall counts its changes in `revision`, so an
unchanged feed is answered from its halls alone. What changes while a feed is being read shows at its
next reading, because its head named the revision from before.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking_server.domain.errors import NotFound
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation import links
from booking_server.services.foundation.house import House
from booking_server.services.plans.calendar_items import Window
from booking_server.storage.repositories.calendar_uses import Shown
from booking_server.storage.repositories.sign_ins import FeedLink
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time

SHOWN_BACK = timedelta(days=366)
CANCELLED_KEPT = timedelta(days=90)
FORMAT = 5
"""Raised whenever feeds are written differently, so that subscribers fetch them anew."""

PURPOSE = "calendar"
_UNKNOWN = "Diesen Kalender gibt es nicht."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a subscriber asks for: days from and to, both included; whether published titles show.

    With `upcoming` nothing that is over comes, with `only_titled` nothing whose title was not published.
    """

    first: date | None = None
    last: date | None = None
    titles: bool = True
    upcoming: bool = False
    only_titled: bool = False


ALL = Wanted()


@dataclass(frozen=True, slots=True)
class FeedHead:
    """A feed before its bookings are read. `etag` and `changed_at` stay while the feed stays."""

    name: str
    file_name: str
    window: Window
    is_private: bool
    titles: bool
    etag: str
    changed_at: datetime
    now: datetime

    @property
    def venue(self) -> Venue:
        """The hall of a feed that has only one."""
        (venue,) = self.window.venues
        return venue


def public_feed(house: House, slug: str, wanted: Wanted = ALL, *, space: str = "") -> FeedHead:
    """Return the head of the public feed of a hall, or of one of its spaces. Raises NotFound."""
    with house.reading() as uow:
        venue = uow.venues.public_at(slug)
        if not space:
            return _head(uow, venue.name, slug, (venue,), wanted)
        room = next((one for one in venue.spaces if one.slug == space), None)
        if room is None:
            raise NotFound(_UNKNOWN)
        # Whoever takes a space that shares this one takes this one along.
        taking = tuple(one.id for one in venue.spaces if room.id in (one.id, *(s.id for s in one.shares)))
        name = f"{venue.name}: {room.name}"
        return _head(uow, name, f"{slug}-{space}", (venue,), wanted, space_ids=taking)


def town_feed(house: House, town: str, wanted: Wanted = ALL, *, district: str = "") -> FeedHead:
    """Return the head of the public feed of all halls of a municipality, or of a village. Raises NotFound."""
    with house.reading() as uow:
        found = uow.venues.town_at(town)
        halls = tuple(hall for hall in uow.venues.of_town(found.id) if not hall.is_draft)
        if not district:
            return _head(uow, f"{found.name}: alle Häuser", town, halls, wanted)
        village = uow.venues.district_at(found.id, district)
        here = tuple(hall for hall in halls if hall.district_id == village.id)
        name = f"{village.name}: alle Häuser"
        return _head(uow, name, f"{town}-{district}", here, wanted)


def private_feed(house: House, token: str, wanted: Wanted = ALL) -> FeedHead:
    """Return the head of the feed behind a private link.

    Raises NotFound when the link was never given out or was revoked, and when its person lost the
    right to read it: all three look alike from outside.
    """
    link_id = links.unsealed(house, PURPOSE, token)
    if link_id is None:
        raise NotFound(_UNKNOWN)
    with house.reading() as uow:
        link = uow.sign_ins.feed_link(link_id)
        if link is None or link.revoked_at is not None:
            raise NotFound(_UNKNOWN)
        venue = uow.venues.by_id(link.venue_id)
        if not may_read(uow.people.get(link.person_id), venue):
            raise NotFound(_UNKNOWN)
        name = f"{venue.name} (intern)"
        return _head(uow, name, f"{venue.slug}-intern", (venue,), wanted, is_private=True)


def may_read(person: Person, venue: Venue) -> bool:
    """Whether a person may read the full calendar of a hall."""
    return person.may(Deed.READ_FULL_FEED, municipality_id=venue.municipality_id, venue_id=venue.id)


def private_address(house: House, link: FeedLink) -> str:
    """Return the address of a private link; it can be told again as often as it is asked for."""
    return f"{house.policy.public_url}/kalender/privat/{links.sealed(house, PURPOSE, link.id)}.ics"


def _head(
    uow: UnitOfWork,
    name: str,
    file_name: str,
    venues: tuple[Venue, ...],
    wanted: Wanted,
    *,
    space_ids: tuple[str, ...] | None = None,
    is_private: bool = False,
) -> FeedHead:
    """The feed's window moves by whole days: within a day only a change of a hall changes the feed."""
    today = local_time.day(local_time.local_date(uow.now)).start
    since = today if wanted.upcoming else today - SHOWN_BACK
    if wanted.first:
        since = max(since, local_time.day(wanted.first).start)
    until = local_time.day(wanted.last).end if wanted.last else None
    shown = Shown(since, today - CANCELLED_KEPT, until, space_ids, wanted.only_titled)
    said = [(one.id, one.revision, one.name, one.address, one.spaces) for one in venues]
    told = repr((FORMAT, name, is_private, wanted.titles, today, shown, said))
    changed = uow.venues.changed_at([venue.id for venue in venues]) if venues else today
    return FeedHead(
        name=name,
        file_name=file_name,
        window=Window(venues, shown),
        is_private=is_private,
        titles=wanted.titles,
        etag=hashlib.sha256(told.encode()).hexdigest()[:24],
        changed_at=max(changed, today),
        now=uow.now,
    )
