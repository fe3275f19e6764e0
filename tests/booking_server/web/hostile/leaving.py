"""What leaves the house for programs: CalDAV, webhooks, Home Assistant, records of the app."""

import json
from collections.abc import Iterator

from sqlalchemy import select

from booking_server.domain.app_records import AppTown, read_subject
from booking_server.publishing.app.shapes import variables
from booking_server.publishing.home_assistant.discovery import config_of
from booking_server.services.partners.app_facts import facts_of, wanted_keys
from booking_server.services.plans import feed_links
from booking_server.storage.tables import webhook_messages
from booking_server.web.access import Place
from tests.booking_server.keys import bearing, give
from tests.booking_server.web.hostile.visit import Everywhere

HALL = "/kalender/dgh-benken"
TOWN = "/kalender/gemeinde/wiesenburg-mark"
ADDRESSES = (
    *(f"{of}.{kind}" for of in (HALL, TOWN) for kind in ("atom", "rss")),
    *(f"{HALL}{rest}" for rest in (".ics?titel=nein", "/saal.ics", "/aushang.pdf?monat=2026-10")),
    *(f"/hallen/dgh-benken?{day}" for day in ("woche=2026-10-12", "monat=2026-10", "datum=2026-10-12")),
    *(f"/{language}/{page}" for language in ("en", "ls") for page in ("", "impressum", "hilfe")),
    *("/en/hallen/dgh-benken", "/ls/hallen/dgh-benken", "/tuerschild/dgh-benken?anzeige=1"),
    *("/widget/dgh-benken?monat=2026-10", "/?datum=2026-10-20&personen=20"),
)
"""Looked at besides one address of every route: other forms, languages and days of the same."""

Document = tuple[str, bytes, str]
"""Where something goes, what it is and its media type."""


def documents(everywhere: Everywhere) -> Iterator[Document]:
    """Yield everything that other programs are told of the own hall."""
    spot = everywhere.scene.spots[Place.OWN_HALL]
    house, town = everywhere.house, spot.town
    with house.reading() as uow:
        venue = uow.venues.by_id(spot.venue.id)
        yield "Home Assistant", config_of(venue, town.slug, house.policy.public_url), "application/json"
        account = AppTown(town.id, is_on=True)
        for subject in map(read_subject, wanted_keys(uow, town.id)):
            facts = facts_of(uow, subject)
            if facts is not None:  # else it is not public any more
                told, _ = variables(
                    subject, facts, account, public_url=house.policy.public_url, remote_id="", hall_id="1"
                )
                yield f"app {subject.key}", json.dumps(told).encode(), "application/json"
        for body in uow.connection.execute(select(webhook_messages.c.body)).scalars():
            yield "webhook", body if isinstance(body, bytes) else body.encode(), "application/json"
    yield from _over_http(everywhere)


def _over_http(everywhere: Everywhere) -> Iterator[Document]:
    key = bearing(give(everywhere.scene.village))
    for address in ("bookings", "doors", "webhooks", "key"):
        answer = everywhere.client.get(f"/api/v1/{address}", headers=key)
        yield address, answer.get_data(), answer.content_type
    link = feed_links.give(everywhere.house, everywhere.scene.village.cast.frau_stolle, "dgh-benken", "Handy")
    token = link.rpartition("/")[2].removesuffix(".ics")
    for address, depth in (("/caldav/kalender/", "1"), ("/caldav/kalender/dgh-benken/", "1")):
        answer = everywhere.site.test_client().open(
            address, method="PROPFIND", auth=("x", token), headers={"Depth": depth}
        )
        yield address, answer.get_data(), answer.content_type
