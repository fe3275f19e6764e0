"""Lists of uses with names and numbers, for who looks after a hall. Every one that leaves is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from booking_server.domain.errors import NotPermitted, TimeUnreadable
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.plans.calendar_items import Window
from booking_server.storage.repositories.calendar_uses import Shown
from calendars import local_time

DEED = Deed.READ_FULL_FEED
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants as a file: hall (empty for all of theirs), first and last day, columns, kind."""

    hall: str
    first: date | None
    last: date | None
    columns: tuple[str, ...]
    kind: str


@retried
def hand_out(house: House, person: Person, order: Order) -> Window:
    """Write down that a list is handed out, and return what is on it.

    Raises NotFound, NotPermitted, TimeUnreadable.
    """
    with house.unit_of_work() as uow:
        venues = (uow.venues.by_slug(order.hall),) if order.hall else _own(person, uow.venues.all())
        if not venues or _own(person, venues) != venues:
            raise NotPermitted("Dafür haben Sie in diesem Haus keine Berechtigung.")
        first, last = _days(order)
        for venue in venues:
            uow.audit.add(
                person.id,
                "list_exported",
                venue.id,
                municipality_id=venue.municipality_id,
                kind=order.kind,
                columns=list(order.columns),
                first=first.isoformat(),
                last=last.isoformat(),
            )
        uow.commit()
    since, until = local_time.day(first).start, local_time.day(last).end
    return Window(venues, Shown(since, until, until))


def halls_of(house: House, person: Person) -> tuple[Venue, ...]:
    """Return the halls a person may take lists of, by name."""
    with house.reading() as uow:
        return _own(person, uow.venues.all())


def _own(person: Person, venues: Sequence[Venue]) -> tuple[Venue, ...]:
    return tuple(
        venue
        for venue in venues
        if person.may(DEED, municipality_id=venue.municipality_id, venue_id=venue.id)
    )


def _days(order: Order) -> tuple[date, date]:
    if order.first is None:
        raise TimeUnreadable("Bitte geben Sie den ersten Tag an, zum Beispiel 01.10.2026.", field="first")
    if order.last is None:
        raise TimeUnreadable("Bitte geben Sie den letzten Tag an, zum Beispiel 31.12.2026.", field="last")
    if order.last < order.first:
        raise TimeUnreadable("Der letzte Tag liegt vor dem ersten.", field="last")
    if order.last - order.first > LONGEST:
        raise TimeUnreadable("Eine Liste reicht höchstens über drei Jahre.", field="last")
    return order.first, order.last
