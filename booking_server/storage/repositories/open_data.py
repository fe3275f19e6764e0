"""What municipalities published, month by month: written once, read again and again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from booking_server.domain.open_data import PublishedMonth
from booking_server.storage.tables import audit, published_months

COUNTED = {"preserve_rowcount": True}
BEGINNINGS = ("venue_added", "hall_published")
"""What begins a hall: a draft is entered first, and published later."""


class OpenData:
    """The months that were published."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, published: PublishedMonth) -> bool:
        """Store a month, or tell that it was published before; there is no way to change one."""
        row = {name: getattr(published, name) for name in PublishedMonth.__slots__}
        is_sqlite = self._connection.dialect.name == "sqlite"
        base = sqlite.insert(published_months) if is_sqlite else postgresql.insert(published_months)
        statement = base.values(row).on_conflict_do_nothing()
        return self._connection.execute(statement, execution_options=COUNTED).rowcount > 0

    def months(self, municipality_id: str, year: int) -> Sequence[PublishedMonth]:
        """Return the published months of a year of a municipality, in order."""
        c = published_months.c
        of_year = c.month.between(date(year, 1, 1), date(year, 12, 1))
        statement = select(published_months).where(c.municipality_id == municipality_id, of_year)
        return [_month(row) for row in self._connection.execute(statement.order_by(c.month))]

    def published(self, municipality_id: str) -> dict[date, datetime]:
        """Return when each month of a municipality was published, however long ago."""
        c = published_months.c
        statement = select(c.month, c.published_at).where(c.municipality_id == municipality_id)
        return {row.month: row.published_at for row in self._connection.execute(statement)}

    def bookable_since(self, venue_ids: Sequence[str]) -> dict[str, datetime]:
        """Return by hall since when it could be booked, as the audit log says, which forgets nothing."""
        c = audit.c
        begun = c.subject.in_(venue_ids) & c.action.in_(BEGINNINGS)
        statement = select(c.subject, func.max(c.at).label("since")).where(begun).group_by(c.subject)
        return {row.subject: row.since for row in self._connection.execute(statement)}


def _month(row: Any) -> PublishedMonth:
    return PublishedMonth(**row._mapping)
