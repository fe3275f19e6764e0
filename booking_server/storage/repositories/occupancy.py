"""Occupancy rows: what is taken, and the wall that keeps it from being taken twice."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from booking_server.domain.occupancy import Occupancy
from booking_server.storage.tables import occupancy
from calendars.period import Period

LONGEST_OCCUPANCY = timedelta(days=10)
"""No row is longer, buffers included. The bound lets an index answer: without it a month query
over 200 000 rows reads everything that began before the month."""

_ADD = insert(occupancy)
_WITHIN = (
    select(occupancy)
    .where(
        occupancy.c.starts_at < bindparam("end"),
        occupancy.c.starts_at > bindparam("earliest"),
        occupancy.c.ends_at > bindparam("start"),
    )
    .order_by(occupancy.c.starts_at)
)
_OF_VENUE = _WITHIN.where(occupancy.c.venue_id == bindparam("id"))
_OF_VENUES = _WITHIN.where(occupancy.c.venue_id.in_(bindparam("ids", expanding=True)))


class Occupancies:
    """Rows are added and removed, never changed. The database refuses an overlap (BookingOverlaps)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, rows: Sequence[Occupancy]) -> None:
        """Store occupancy. Raises BookingOverlaps when a space is taken already."""
        self._connection.execute(
            _ADD,
            [
                {
                    "space_id": row.space_id,
                    "starts_at": row.period.start,
                    "ends_at": row.period.end,
                    "venue_id": row.venue_id,
                    "booking_id": row.booking_id,
                }
                for row in rows
            ],
        )

    def release(self, booking_id: str) -> None:
        """Give back everything a booking took."""
        self._connection.execute(delete(occupancy).where(occupancy.c.booking_id == booking_id))

    def spaces_of(self, booking_id: str) -> tuple[str, ...]:
        """Return the spaces a booking takes, shared ones among them."""
        statement = select(occupancy.c.space_id).where(occupancy.c.booking_id == booking_id).distinct()
        return tuple(sorted(self._connection.execute(statement).scalars()))

    def of_venue(self, venue_id: str, within: Period) -> tuple[Occupancy, ...]:
        """Return what is taken of one hall within a period, by start."""
        return self._find(_OF_VENUE, {"id": venue_id}, within)

    def of_venues(self, venue_ids: Sequence[str], within: Period) -> tuple[Occupancy, ...]:
        """Return what is taken of some halls within a period, by start."""
        return self._find(_OF_VENUES, {"ids": list(venue_ids)}, within)

    def _find(self, statement: Select[Any], whose: dict[str, Any], within: Period) -> tuple[Occupancy, ...]:
        bounds = {"start": within.start, "end": within.end, "earliest": within.start - LONGEST_OCCUPANCY}
        return tuple(
            Occupancy(row.space_id, row.venue_id, row.booking_id, Period(row.starts_at, row.ends_at))
            for row in self._connection.execute(statement, {**whose, **bounds})
        )
