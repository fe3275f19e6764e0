"""Work promised in the transaction that made it necessary, done by the worker afterwards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from booking_server.storage.tables import outbox, webhook_messages

PARK_AFTER = 12
"""Tries before an item is set aside for a person to look at; with the waits below about a day."""

_ADD = insert(outbox)

Promise = tuple[str, str, dict[str, Any]]
"""Kind, subject and payload of something that is going to be promised."""


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One promise: `kind` says who keeps it, `subject` whom it is about."""

    id: int
    kind: str
    subject: str
    payload: dict[str, Any]
    attempts: int
    created_at: datetime


class Outbox:
    """Promises waiting to be kept."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, kind: str, subject: str, **payload: Any) -> None:
        """Promise something. No secret belongs in `payload`: ids only, texts are made when sent."""
        self.add_all([(kind, subject, payload)])

    def add_all(self, promises: Sequence[Promise]) -> None:
        """Promise several things at once, or none, each a kind, a subject and a payload as for add()."""
        if not promises:
            return
        self._connection.execute(
            _ADD,
            [
                {
                    "kind": kind,
                    "subject": subject,
                    "payload": payload,
                    "created_at": self._now,
                    "due_at": self._now,
                }
                for kind, subject, payload in promises
            ],
        )

    def claim(
        self,
        kinds: Sequence[str],
        *,
        limit: int,
        lease: timedelta,
        among: Sequence[str] | None = None,
        aside: Collection[str] = (),
    ) -> tuple[OutboxItem, ...]:
        """Take due items, if given of subjects `among`: nobody else gets them before `lease` is over.

        What is to be told to the webhooks `aside` stays.
        """
        statement = (
            select(outbox)
            .where(*self._due(kinds, among, aside))
            .order_by(outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = self._connection.execute(statement).all()
        if rows:
            self._connection.execute(
                update(outbox)
                .where(outbox.c.id.in_([row.id for row in rows]))
                .values(due_at=self._now + lease, attempts=outbox.c.attempts + 1)
            )
        return tuple(
            OutboxItem(row.id, row.kind, row.subject, row.payload, row.attempts + 1, row.created_at)
            for row in rows
        )

    def done(self, item_ids: Sequence[int]) -> None:
        """Note that these were kept."""
        self._connection.execute(update(outbox).where(outbox.c.id.in_(item_ids)).values(done_at=self._now))

    def retry(self, item: OutboxItem, error: str, wait: timedelta) -> None:
        """Note a failed try; after the last one the item is parked and blocks nobody."""
        values: dict[str, Any] = {"last_error": error[:200], "due_at": self._now + wait}
        if item.attempts >= PARK_AFTER:
            values["parked_at"] = self._now
        self._connection.execute(update(outbox).where(outbox.c.id == item.id).values(values))

    def retry_after(self, item: OutboxItem, error: str, wait: timedelta) -> None:
        """Note a failed try of a kind that knows itself when it was the last one."""
        values = {"last_error": error[:200], "due_at": self._now + wait}
        self._connection.execute(update(outbox).where(outbox.c.id == item.id).values(values))

    def park(self, item: OutboxItem, error: str) -> None:
        """Set an item aside for a person to look at; it is not tried again."""
        values = {"last_error": error[:200], "parked_at": self._now}
        self._connection.execute(update(outbox).where(outbox.c.id == item.id).values(values))

    def waiting(self, kind: str) -> frozenset[str]:
        """Return whom promises of a kind that are still to be kept are about."""
        statement = select(outbox.c.subject).where(
            outbox.c.kind == kind, outbox.c.done_at.is_(None), outbox.c.parked_at.is_(None)
        )
        return frozenset(self._connection.execute(statement).scalars())

    def hasten(self, kind: str, subject: str) -> None:
        """Let what waits about somebody be due now, as if it had not been tried."""
        waits = (outbox.c.kind == kind, outbox.c.subject == subject, outbox.c.done_at.is_(None))
        self._connection.execute(
            update(outbox).where(*waits, outbox.c.parked_at.is_(None)).values(due_at=self._now, attempts=0)
        )

    def let_go(self, kind: str, subjects: Collection[str]) -> None:
        """Take back what waits about these; nobody is going to keep it."""
        waits = (outbox.c.kind == kind, outbox.c.subject.in_(subjects), outbox.c.done_at.is_(None))
        self._connection.execute(
            update(outbox).where(*waits, outbox.c.parked_at.is_(None)).values(done_at=self._now)
        )

    def postpone(self, item_ids: Sequence[int], wait: timedelta) -> None:
        """Give back claimed items whose time has not come; the try does not count."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(item_ids))
            .values(due_at=self._now + wait, attempts=outbox.c.attempts - 1)
        )

    def has_due(
        self, kinds: Sequence[str], *, among: Sequence[str] | None = None, aside: Collection[str] = ()
    ) -> bool:
        """Whether something waits to be claimed."""
        statement = select(outbox.c.id).where(*self._due(kinds, among, aside)).limit(1)
        return self._connection.execute(statement).first() is not None

    def _due(
        self, kinds: Sequence[str], among: Sequence[str] | None, aside: Collection[str]
    ) -> tuple[ColumnElement[bool], ...]:
        waits = (outbox.c.done_at.is_(None), outbox.c.parked_at.is_(None), outbox.c.due_at <= self._now)
        named = () if among is None else (outbox.c.subject.in_(among),)
        left = select(webhook_messages.c.id).where(
            webhook_messages.c.webhook_id.in_(sorted(aside)), webhook_messages.c.state == "waiting"
        )
        others = (outbox.c.subject.not_in(left),) if aside else ()
        return (*waits, outbox.c.kind.in_(kinds), *named, *others)
