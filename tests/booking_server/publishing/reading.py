"""What another program understands of an answer."""

from icalendar import Calendar, Component
from werkzeug.test import TestResponse

FEED = "/kalender/dgh-benken.ics"


def entries(answer: TestResponse) -> list[Component]:
    """Return the entries of a feed."""
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def the_entry(answer: TestResponse) -> Component:
    """Return the only entry of a feed."""
    (entry,) = entries(answer)
    return entry
