"""What happened at the doors: each event is stored exactly once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from booking_server.domain.doors import DoorEvent
from booking_server.storage.tables import door_events, door_journal_anchors
from lock_agent.contract.events import Event


class DoorEvents:
    """The door log of every hall."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, door_id: str, epoch: int, first: int, last: int) -> frozenset[int]:
        """Return which event numbers from `first` to `last` are stored, or were until their term was over."""
        statement = select(door_events.c.seq).where(
            door_events.c.door_id == door_id,
            door_events.c.epoch == epoch,
            door_events.c.seq.between(first, last),
        )
        forgotten = range(max(first, 1), min(self.anchor(door_id, epoch), last) + 1)
        return frozenset(self._connection.execute(statement).scalars()) | frozenset(forgotten)

    def traces(self, door_id: str, epoch: int, first: int, last: int) -> dict[int, tuple[str, int, int, str]]:
        """Return by which stored events from `first` to `last` are known again, by number."""
        columns = (door_events.c.prev_hash, door_events.c.boot, door_events.c.mono_ms, door_events.c.type)
        statement = select(door_events.c.seq, *columns).where(
            door_events.c.door_id == door_id,
            door_events.c.epoch == epoch,
            door_events.c.seq.between(first, last),
        )
        rows = self._connection.execute(statement)
        return {row.seq: (row.prev_hash, row.boot, row.mono_ms, row.type) for row in rows}

    def anchor(self, door_id: str, epoch: int) -> int:
        """Return up to which number the events of a journal are past their term and gone; 0 for none."""
        statement = select(door_journal_anchors.c.seq).where(
            door_journal_anchors.c.door_id == door_id, door_journal_anchors.c.epoch == epoch
        )
        return self._connection.execute(statement).scalar_one_or_none() or 0

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Store events; one that is stored already stays as it is."""
        if rows:
            dialect = self._connection.dialect.name
            base = sqlite.insert(door_events) if dialect == "sqlite" else postgresql.insert(door_events)
            self._connection.execute(base.on_conflict_do_nothing(), list(rows))

    def contiguous_from(self, door_id: str, epoch: int, acked: int) -> int:
        """Return the highest event number reachable from `acked` without a gap, deleted ones included."""
        acked = max(acked, self.anchor(door_id, epoch))
        statement = (
            select(door_events.c.seq)
            .where(door_events.c.door_id == door_id, door_events.c.epoch == epoch, door_events.c.seq > acked)
            .order_by(door_events.c.seq)
        )
        for seq in self._connection.execute(statement).scalars():
            if seq != acked + 1:
                break
            acked = seq
        return acked

    def of_booking(self, booking_id: str, limit: int = 1000) -> tuple[DoorEvent, ...]:
        """Return what happened with a booking's codes, newest first."""
        statement = (
            select(door_events)
            .where(door_events.c.booking_id == booking_id)
            .order_by(door_events.c.at.desc(), door_events.c.seq.desc())
            .limit(limit)
        )
        return tuple(_event(row) for row in self._connection.execute(statement))

    def count(self, door_id: str) -> int:
        """Return how many events of a door are stored."""
        statement = select(func.count()).where(door_events.c.door_id == door_id)
        return int(self._connection.execute(statement).scalar_one())

    def alarmed(self, cred_ref: str, kind: str) -> frozenset[str]:
        """Return the doors that raised an alarm of a kind about one credential."""
        statement = select(door_events.c.door_id, door_events.c.data).where(
            door_events.c.cred_ref == cred_ref, door_events.c.type == "alarm"
        )
        found = self._connection.execute(statement)
        return frozenset(row.door_id for row in found if row.data.get("kind") == kind)

    def alarmed_about(self, cred_refs: Sequence[str], kind: str) -> frozenset[str]:
        """Return those of some credentials about which a door raised an alarm of a kind."""
        statement = select(door_events.c.cred_ref, door_events.c.data).where(
            door_events.c.cred_ref.in_(cred_refs), door_events.c.type == "alarm"
        )
        found = self._connection.execute(statement)
        return frozenset(row.cred_ref for row in found if row.data.get("kind") == kind)

    def get(self, door_id: str, epoch: int, seq: int) -> DoorEvent | None:
        """Return one event; None when its term is over."""
        statement = select(door_events).where(
            door_events.c.door_id == door_id, door_events.c.epoch == epoch, door_events.c.seq == seq
        )
        row = self._connection.execute(statement).one_or_none()
        return _event(row) if row else None

    def of_door_since(self, door_id: str, since: datetime, limit: int = 200) -> tuple[DoorEvent, ...]:
        """Return what a door told since then, attempts left out and the newest at most, oldest first.

        It walks back through the door's journal and stops: the cost does not grow with what is stored.
        """
        statement = (
            select(door_events)
            .where(
                door_events.c.door_id == door_id,
                door_events.c.type.in_(("alarm", "device", "lost", "clock", "mode", "door")),
            )
            .order_by(door_events.c.epoch.desc(), door_events.c.seq.desc())
            .limit(limit)
        )
        newest = [row for row in self._connection.execute(statement) if row.received_at >= since]
        return tuple(_event(row) for row in reversed(newest))

    def after(
        self, door_id: str, *, after: tuple[int, int], since: datetime | None, limit: int
    ) -> tuple[DoorEvent, ...]:
        """Return events behind a place in a door's journal (epoch, number), oldest first."""
        epoch, seq = after
        behind = (door_events.c.epoch > epoch) | ((door_events.c.epoch == epoch) & (door_events.c.seq > seq))
        statement = select(door_events).where(door_events.c.door_id == door_id, behind)
        if since is not None:
            statement = statement.where(door_events.c.received_at >= since)
        in_order = statement.order_by(door_events.c.epoch, door_events.c.seq).limit(limit)
        return tuple(_event(row) for row in self._connection.execute(in_order))

    def latest(
        self, door_ids: Sequence[str], limit: int = 50, *, types: Sequence[str] = ("access",)
    ) -> tuple[DoorEvent, ...]:
        """Return the newest events of these types at some doors."""
        statement = (
            select(door_events)
            .where(door_events.c.door_id.in_(door_ids), door_events.c.type.in_(types))
            .order_by(door_events.c.received_at.desc(), door_events.c.seq.desc())
            .limit(limit)
        )
        return tuple(_event(row) for row in self._connection.execute(statement))


def row_of(event: DoorEvent, told: Event, *, now: datetime) -> dict[str, Any]:
    """Return the row for one event, `told` as the door told it."""
    return {
        "door_id": event.door_id,
        "epoch": event.epoch,
        "seq": event.seq,
        "type": event.type,
        "at": event.at,
        "clock_quality": event.clock_quality,
        "boot": told.boot,
        "mono_ms": told.mono_ms,
        "granted": event.granted,
        "reason": event.reason,
        "cred_ref": told.cred_ref,
        "data": event.data,
        "prev_hash": told.prev_hash,
        "booking_id": event.booking_id,
        "received_at": now,
        "is_late": event.is_late,
    }


def _event(row: Any) -> DoorEvent:
    return DoorEvent(
        door_id=row.door_id,
        epoch=row.epoch,
        seq=row.seq,
        type=row.type,
        at=row.at,
        clock_quality=row.clock_quality,
        granted=row.granted,
        reason=row.reason,
        data=row.data,
        booking_id=row.booking_id,
        received_at=row.received_at,
        is_late=row.is_late,
        cred_ref=row.cred_ref,
    )
