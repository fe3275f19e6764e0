"""What bookings were before their organizers changed them."""

from typing import Any

from sqlalchemy import Connection, insert, select

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.changing import Change, Earlier
from booking_server.domain.uses import Purpose
from booking_server.storage.tables import booking_changes
from calendars.period import Period


class BookingChanges:
    """One row for each change: how the booking was until then."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, change: Change) -> None:
        """Keep what a booking was, under the number of its calendar entry then."""
        old, price = change.before, change.price_before
        self._connection.execute(
            insert(booking_changes).values(
                booking_id=old.id,
                sequence=old.sequence,
                changed_at=change.after.updated_at,
                status=old.status.value,
                starts_at=old.period.start,
                ends_at=old.period.end,
                space_ids=list(old.space_ids),
                persons=old.persons,
                purpose=old.use.purpose.value,
                total_cents=None if price is None else price.total_cents,
            )
        )

    def of_booking(self, booking_id: str) -> tuple[Earlier, ...]:
        """Return what a booking was, the newest change first."""
        rows = self._connection.execute(
            select(booking_changes)
            .where(booking_changes.c.booking_id == booking_id)
            .order_by(booking_changes.c.sequence.desc())
        )
        return tuple(_earlier(row) for row in rows)


def _earlier(row: Any) -> Earlier:
    return Earlier(
        changed_at=row.changed_at,
        status=BookingStatus(row.status),
        period=Period(row.starts_at, row.ends_at),
        space_ids=tuple(row.space_ids),
        persons=row.persons,
        purpose=Purpose(row.purpose),
        total_cents=row.total_cents,
    )
