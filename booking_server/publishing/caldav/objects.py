"""The entries of a hall as resources: one file for each identity, a series with its dates in one."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from booking_server.domain.calendar_uses import CalendarItem
from booking_server.services.foundation.house import House
from booking_server.services.plans.calendar_entries import PRODID, SERIES, Teller, full
from booking_server.services.plans.calendar_items import items_named, items_of
from booking_server.services.plans.feeds import FeedHead
from calendars.ical_event import CalendarEvent
from calendars.ical_write import write_object

AT_ONCE = 500
_NAME = re.compile(rf"(?P<series>{SERIES})?(?P<id>[0-9a-f]{{8,32}})")


@dataclass(frozen=True, slots=True)
class Resource:
    """One file: its name without ending, and what stands in it."""

    name: str
    octets: bytes

    @property
    def etag(self) -> str:
        """It stays as long as the file does."""
        return f'"{hashlib.sha256(self.octets).hexdigest()[:24]}"'


def resources(
    house: House, head: FeedHead, start: datetime | None = None, end: datetime | None = None
) -> Iterator[Resource]:
    """Yield every file of a calendar, or those that touch a time."""
    shown = head.window.shown
    since = max(start, shown.since) if start else shown.since
    window = replace(head.window, shown=replace(shown, since=since, until=end))
    return _files(house, head, items_of(house, window))


def named(house: House, head: FeedHead, names: Sequence[str]) -> Iterator[Resource]:
    """Yield those of some files that there are."""
    wanted = frozenset(names)
    for at in range(0, len(names), AT_ONCE):
        found = [one for name in names[at : at + AT_ONCE] if (one := _NAME.fullmatch(name))]
        items = items_named(
            house,
            head.window,
            uses=[one["id"] for one in found if not one["series"]],
            series=[one["id"] for one in found if one["series"]],
        )
        yield from (file for file in _files(house, head, items) if file.name in wanted)


def _files(house: House, head: FeedHead, items: Iterable[CalendarItem]) -> Iterator[Resource]:
    teller = Teller(head.venue, full, house.policy.public_url)
    for item in items:
        together: dict[str, list[CalendarEvent]] = {}
        for event in teller.entries(item):
            together.setdefault(event.uid, []).append(event)
        for uid, events in together.items():
            yield Resource(uid.partition("@")[0], write_object(events, prodid=PRODID))
