"""Whether a door is there, and whether it is only one: what is a sign of life, and what an alarm."""

from datetime import timedelta
from typing import Any

from booking_server.domain.doors import COURIER, ONLINE_WITHIN, Door
from booking_server.services.doors.device_keys import keys_of
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract.events import EventBatch
from lock_agent.contract.heartbeat import Freshness, freshness_of
from lock_agent.contract.status import Status

AHEAD = timedelta(seconds=5)
"""A door cannot have heard a time that is still to come, but this clock may have been set back."""


def contact(uow: UnitOfWork, door: Door, via: str, *, proven: bool) -> dict[str, Any]:
    """Return what to note of a door that has just been heard: of one that signs only its own word counts.

    When it was away until now, that is written down.
    """
    if via == COURIER or (door.signs and not proven):
        return {}
    if door.watched_since is not None and (away := door.away(uow.now)) is not None:
        uow.figures.was_away(door.id, away)
    since = door.watched_since or uow.now
    return {"last_seen_at": uow.now, "reports_online": True, "via": via, "watched_since": since}


def proof(uow: UnitOfWork, door: Door, raw: bytes) -> Freshness | None:
    """Return how fresh a signed report is; None for one without a signature. Raises ContractError.

    A device whose key nobody knows here is taken as one that does not sign.
    """
    keys = keys_of(uow, door.id)
    return freshness_of(raw, door.id, keys) if keys else None


def is_news(uow: UnitOfWork, door: Door, fresh: Freshness) -> bool:
    """Tell whether a signed report was made just now: neither repeated nor kept back.

    A newest one that heard of a time still to come is of a clock here that was set back since. It does not
    count, else the door would be away, and not to be opened from the desk, until that time has come.
    """
    now, ahead = uow.now.timestamp(), AHEAD.total_seconds()
    newest = Freshness(door.heard if door.heard <= now + ahead else 0, door.report_number)
    return fresh > newest and -ahead <= now - fresh.heard <= ONLINE_WITHIN.total_seconds()


def went_back(uow: UnitOfWork, door: Door, status: Status) -> dict[str, Any]:
    """Return what to note when a device that was switched on less often speaks for the door than before."""
    is_other = status.session != door.session and status.boot < door.boot
    return rival(uow, door, "boot") if status.on and is_other else {}


def forked(uow: UnitOfWork, door: Door, batch: EventBatch) -> dict[str, Any]:
    """Return what to note when a batch tells an event otherwise than it is stored: two journals, one name."""
    first, last = batch.events[0].seq, batch.events[-1].seq
    stored = uow.door_events.traces(door.id, batch.epoch, first, last)
    told = {event.seq: (event.prev_hash, event.boot, event.mono_ms, event.type) for event in batch.events}
    if all(told[seq] == trace for seq, trace in stored.items() if seq in told):
        return {}
    return rival(uow, door, "journal")


def rival(uow: UnitOfWork, door: Door, why: str) -> dict[str, Any]:
    """Return what to note of a door in whose name two devices speak; the trace is left once."""
    if door.rival_at is not None:
        return {}
    municipality = door.municipality_id
    uow.audit.add(door.id, "door_has_a_double", door.id, municipality_id=municipality, seen_by=why)
    return {"rival_at": uow.now}


def is_stale_farewell(door: Door, status: Status) -> bool:
    """Tell whether the end of an earlier connection is told, long since followed by another one."""
    return not status.on and bool(door.session) and status.session != door.session
