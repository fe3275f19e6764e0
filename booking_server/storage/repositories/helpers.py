"""Helpers of bookings as rows; their codes lie with those of the bookings."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from booking_server.domain.errors import NotFound
from booking_server.domain.helpers import Helper
from booking_server.storage.tables import helpers


class Helpers:
    """Who was named for which booking, and since when they are no more."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, helper: Helper) -> None:
        """Store a new helper."""
        row = {name: getattr(helper, name) for name in Helper.__dataclass_fields__}
        self._connection.execute(insert(helpers).values(row))

    def get(self, helper_id: str) -> Helper:
        """Return one helper. Raises NotFound."""
        row = self._connection.execute(select(helpers).where(helpers.c.id == helper_id)).one_or_none()
        if row is None:
            raise NotFound("Diesen Zugang gibt es nicht.")
        return _helper(row)

    def of_booking(self, booking_id: str) -> tuple[Helper, ...]:
        """Return everybody ever named for a booking, the first first."""
        rows = self._connection.execute(
            select(helpers)
            .where(helpers.c.booking_id == booking_id)
            .order_by(helpers.c.created_at, helpers.c.id)
        )
        return tuple(_helper(row) for row in rows)

    def end(self, helper_id: str, now: datetime) -> None:
        """Note that somebody is no helper any more."""
        live = (helpers.c.id == helper_id) & helpers.c.ended_at.is_(None)
        self._connection.execute(update(helpers).where(live).values(ended_at=now))

    def note_told(self, helper_id: str, at: datetime | None) -> None:
        """Note that a helper was told that a door lacks their code; None once it is another code."""
        self._connection.execute(update(helpers).where(helpers.c.id == helper_id).values(told_late_at=at))


def _helper(row: Any) -> Helper:
    return Helper(row.id, row.booking_id, row.name, row.email, row.created_at, row.ended_at, row.is_whole)
