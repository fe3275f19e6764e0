"""Private links to a hall's full calendar: as many as there are devices, each with a name, each ended alone.

The name says who has the link ("Handy", "Herr Schulze, Hausmeister"): whoever is to lose it is found again.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.errors import NotFound, NotPermitted, RuleBroken
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.foundation.retrying import retried
from booking_server.services.plans.feeds import may_read, private_address
from booking_server.storage.repositories.sign_ins import FeedLink
from booking_server.storage.unit_of_work import UnitOfWork

LONGEST_LABEL = 60
MOST = 20
"""Links of one person to one hall."""

OTHERS = Deed.NAME_DEPUTY
"""Who decides who looks after a hall ends links of others, too."""


class FeedLinkRefused(RuleBroken):
    """A private calendar link says who has it, and nobody has more of them than they can keep in mind."""

    code = "feed-link-refused"
    field = "label"


@dataclass(frozen=True, slots=True)
class GivenLink:
    """A link that works. `address` is told to whoever gave it only, `giver` is somebody else's name."""

    id: str
    label: str
    created_at: datetime
    address: str | None
    giver: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class HallLinks:
    """A hall and its links: those of the person who looks first, then those of others, by name."""

    venue: Venue
    links: tuple[GivenLink, ...]

    @property
    def own(self) -> int:
        """How many of them the person gave."""
        return sum(link.address is not None for link in self.links)


def halls_of(house: House, person: Person) -> tuple[HallLinks, ...]:
    """Return every hall whose full calendar a person may read, by name, with the links to it."""
    with house.reading() as uow:
        halls = [venue for venue in uow.venues.all() if may_read(person, venue)]
        return tuple(_hall(house, uow, person, venue) for venue in halls)


def links_of(house: House, person: Person, slug: str) -> HallLinks:
    """Return a hall with its links. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, Deed.READ_FULL_FEED, venue)
        return _hall(house, uow, person, venue)


@retried
def give(house: House, person: Person, slug: str, label: str) -> str:
    """Return the address of a new link; of the one there is where the person gave one of this name before.

    Raises NotFound, NotPermitted, FeedLinkRefused.
    """
    with house.unit_of_work() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, Deed.READ_FULL_FEED, venue)
        if not label or len(label) > LONGEST_LABEL:
            raise FeedLinkRefused(
                f"Bitte schreiben Sie in höchstens {LONGEST_LABEL} Zeichen, wer den Link bekommt."
            )
        uow.venues.lock(venue.id)  # else a button pressed twice gives two
        mine = [one for one in uow.sign_ins.feed_links_of(venue.id) if one.person_id == person.id]
        link = next((one for one in mine if one.label == label), None)
        if link is None:
            if len(mine) >= MOST:
                raise FeedLinkRefused("Das sind zu viele Links. Bitte beenden Sie zuerst einen davon.")
            link = FeedLink(secrets.token_hex(8), venue.id, person.id, uow.now, label=label)
            uow.sign_ins.add_feed_link(link)
            uow.audit.add(person.id, "feed_link_given", link.id, municipality_id=venue.municipality_id)
            uow.commit()
    return private_address(house, link)


@retried
def end(house: House, person: Person, link_id: str) -> Venue:
    """End a link: its address answers nobody from now on. Return its hall. Raises NotFound, NotPermitted."""
    with house.unit_of_work() as uow:
        link = uow.sign_ins.feed_link(link_id)
        if link is None:
            raise NotFound("Diesen Kalender-Link gibt es nicht.")
        venue = uow.venues.by_id(link.venue_id)
        if not _may_end(person, venue, link):
            raise NotPermitted("Dafür haben Sie in diesem Haus keine Berechtigung.")
        if link.revoked_at is None:
            uow.sign_ins.revoke_feed_link(link.id, uow.now)
            uow.audit.add(person.id, "feed_link_revoked", link.id, municipality_id=venue.municipality_id)
            uow.commit()
    return venue


def _hall(house: House, uow: UnitOfWork, person: Person, venue: Venue) -> HallLinks:
    found = [(link, uow.people.get(link.person_id)) for link in uow.sign_ins.feed_links_of(venue.id)]
    told = [_told(house, person, venue, link, giver) for link, giver in found if may_read(giver, venue)]
    return HallLinks(venue, tuple(sorted(told, key=lambda one: (one.address is None, one.label.casefold()))))


def _told(house: House, person: Person, venue: Venue, link: FeedLink, giver: Person) -> GivenLink:
    is_own = link.person_id == person.id
    return GivenLink(
        id=link.id,
        label=link.label,
        created_at=link.created_at,
        address=private_address(house, link) if is_own else None,
        giver="" if is_own else giver.name,
        may_end=_may_end(person, venue, link),
    )


def _may_end(person: Person, venue: Venue, link: FeedLink) -> bool:
    deed = Deed.READ_FULL_FEED if link.person_id == person.id else OTHERS
    return person.may(deed, municipality_id=venue.municipality_id, venue_id=venue.id)
