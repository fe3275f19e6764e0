"""The door's journal: events numbered without a gap, chained, kept until the server has stored them (§6).

`seq` never resets and never skips. When the spool is full, diagnostics are not taken in any more
(they are counted, and the next event that is taken in is preceded by a `lost` record of that count);
what people did at the door is always taken in. So "no events" and "events lost" cannot be confused.
"""

import json
import sqlite3
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from lock_agent import facts
from lock_agent.contract import wire
from lock_agent.contract.events import GENESIS, Event, EventType, chain_hash
from lock_agent.database import DatabaseCorrupt

DIAGNOSTICS = frozenset(
    {EventType.BOOT, EventType.CLOCK, EventType.SNAPSHOT, EventType.DOOR, EventType.DEVICE}
)
"""What may be counted instead of kept when the spool is full."""

CHAIN, DROPPED = "journal.chain", "journal.dropped"
_COLUMNS = "seq, boot, mono_ms, ts, ts_quality, type, cred_ref, data, prev_hash"


@dataclass(frozen=True, slots=True)
class Outbox:
    """Events the server has not acknowledged, and the last number given."""

    depth: int
    last_seq: int


def append(connection: sqlite3.Connection, event: Event, *, spool: int) -> Event | None:
    """Store an event with the next number and link of the chain; its own `seq` and `prev_hash` are ignored.

    Runs in the caller's transaction. Returns what was stored, or None for a diagnostic event that was
    counted because `spool` events are waiting.
    """
    if outbox(connection).depth >= spool and event.type in DIAGNOSTICS:
        facts.write(connection, DROPPED, (facts.read(connection, DROPPED) or 0) + 1)
        return None
    dropped = facts.read(connection, DROPPED)
    if dropped:
        facts.write(connection, DROPPED, 0)
        lost = replace(event, type=EventType.LOST, cred_ref=None, data={"cause": "full", "count": dropped})
        _store(connection, lost)
    return _store(connection, event)


def pending(connection: sqlite3.Connection, *, after: int = 0, most: int = 50) -> list[Event]:
    """Return the first events past `after` that the server has not acknowledged."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608 -- a constant
        (after, most),
    )
    return [_event(row) for row in rows]


def acknowledge(connection: sqlite3.Connection, acked: int) -> int:
    """Forget what the server says it has stored; return how many. A number never given is no receipt."""
    if acked > outbox(connection).last_seq:
        return 0
    return connection.execute("DELETE FROM events WHERE seq <= ?", (acked,)).rowcount


def outbox(connection: sqlite3.Connection) -> Outbox:
    """Return how many events wait and which number was given last."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    last = 0 if row is None else int(row[0])
    first = connection.execute("SELECT min(seq) FROM events").fetchone()[0]
    return Outbox(0 if first is None else last - int(first) + 1, last)


def check(connection: sqlite3.Connection) -> None:
    """Follow the chain through all waiting events up to its head. Raises `DatabaseCorrupt`."""
    try:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM events ORDER BY seq")  # noqa: S608 -- a constant
        events = [_event(row) for row in rows]
    except (ValueError, sqlite3.DatabaseError) as error:
        raise DatabaseCorrupt("events") from error
    for before, after in pairwise(events):
        if after.seq != before.seq + 1 or after.prev_hash != _link(before):
            raise DatabaseCorrupt(f"event {after.seq} does not follow {before.seq}")
    last = outbox(connection).last_seq
    if events and (events[-1].seq != last or _link(events[-1]) != facts.read(connection, CHAIN)):
        raise DatabaseCorrupt("the chain does not end where it should")


def _store(connection: sqlite3.Connection, event: Event) -> Event:
    chained = replace(
        event, seq=outbox(connection).last_seq + 1, prev_hash=facts.read(connection, CHAIN) or GENESIS
    )
    connection.execute(
        f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 -- a constant
        _row(chained),
    )
    facts.write(connection, CHAIN, _link(chained))
    return chained


def _link(event: Event) -> str:
    return chain_hash(event.prev_hash, event)


def _row(event: Event) -> tuple[Any, ...]:
    values = event.fields()
    values["data"] = wire.dump(event.data).decode()
    return tuple(values[name] for name in _COLUMNS.split(", "))


def _event(row: tuple[Any, ...]) -> Event:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    return Event(**{**values, "data": json.loads(values["data"])})
