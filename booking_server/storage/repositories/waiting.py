"""Waiting lists as rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.errors import NotFound
from booking_server.domain.waiting import MOST_AT_A_HALL, Waiting, WaitingState
from booking_server.storage.repositories.bookings import read_organizer, read_use, write_use
from booking_server.storage.tables import venues, waiting
from calendars.period import Period

NEIGHBOURHOOD = timedelta(days=2)
"""Set-up and tidy-up times reach no further: who waits for a time nearby may have become free too."""
LIVE = (WaitingState.WAITING.value, WaitingState.OFFERED.value)


class WaitingList:
    """Every wish for a time that was taken, in the order in which they came."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Waiting) -> None:
        """Store a new wish."""
        self._connection.execute(insert(waiting).values(_row(new)))

    def save(self, changed: Waiting) -> None:
        """Store what became of a wish."""
        self._connection.execute(update(waiting).where(waiting.c.id == changed.id).values(_row(changed)))

    def get(self, waiting_id: str) -> Waiting:
        """Return one wish. Raises NotFound."""
        found = self.find(waiting_id)
        if found is None:
            raise NotFound("Diesen Platz auf der Warteliste gibt es nicht.")
        return found

    def find(self, waiting_id: str) -> Waiting | None:
        """Return one wish, None when there is none."""
        found = self._read(waiting.c.id == waiting_id)
        return found[0] if found else None

    def live(self, venue_ids: Sequence[str], now: datetime) -> tuple[Waiting, ...]:
        """Return who waits or has an offer at some halls for a time to come."""
        return self._read(
            waiting.c.venue_id.in_(venue_ids), waiting.c.state.in_(LIVE), waiting.c.starts_at > now
        )

    def next_for(self, venue_id: str, freed: Period, now: datetime) -> tuple[Waiting, ...]:
        """Return who waits for a time that may have become free, in the order of the list."""
        near = freed.widened(NEIGHBOURHOOD, NEIGHBOURHOOD)
        return self._read(
            waiting.c.venue_id == venue_id,
            waiting.c.state == WaitingState.WAITING.value,
            waiting.c.starts_at > now,
            waiting.c.starts_at < near.end,
            waiting.c.ends_at > near.start,
        )[:MOST_AT_A_HALL]

    def of_hold(self, hold_id: str) -> tuple[Waiting, ...]:
        """Return the wish whose offer a hold keeps, if it is still offered."""
        return self._read(waiting.c.hold_id == hold_id, waiting.c.state == WaitingState.OFFERED.value)

    def lapsed(self, now: datetime) -> tuple[Waiting, ...]:
        """Return the offers nobody accepted in time, hall by hall."""
        found = self._read(waiting.c.state == WaitingState.OFFERED.value, waiting.c.offer_until <= now)
        return tuple(sorted(found, key=lambda one: (one.venue_id, one.id)))

    def _read(self, *conditions: Any) -> tuple[Waiting, ...]:
        statement = (
            select(waiting, venues.c.slug.label("venue_slug"))
            .join(venues, venues.c.id == waiting.c.venue_id)
            .where(*conditions)
            .order_by(waiting.c.created_at, waiting.c.id)
        )
        return tuple(_waiting(row) for row in self._connection.execute(statement))


def _row(wish: Waiting) -> dict[str, Any]:
    request = wish.request
    return {
        "id": wish.id,
        "municipality_id": wish.municipality_id,
        "venue_id": wish.venue_id,
        "spaces": list(request.space_slugs),
        "starts_at": request.period.start,
        "ends_at": request.period.end,
        "persons": request.persons,
        "occasion": request.occasion,
        "organizer_name": request.organizer.name,
        "organizer_email": request.organizer.email,
        "organizer_phone": request.organizer.phone,
        "language": request.organizer.language.value,
        **write_use(request.use),
        "state": wish.state.value,
        "created_at": wish.created_at,
        "offer_until": wish.offer_until,
        "hold_id": wish.hold_id,
        "booking_id": wish.booking_id,
    }


def _waiting(row: Any) -> Waiting:
    request = BookingRequest(
        venue_slug=row.venue_slug,
        period=Period(row.starts_at, row.ends_at),
        persons=row.persons,
        occasion=row.occasion,
        organizer=read_organizer(row),
        house_rules_accepted=True,
        space_slugs=tuple(row.spaces),
        use=read_use(row),
        is_adult=True,
    )
    return Waiting(
        id=row.id,
        municipality_id=row.municipality_id,
        venue_id=row.venue_id,
        request=request,
        state=WaitingState(row.state),
        created_at=row.created_at,
        offer_until=row.offer_until,
        hold_id=row.hold_id,
        booking_id=row.booking_id,
    )
