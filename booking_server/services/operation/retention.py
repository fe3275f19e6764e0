"""Keeping the terms: what is past its own is deleted, every night, and the deletion is proved."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from booking_server.domain.retention import GRACE, TABLE, DataClass
from booking_server.services.doors.journal_hashes import hash_after
from booking_server.services.doors.unforeseen import trace
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.errors import StorageUnavailable
from booking_server.storage.repositories.retention import DUE_BY_ROWS
from booking_server.storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

BATCH = 500
DOOR_LOG = "door_log"


def keep_terms(house: House, mailbox: Path | None = None) -> dict[str, int]:
    """Remove everything past its term, in batches of one transaction each; return how much of each class."""
    removed = {entry.code: _keep(house, entry) for entry in TABLE}
    if mailbox is not None:
        removed["mail_files"] = _clear_mailbox(house, mailbox)
    return removed


def overdue(uow: UnitOfWork, now: datetime) -> Iterator[tuple[DataClass, int]]:
    """Yield every class of which something is past its term by more than a day, and how much of it."""
    for entry in TABLE:
        cutoff = entry.cutoff(now - GRACE)
        found = _due(uow, entry, cutoff) if cutoff is not None else ()
        if found:
            yield entry, len(found)


def _keep(house: House, entry: DataClass) -> int:
    """Remove what is due of one class; what cannot be removed keeps no other class from its term."""
    total, removed = 0, BATCH
    try:
        while removed == BATCH:
            removed = _keep_batch(house, entry)
            total += removed
    except StorageUnavailable:
        raise
    except Exception as error:
        log.error("the term of %s cannot be kept:\n%s", entry.code, trace(error))
    return total


@retried
def _keep_batch(house: House, entry: DataClass) -> int:
    with house.unit_of_work() as uow:
        cutoff = entry.cutoff(uow.now)
        due = _due(uow, entry, cutoff) if cutoff is not None else ()
        if cutoff is None or not due:
            return 0
        if entry.code == DOOR_LOG:
            ids = _shorten_door_log(uow, due)
        else:
            ids = list(due)
            uow.retention.remove(entry.code, tuple(ids))
        _prove(uow, entry, cutoff, ids)
        uow.commit()
    return len(ids)


def _due(uow: UnitOfWork, entry: DataClass, cutoff: datetime) -> Sequence[Any]:
    if entry.code == DOOR_LOG:
        return uow.door_log.due(cutoff, BATCH)
    return uow.retention.due(entry.code, cutoff, BATCH) if entry.code in DUE_BY_ROWS else ()


def _shorten_door_log(uow: UnitOfWork, rows: Sequence[Any]) -> list[str]:
    """Count the events, tie each journal off behind its last deleted one, delete them."""
    uow.door_log.count(rows)
    for (door_id, epoch), group in groupby(rows, key=lambda row: (row.door_id, row.epoch)):
        events = list(group)
        uow.door_log.tie_off(door_id, epoch, events[-1].seq, hash_after(events[-1]))
        uow.door_log.remove(door_id, epoch, [row.seq for row in events])
    return [f"{row.door_id}:{row.epoch}:{row.seq}" for row in rows]


def _prove(uow: UnitOfWork, entry: DataClass, cutoff: datetime, ids: Sequence[str]) -> None:
    digest = uow.retention.prove(entry.code, cutoff, ids)
    uow.audit.add(
        "clock", "term_kept", entry.code, removed=len(ids), cutoff=cutoff.isoformat(), digest=digest
    )


@retried
def _clear_mailbox(house: House, mailbox: Path) -> int:
    """Delete mails that were put into a folder longer ago than their term, and prove it."""
    entry = next(one for one in TABLE if one.code == "mail_files")
    cutoff = entry.cutoff(house.clock())
    if cutoff is None:
        return 0
    old = [file for file in mailbox.glob("*.eml") if file.stat().st_mtime < cutoff.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    if old:
        with house.unit_of_work() as uow:
            _prove(uow, entry, cutoff, [file.name for file in old])
            uow.commit()
    return len(old)
