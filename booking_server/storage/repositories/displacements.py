"""Which booking had to give way to which, and what its organizer took instead."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from booking_server.storage.tables import displacements


class Displacements:
    """One row for each displaced booking."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, booking_id: str, by_booking_id: str, at: datetime) -> None:
        """Note that a booking gave way to another."""
        self._connection.execute(
            insert(displacements).values(booking_id=booking_id, by_booking_id=by_booking_id, at=at)
        )

    def by(self, booking_id: str) -> tuple[str, ...]:
        """Return the bookings that gave way to this one."""
        statement = select(displacements.c.booking_id).where(displacements.c.by_booking_id == booking_id)
        return tuple(self._connection.execute(statement.order_by(displacements.c.booking_id)).scalars())

    def was_displaced(self, booking_id: str) -> bool:
        """Whether a booking had to give way."""
        statement = select(displacements.c.booking_id).where(displacements.c.booking_id == booking_id)
        return self._connection.execute(statement).first() is not None

    def taken(self, booking_id: str) -> str | None:
        """Return the booking that was taken in place of a displaced one."""
        statement = select(displacements.c.taken_booking_id).where(displacements.c.booking_id == booking_id)
        return self._connection.execute(statement).scalar()

    def take(self, booking_id: str, taken_booking_id: str) -> None:
        """Note what a displaced organizer took."""
        self._connection.execute(
            update(displacements)
            .where(displacements.c.booking_id == booking_id)
            .values(taken_booking_id=taken_booking_id)
        )
