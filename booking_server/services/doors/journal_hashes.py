"""The chain of a door's journal, from stored rows."""

from typing import Any

from lock_agent.contract import events


def hash_after(row: Any) -> str:
    """Return what the event after this row must name as its predecessor."""
    event = events.Event(
        seq=row.seq,
        boot=row.boot,
        mono_ms=row.mono_ms,
        ts=int(row.at.timestamp()),
        ts_quality=row.clock_quality,
        type=row.type,
        cred_ref=row.cred_ref,
        data=row.data,
        prev_hash=row.prev_hash,
    )
    return events.chain_hash(row.prev_hash, event)
