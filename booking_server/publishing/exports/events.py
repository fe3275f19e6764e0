"""Public events as others take them in: Atom (RFC 4287), RSS 2.0, JSON-LD (schema.org Event)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from booking_server.domain.calendar_uses import CalendarUse
from booking_server.domain.venues import Venue
from booking_server.publishing.xml_text import xml_attribute, xml_text
from booking_server.services.plans.calendar_entries import rooms_of
from calendars.local_time import say_period, to_local

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True, slots=True)
class Event:
    """Something everybody is told of: its organizer chose to publish the title."""

    use: CalendarUse
    venue: Venue
    page: str

    @property
    def id(self) -> str:
        """An address nobody else has; it leads to the hall."""
        return f"{self.page}#{self.use.id}"

    @property
    def about(self) -> str:
        """When and where, in one line."""
        rooms = rooms_of(self.venue, self.use.space_ids)
        place = ", ".join(part for part in (self.venue.name, rooms, self.venue.address) if part)
        return f"{say_period(self.use.period)}. {place}"


@dataclass(frozen=True, slots=True)
class Channel:
    """A list of events: its name, its own address, the page it belongs to, when it last changed."""

    name: str
    address: str
    page: str
    changed_at: datetime
    events: Sequence[Event]


def atom(channel: Channel) -> str:
    """Return an Atom feed."""
    entries = "".join(
        f"<entry><id>{xml_text(one.id)}</id><title>{xml_text(one.use.public_title)}</title>"
        f"<link href={xml_attribute(one.page)}/><published>{_moment(one.use.created_at)}</published>"
        f"<updated>{_moment(one.use.updated_at)}</updated><summary>{xml_text(one.about)}</summary></entry>\n"
        for one in channel.events
    )
    return (
        f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">\n'
        f"<id>{xml_text(channel.address)}</id><title>{xml_text(channel.name)}</title>"
        f"<updated>{_moment(channel.changed_at)}</updated><author><name>Dorfschlüssel</name></author>"
        f'<link rel="self" href={xml_attribute(channel.address)}/>'
        f"<link href={xml_attribute(channel.page)}/>\n{entries}</feed>\n"
    )


def rss(channel: Channel) -> str:
    """Return an RSS feed."""
    items = "".join(
        f"<item><title>{xml_text(one.use.public_title)}</title><link>{xml_text(one.page)}</link>"
        f'<guid isPermaLink="false">{xml_text(one.id)}</guid>'
        f"<pubDate>{format_datetime(one.use.created_at)}</pubDate>"
        f"<description>{xml_text(one.about)}</description></item>\n"
        for one in channel.events
    )
    return (
        f'{HEAD}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n'
        f"<title>{xml_text(channel.name)}</title><link>{xml_text(channel.page)}</link>"
        f"<description>{xml_text(channel.name)}</description><language>de</language>"
        f"<lastBuildDate>{format_datetime(channel.changed_at)}</lastBuildDate>"
        f'<atom:link href={xml_attribute(channel.address)} rel="self" type="application/rss+xml"/>\n'
        f"{items}</channel></rss>\n"
    )


def json_ld(channel: Channel) -> str:
    """Return the events in the words of schema.org, as search engines and portals read them."""
    graph = [_described(event) for event in channel.events]
    return json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)


KINDS: dict[str, tuple[Callable[[Channel], str], str]] = {
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "rss": (rss, "application/rss+xml; charset=utf-8"),
    "jsonld": (json_ld, "application/ld+json"),
}


def _described(event: Event) -> dict[str, Any]:
    use, venue = event.use, event.venue
    return {
        "@type": "Event",
        "@id": event.id,
        "name": use.public_title,
        "startDate": to_local(use.period.start).isoformat(),
        "endDate": to_local(use.period.end).isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "description": event.about,
        "url": event.page,
        "location": {
            "@type": "Place",
            "name": f"{venue.name}, {rooms_of(venue, use.space_ids)}",
            "address": venue.address,
        },
    }


def _moment(instant: datetime) -> str:
    return instant.replace(microsecond=0).isoformat()
