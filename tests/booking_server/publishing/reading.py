"""What another program understands of an answer."""

from icalendar import Calendar, Component
from werkzeug.test import TestResponse

from booking_server.services.plans import feed_links
from tests.builders import Village

FEED = "/kalender/dgh-benken.ics"


def entries(answer: TestResponse) -> list[Component]:
    """Return the entries of a feed."""
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def the_entry(answer: TestResponse) -> Component:
    """Return the only entry of a feed."""
    (entry,) = entries(answer)
    return entry


def end_links(village: Village) -> None:
    """End every private calendar link of Benken."""
    stolle = village.cast.frau_stolle
    for link in feed_links.links_of(village.house, stolle, "dgh-benken").links:
        feed_links.end(village.house, stolle, link.id)
