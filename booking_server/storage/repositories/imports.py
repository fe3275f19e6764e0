"""What was taken over from other booking systems."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from booking_server.storage.tables import imported_records

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Record:
    """What an entry of another system became here: a booking of a hall, or the hall itself."""

    key: str
    digest: str
    venue_id: str
    booking_id: str | None = None


class Imports:
    """Which booking an entry of another system became, and which hall an area."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def known(self, municipality_id: str, keys: Sequence[str]) -> dict[str, Record]:
        """Return what was taken over before, by key."""
        found: list[Any] = []
        for at in range(0, len(keys), _AT_ONCE):
            statement = select(imported_records).where(
                imported_records.c.municipality_id == municipality_id,
                imported_records.c.key.in_(keys[at : at + _AT_ONCE]),
            )
            found += self._connection.execute(statement)
        return {row.key: Record(row.key, row.digest, row.venue_id, row.booking_id) for row in found}

    def of_source(self, municipality_id: str, source: str) -> tuple[Record, ...]:
        """Return what a source has that is no booking: halls, and calendars that block them."""
        statement = (
            select(imported_records)
            .where(
                imported_records.c.municipality_id == municipality_id,
                imported_records.c.source == source,
                imported_records.c.booking_id.is_(None),
            )
            .order_by(imported_records.c.key)
        )
        return tuple(Record(r.key, r.digest, r.venue_id) for r in self._connection.execute(statement))

    def add_all(self, municipality_id: str, source: str, new: Sequence[Record]) -> None:
        """Remember what was taken over."""
        here = {"municipality_id": municipality_id, "source": source, "created_at": self._now}
        if new:
            self._connection.execute(insert(imported_records), [asdict(one) | here for one in new])
