"""The calendar feeds of a hall: busy only for everybody, in full behind a private link.

A feed's head is found without touching a booking: the hall counts its changes in `revision`, so an
unchanged feed is answered from it alone. Bookings are then read page by page, each page in a
transaction of its own: a slow subscriber holds no connection. What changes while a feed is being
read shows at its next reading, because its head named the revision from before.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking_server.domain.bookings import Booking
from booking_server.domain.errors import NotFound, NotPermitted
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services import links
from booking_server.services.house import House
from booking_server.services.retrying import retried
from booking_server.storage.repositories.sign_ins import FeedLink
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time

SHOWN_BACK = timedelta(days=366)
CANCELLED_KEPT = timedelta(days=90)
PAGE = 500
FORMAT = 3
"""Raised whenever feeds are written differently, so that subscribers fetch them anew."""

_PURPOSE = "calendar"
_UNKNOWN = "Diesen Kalender gibt es nicht."


@dataclass(frozen=True, slots=True)
class FeedHead:
    """A feed before its bookings are read. `etag` and `changed_at` stay while the feed stays.

    Shown are bookings that end after `since`, and cancelled ones cancelled after `gone_since`.
    """

    venue: Venue
    is_private: bool
    etag: str
    changed_at: datetime
    since: datetime
    gone_since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class PrivateFeed:
    """A hall whose full calendar a person may read, and its address if they were given one."""

    venue: Venue
    address: str | None


def public_feed(house: House, slug: str) -> FeedHead:
    """Return the head of a hall's public feed. Raises NotFound."""
    with house.reading() as uow:
        return _head(uow, uow.venues.by_slug(slug), is_private=False)


def private_feed(house: House, token: str) -> FeedHead:
    """Return the head of the feed behind a private link.

    Raises NotFound when the link was never given out or was revoked, and when its person lost the
    right to read it: all three look alike from outside.
    """
    link_id = links.unsealed(house, _PURPOSE, token)
    if link_id is None:
        raise NotFound(_UNKNOWN)
    with house.reading() as uow:
        link = uow.sign_ins.feed_link(link_id)
        if link is None or link.revoked_at is not None:
            raise NotFound(_UNKNOWN)
        venue = uow.venues.by_id(link.venue_id)
        if not _may_read(uow.people.get(link.person_id), venue):
            raise NotFound(_UNKNOWN)
        return _head(uow, venue, is_private=True)


def bookings_of(house: House, head: FeedHead) -> Iterator[Booking]:
    """Yield what a feed shows, by start; never more than a page of it is in memory."""
    after = None
    while True:
        with house.reading() as uow:
            page = uow.bookings.feed_page(
                head.venue.id, since=head.since, gone_since=head.gone_since, after=after, limit=PAGE
            )
        yield from page
        if len(page) < PAGE:
            return
        after = (page[-1].period.start, page[-1].id)


def private_feeds(house: House, person: Person) -> tuple[PrivateFeed, ...]:
    """Return every hall whose full calendar a person may read, by name."""
    with house.reading() as uow:
        halls = [venue for venue in uow.venues.all() if _may_read(person, venue)]
        found = [(venue, uow.sign_ins.feed_link_of(venue.id, person.id)) for venue in halls]
    return tuple(PrivateFeed(venue, _address(house, link) if link else None) for venue, link in found)


@retried
def give_private_address(house: House, person: Person, venue_id: str) -> str:
    """Return the address of a person's private feed of a hall; the same one until it is revoked.

    Raises NotFound, NotPermitted.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_id(venue_id)
        if not _may_read(person, venue):
            raise NotPermitted("Dafür haben Sie in diesem Haus keine Berechtigung.")
        link = uow.sign_ins.feed_link_of(venue_id, person.id)
        if link is None:
            link = FeedLink(secrets.token_hex(8), venue_id, person.id, uow.now)
            uow.sign_ins.add_feed_link(link)
            uow.audit.add(person.id, "feed_link_given", link.id, municipality_id=venue.municipality_id)
            uow.commit()
    return _address(house, link)


@retried
def revoke_private_address(house: House, person: Person, venue_id: str) -> None:
    """End a person's private feed of a hall: its address answers nobody from now on."""
    with house.unit_of_work() as uow:
        link = uow.sign_ins.feed_link_of(venue_id, person.id)
        if link is not None:
            venue = uow.venues.by_id(venue_id)
            uow.sign_ins.revoke_feed_link(link.id, uow.now)
            uow.audit.add(person.id, "feed_link_revoked", link.id, municipality_id=venue.municipality_id)
            uow.commit()


def _head(uow: UnitOfWork, venue: Venue, *, is_private: bool) -> FeedHead:
    """The feed's window moves by whole days: within a day only a change of the hall changes the feed."""
    today = local_time.day(local_time.local_date(uow.now)).start
    shown = repr((FORMAT, is_private, venue, today))
    _, _, changed_at = uow.venues.revision(venue.slug)
    return FeedHead(
        venue=venue,
        is_private=is_private,
        etag=hashlib.sha256(shown.encode()).hexdigest()[:24],
        changed_at=max(changed_at, today),
        since=today - SHOWN_BACK,
        gone_since=today - CANCELLED_KEPT,
        now=uow.now,
    )


def _may_read(person: Person, venue: Venue) -> bool:
    return person.may(Deed.READ_FULL_FEED, municipality_id=venue.municipality_id, venue_id=venue.id)


def _address(house: House, link: FeedLink) -> str:
    return f"{house.policy.public_url}/kalender/privat/{links.sealed(house, _PURPOSE, link.id)}.ics"
