"""The audit log: every deed with time, actor and reason, chained so that a gap shows."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from booking_server.storage.columns import canonical
from booking_server.storage.tables import audit, audit_texts
from booking_server.storage.tenancy import EVERY_TENANT

GENESIS = "0" * 64
# The chain runs through all municipalities; a hash tells nothing of what it was made from.
_LAST_HASH = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1).execution_options(**EVERY_TENANT)
_ADD = insert(audit)
_TAKE_TURNS = select(func.pg_advisory_xact_lock(func.hashtext("dorfschluessel audit")))


TEXTS = ("reason", "note")
"""Details that somebody wrote freely: they may name people, so the chain holds only their hash."""


class AuditLog:
    """Rows are only ever added. They name people by number; what somebody wrote lies beside and can go."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._pending: list[dict[str, Any]] = []
        self._texts: list[dict[str, Any]] = []

    def add(
        self, actor: str, action: str, subject: str, *, municipality_id: str | None = None, **details: Any
    ) -> None:
        """Record one deed. No secret, PIN, token or name belongs in `details`."""
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
        for subject in subjects:
            told = self._put_aside(subject, municipality_id, details)
            self._pending.append({**shared, "subject": subject, "details": told})

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
        if self._texts:
            self._connection.execute(insert(audit_texts), self._texts)
        self._pending.clear()
        self._texts.clear()

    def text(self, text_id: str) -> str | None:
        """Return what somebody wrote, or None when it was erased."""
        statement = select(audit_texts.c.text).where(audit_texts.c.id == text_id)
        return self._connection.execute(statement).scalar_one_or_none()

    def _put_aside(
        self, subject: str, municipality_id: str | None, details: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the details with a number and a salted hash in place of every text."""
        told = dict(details)
        for name in TEXTS:
            if not (written := told.get(name)):
                continue
            row = {"id": secrets.token_hex(8), "salt": secrets.token_hex(16), "text": str(written)}
            self._texts.append(
                {**row, "subject": subject, "municipality_id": municipality_id, "at": self._now}
            )
            told[name] = {"text": row["id"], "sha256": text_hash(row["salt"], row["text"])}
        return told

    def of_subject(self, subject: str) -> tuple[Any, ...]:
        """Return the rows about one subject, oldest first."""
        statement = select(audit).where(audit.c.subject == subject).order_by(audit.c.id)
        return tuple(self._connection.execute(statement))


def text_hash(salt: str, text: str) -> str:
    """Return what the chain holds of a text; without the salt it tells nothing, not even by trying."""
    return hashlib.sha256(f"{salt}|{text}".encode()).hexdigest()


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
