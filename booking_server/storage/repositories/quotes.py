"""The price each booking was told, as rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from booking_server.domain.bookings import OCCUPYING
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.snapshot import from_data, to_data
from booking_server.storage.tables import booking_quotes, bookings, tariff_versions
from calendars.period import Period

_ADD = insert(booking_quotes)


class Quotes:
    """One snapshot a booking, together with the version it was made from."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, booking_id: str, quote: Quote) -> None:
        """Store the price of a new booking."""
        self.add_all({booking_id: quote})

    def add_all(self, quotes: Mapping[str, Quote]) -> None:
        """Store the prices of new bookings, all at once."""
        rows = [
            {"booking_id": booking_id, "created_at": self._now, **self._values(quote)}
            for booking_id, quote in quotes.items()
        ]
        if rows:
            self._connection.execute(_ADD, rows)

    def save(self, booking_id: str, quote: Quote) -> None:
        """Store a price somebody decided about."""
        mine = booking_quotes.c.booking_id == booking_id
        self._connection.execute(update(booking_quotes).where(mine).values(self._values(quote)))

    def set_cancellation(self, booking_id: str, cents: int) -> None:
        """Note what cancelling cost."""
        mine = booking_quotes.c.booking_id == booking_id
        values = {"cancellation_cents": cents, "updated_at": self._now}
        self._connection.execute(update(booking_quotes).where(mine).values(values))

    def of_booking(self, booking_id: str) -> Quote | None:
        """Return the price a booking was told, None where there was none."""
        statement = select(booking_quotes.c.quote).where(booking_quotes.c.booking_id == booking_id)
        data = self._connection.execute(statement).scalar_one_or_none()
        return None if data is None else from_data(data)

    def of_bookings(self, booking_ids: Sequence[str]) -> tuple[Quote, ...]:
        """Return the prices those of these bookings were told that have one, in no certain order."""
        statement = select(booking_quotes.c.quote).where(booking_quotes.c.booking_id.in_(booking_ids))
        return tuple(from_data(data) for data in self._connection.execute(statement).scalars())

    def cancellation_of(self, booking_id: str) -> int | None:
        """Return what cancelling cost, None while nobody cancelled or a person has still to decide."""
        statement = select(booking_quotes.c.cancellation_cents).where(
            booking_quotes.c.booking_id == booking_id
        )
        return self._connection.execute(statement).scalar_one_or_none()

    def free_uses(self, club_id: str, schedule_id: str, within: Period) -> dict[str, int]:
        """Return how often each exemption of a schedule was used for a club's bookings that start within."""
        statement = (
            select(booking_quotes.c.exemption, func.count())
            .join(bookings, bookings.c.id == booking_quotes.c.booking_id)
            .join(tariff_versions, tariff_versions.c.id == booking_quotes.c.version_id)
            .where(
                bookings.c.club_id == club_id,
                bookings.c.starts_at >= within.start,
                bookings.c.starts_at < within.end,
                bookings.c.status.in_([status.value for status in OCCUPYING]),
                tariff_versions.c.schedule_id == schedule_id,
            )
            .group_by(booking_quotes.c.exemption)
        )
        return {code: count for code, count in self._connection.execute(statement)}  # noqa: C416

    def _values(self, quote: Quote) -> dict[str, object]:
        return {
            "version_id": quote.tariff_version or None,
            "total_cents": quote.total_cents,
            "deposit_cents": quote.deposit_cents,
            "exemption": quote.exemption,
            "quote": to_data(quote),
            "updated_at": self._now,
        }
