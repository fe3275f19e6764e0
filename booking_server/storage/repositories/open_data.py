"""What municipalities published, month by month: written once, read again and again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from booking_server.domain.open_data import PublishedMonth
from booking_server.storage.tables import published_months

COUNTED = {"preserve_rowcount": True}


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

    def months(self, municipality_id: str, first: date, last: date) -> Sequence[PublishedMonth]:
        """Return the published months of a municipality from one month to another, in order."""
        c = published_months.c
        statement = select(published_months).where(
            c.municipality_id == municipality_id, c.month >= first, c.month <= last
        )
        return [_month(row) for row in self._connection.execute(statement.order_by(c.month))]

    def known(self, municipality_id: str) -> frozenset[date]:
        """Return which months of a municipality were published."""
        c = published_months.c
        statement = select(c.month).where(c.municipality_id == municipality_id)
        return frozenset(self._connection.execute(statement).scalars())


def _month(row: Any) -> PublishedMonth:
    return PublishedMonth(**row._mapping)
