"""The audit log: every deed with time, actor and reason, chained so that a gap shows."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from booking_server.storage.columns import canonical
from booking_server.storage.tables import audit
from booking_server.storage.tenancy import EVERY_TENANT

GENESIS = "0" * 64
# The chain runs through all municipalities; a hash tells nothing of what it was made from.
_LAST_HASH = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1).execution_options(**EVERY_TENANT)
_ADD = insert(audit)
_TAKE_TURNS = select(func.pg_advisory_xact_lock(func.hashtext("dorfschluessel audit")))


class AuditLog:
    """Rows are only ever added."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._pending: list[dict[str, Any]] = []

    def add(
        self, actor: str, action: str, subject: str, *, municipality_id: str | None = None, **details: Any
    ) -> None:
        """Record one deed. No secret, PIN or token belongs in `details`."""
        self.add_all(actor, action, [subject], municipality_id=municipality_id, **details)

    def add_all(
        self,
        actor: str,
        action: str,
        subjects: Sequence[str],
        *,
        municipality_id: str | None = None,
        **details: Any,
    ) -> None:
        """Record the same deed for many subjects, a row each."""
        shared = {
            "at": self._now,
            "actor": actor,
            "action": action,
            "municipality_id": municipality_id,
            "details": details,
        }
        self._pending.extend({**shared, "subject": subject} for subject in subjects)

    def write(self) -> None:
        """Tie what was recorded to the chain and store it: the last step before the commit.

        PostgreSQL's writers take turns from here to the commit, so that the chain never forks; the
        wait is short because nothing else comes after.
        """
        if not self._pending:
            return
        if self._connection.dialect.name != "sqlite":
            self._connection.execute(_TAKE_TURNS)
        previous = self._connection.execute(_LAST_HASH).scalar() or GENESIS
        rows = []
        for row in self._pending:
            rows.append({**row, "prev_hash": previous, "hash": chain_hash(previous, row)})
            previous = rows[-1]["hash"]
        self._connection.execute(_ADD, rows)
        self._pending.clear()

    def of_subject(self, subject: str) -> tuple[Any, ...]:
        """Return the rows about one subject, oldest first."""
        statement = select(audit).where(audit.c.subject == subject).order_by(audit.c.id)
        return tuple(self._connection.execute(statement))


def chain_hash(previous: str, row: dict[str, Any]) -> str:
    """Return the hash that ties a row to the one before it (SHA-256, hex)."""
    spoken = [
        previous,
        row["at"].isoformat(),
        row["actor"],
        row["action"],
        row["subject"],
        row["municipality_id"],
        row["details"],
    ]
    return hashlib.sha256(canonical(spoken).encode()).hexdigest()
