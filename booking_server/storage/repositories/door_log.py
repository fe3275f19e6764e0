"""Shortening the door log: events past their term are counted, tied off with an anchor, and deleted."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from booking_server.storage.tables import door_counts, door_events, door_journal_anchors
from calendars import local_time

KINDS = {True: "granted", False: "refused"}


class DoorLog:
    """The old end of the journals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, cutoff: datetime, limit: int = 500) -> tuple[Any, ...]:
        """Return events that came before `cutoff`, in the order of their journals."""
        statement = (
            select(door_events)
            .where(door_events.c.received_at < cutoff)
            .order_by(door_events.c.door_id, door_events.c.epoch, door_events.c.seq)
            .limit(limit)
        )
        return tuple(self._connection.execute(statement))

    def tie_off(self, door_id: str, epoch: int, seq: int, hash_after: str) -> None:
        """Remember where a journal begins from now on, and what its next event must name."""
        where = (door_journal_anchors.c.door_id == door_id) & (door_journal_anchors.c.epoch == epoch)
        known = self._connection.execute(select(door_journal_anchors.c.seq).where(where)).scalar_one_or_none()
        if known is None:
            self._connection.execute(
                insert(door_journal_anchors).values(door_id=door_id, epoch=epoch, seq=seq, hash=hash_after)
            )
        elif seq > known:
            self._connection.execute(
                update(door_journal_anchors).where(where).values(seq=seq, hash=hash_after)
            )

    def count(self, rows: Sequence[Any]) -> None:
        """Add events to the counts of their month, by kind."""
        counted = Counter((row.door_id, f"{local_time.to_local(row.at):%Y-%m}", _kind(row)) for row in rows)
        for (door_id, month, kind), events in counted.items():
            where = (
                (door_counts.c.door_id == door_id)
                & (door_counts.c.month == month)
                & (door_counts.c.kind == kind)
            )
            more = update(door_counts).where(where).values(events=door_counts.c.events + events)
            if self._connection.execute(more).rowcount == 0:
                self._connection.execute(
                    insert(door_counts).values(door_id=door_id, month=month, kind=kind, events=events)
                )

    def remove(self, door_id: str, epoch: int, seqs: Sequence[int]) -> None:
        """Delete events of a journal."""
        self._connection.execute(
            delete(door_events).where(
                door_events.c.door_id == door_id,
                door_events.c.epoch == epoch,
                door_events.c.seq.in_(seqs),
            )
        )


def _kind(row: Any) -> str:
    return f"{row.type} {KINDS[row.granted]}" if row.granted is not None else str(row.type)
