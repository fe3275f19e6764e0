"""Bank statements that were looked at and not yet applied."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from booking_server.domain.errors import TransitionNotAllowed
from booking_server.domain.money.statements import BankEntry
from booking_server.storage.tables import statement_drafts

KEPT_FOR = timedelta(hours=12)


class StatementDrafts:
    """What a person is about to apply; nobody else sees it, and it does not stay."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(
        self, draft_id: str, municipality_id: str, person_id: str, entries: tuple[BankEntry, ...]
    ) -> None:
        """Keep the transfers of a statement until its person applies them."""
        self._connection.execute(
            delete(statement_drafts).where(statement_drafts.c.created_at < self._now - KEPT_FOR)
        )
        self._connection.execute(
            insert(statement_drafts).values(
                id=draft_id,
                municipality_id=municipality_id,
                person_id=person_id,
                created_at=self._now,
                entries=[_row(entry) for entry in entries],
            )
        )

    def take(self, draft_id: str, person_id: str) -> tuple[str, tuple[BankEntry, ...]]:
        """Return municipality and transfers of a person's draft, and forget it.

        Raises TransitionNotAllowed when there is none any more.
        """
        mine = (statement_drafts.c.id == draft_id) & (statement_drafts.c.person_id == person_id)
        row = self._connection.execute(select(statement_drafts).where(mine).with_for_update()).one_or_none()
        if row is None:
            raise TransitionNotAllowed(
                "Dieser Kontoauszug wurde schon übernommen. Bitte laden Sie ihn sonst noch einmal hoch."
            )
        self._connection.execute(delete(statement_drafts).where(mine))
        return row.municipality_id, tuple(_entry(entry) for entry in row.entries)


def _row(entry: BankEntry) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in BankEntry.__dataclass_fields__}
    return {**row, "booked_on": entry.booked_on.isoformat()}


def _entry(row: dict[str, Any]) -> BankEntry:
    return BankEntry(**{**row, "booked_on": date.fromisoformat(row["booked_on"])})
