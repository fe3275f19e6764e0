"""Calendars of clubs as the village takes them over."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from booking_server.domain.foreign_calendars import ForeignCalendar, Mode
from booking_server.services.foreign import foreign_fetching, foreign_look
from booking_server.services.foreign.foreign_look import Preview, Wanted
from booking_server.services.foundation.house import House
from tests.builders import Village
from tests.calendars.far_server import FarServer, far_server, ok
from tests.calendars.foreign import CHOIR, WEEKLY, calendar

URL = "http://tsv.example/geheim-7f3a/kalender.ics"
FRIDAYS = calendar(WEEKLY)
"""Choir on Friday 2, 9 and 16 October, 19:00 to 21:00."""
ONE_FRIDAY = calendar(CHOIR)
EMPTY = calendar()
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n"


def wanted(mode: Mode = Mode.BLOCK, *, file: bytes = FRIDAYS, **changes: object) -> Wanted:
    """Return the wish to take a file over for the whole hall of Benken."""
    return replace(Wanted("dgh-benken", (), "TSV Benken", mode, file=file), **changes)  # type: ignore[arg-type]


def look(village: Village, asked: Wanted | None = None, house: House | None = None) -> Preview:
    """Look at a calendar as Frau Stolle of Benken."""
    return foreign_look.look(house or village.house, village.cast.frau_stolle, asked or wanted())


def take_over(village: Village, asked: Wanted | None = None, house: House | None = None) -> ForeignCalendar:
    """Look at a calendar and take it over."""
    preview = look(village, asked, house)
    return foreign_look.accept_draft(
        house or village.house, village.cast.frau_stolle, preview.venue.slug, preview.draft_id
    )


@dataclass
class Subscription:
    """A feed the village has subscribed, and the server that answers for it."""

    village: Village
    house: House
    server: FarServer
    id: str = ""

    def ask_later(self, *, hours: float = 1.2) -> ForeignCalendar:
        """Let time pass and the worker look; return the calendar after that."""
        self.village.clock.forward(hours=hours)
        foreign_fetching.fetch_due(self.house)
        return self.calendar

    @property
    def calendar(self) -> ForeignCalendar:
        with self.house.reading() as uow:
            return uow.foreign_calendars.get(self.id)


@contextlib.contextmanager
def subscription(village: Village, *answers: bytes, mode: Mode = Mode.BLOCK) -> Iterator[Subscription]:
    """Yield a subscribed feed that says three Fridays first, and then these answers one after the other."""
    with far_server(ok(FRIDAYS, 'ETag: "1"'), *answers) as server:
        house = replace(village.house, network=server.network)
        feed = Subscription(village, house, server)
        feed.id = take_over(village, wanted(mode, file=b"", url=URL), house).id
        yield feed
