"""The oracle: checks that what must always hold does hold in a database (invariants I1, I2, I3, audit)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from booking_server.domain.bookings import WITHOUT_CODE, BookingStatus
from booking_server.services.doors.journal_hashes import hash_after
from booking_server.services.foundation.house import House, utc_now
from booking_server.services.operation.retention import overdue
from booking_server.services.operation.verify_credentials import credentials_are_bookings
from booking_server.services.operation.verify_foreign import foreign_times_are_what_blocks
from booking_server.services.operation.verify_helpers import helpers_codes_keep_their_bounds
from booking_server.services.operation.verify_holders import codes_for_good_keep_their_bounds
from booking_server.services.operation.verify_money import deposits_are_not_spent_twice, invoices_are_whole
from booking_server.services.operation.verify_occupancy import (
    no_space_is_taken_twice,
    occupancy_is_what_bookings_say,
    spaces_are_as_remembered,
)
from booking_server.storage import unit_of_work, walls
from booking_server.storage.database import Database
from booking_server.storage.repositories.audit import GENESIS, TEXTS, chain_hash, text_hash
from booking_server.storage.tables import (
    access_codes,
    audit,
    audit_texts,
    bookings,
    door_events,
    door_journal_anchors,
    doors,
)
from booking_server.storage.unit_of_work import UnitOfWork


def verify(house: House) -> tuple[str, ...]:
    """Return everything that is wrong, one English sentence each; nothing when all is well."""
    return verify_database(house.database, house.clock())


def verify_database(database: Database, now: datetime | None = None) -> tuple[str, ...]:
    """Check any database, by the clock or as of `now`; no key is needed for that."""
    with unit_of_work.read(database, now or utc_now()) as uow:
        return (
            *(f"I1: the database lacks {name}" for name in walls.missing(uow.connection)),
            *no_space_is_taken_twice(uow),
            *occupancy_is_what_bookings_say(uow),
            *spaces_are_as_remembered(uow),
            *foreign_times_are_what_blocks(uow),
            *_confirmed_bookings_are_whole(uow),
            *credentials_are_bookings(uow),
            *codes_for_good_keep_their_bounds(uow),
            *helpers_codes_keep_their_bounds(uow),
            *_event_journals_are_whole(uow),
            *_audit_chain_is_unbroken(uow),
            *_audit_texts_are_as_written(uow),
            *_nothing_is_past_its_term(uow),
            *invoices_are_whole(uow),
            *deposits_are_not_spent_twice(uow),
        )


def _confirmed_bookings_are_whole(uow: UnitOfWork) -> Iterator[str]:
    coded: dict[str, list[Any]] = {}
    for row in uow.connection.execute(select(access_codes)):
        coded.setdefault(row.booking_id, []).append(row)
    told = set(uow.connection.execute(select(audit.c.subject)).scalars())
    for row in uow.connection.execute(select(bookings)):
        codes = coded.pop(row.id, [])
        live = [code for code in codes if code.revoked_at is None and code.helper_id is None]
        confirmed = row.status == BookingStatus.CONFIRMED.value and row.source not in WITHOUT_CODE
        if confirmed != (len(live) == 1) or len(live) > 1:
            yield f"I2: booking {row.id} is {row.status} and has {len(live)} live codes"
        for code in live:
            if (code.valid_from, code.valid_until) != (row.starts_at, row.ends_at):
                yield f"I10: the code of booking {row.id} is not valid for the time of the booking"
        if row.id not in told:
            yield f"I2: booking {row.id} has no line in the audit log"
    for booking_id in coded:
        yield f"I2: a code without a booking {booking_id}"


def _event_journals_are_whole(uow: UnitOfWork) -> Iterator[str]:
    acknowledged = {row.id: (row.log_epoch, row.acked_seq) for row in uow.connection.execute(select(doors))}
    ordered = select(door_events).order_by(door_events.c.door_id, door_events.c.epoch, door_events.c.seq)
    anchors = {(row.door_id, row.epoch): row for row in uow.connection.execute(select(door_journal_anchors))}
    journals = {journal: row.seq for journal, row in anchors.items()}  # what is older is past its term
    previous = None
    for row in uow.connection.execute(ordered):
        journal = (row.door_id, row.epoch)
        before = previous if previous is not None and (previous.door_id, previous.epoch) == journal else None
        goes_on = before is None or before.seq + 1 != row.seq or hash_after(before) == row.prev_hash
        anchor = anchors.get(journal)
        goes_on_from_anchor = anchor is None or anchor.seq + 1 != row.seq or anchor.hash == row.prev_hash
        if not (goes_on and goes_on_from_anchor):
            yield f"I3: the journal of door {row.door_id} does not continue at event {row.seq}"
        if row.seq == journals.get(journal, 0) + 1:
            journals[journal] = row.seq
        previous = row
    for door_id, (epoch, acked) in acknowledged.items():
        if acked > journals.get((door_id, epoch), 0):
            yield f"I3: door {door_id} was told to forget events up to {acked} that are not all stored"


def _audit_chain_is_unbroken(uow: UnitOfWork) -> Iterator[str]:
    previous = GENESIS
    for row in uow.connection.execute(select(audit).order_by(audit.c.id)):
        if row.prev_hash != previous or row.hash != chain_hash(previous, dict(row._mapping)):
            yield f"I12: the audit log was changed at or before line {row.id}"
            return
        previous = row.hash


def _audit_texts_are_as_written(uow: UnitOfWork) -> Iterator[str]:
    """A text may be gone, never changed."""
    written = {row.id: row for row in uow.connection.execute(select(audit_texts))}
    for row in uow.connection.execute(select(audit.c.id, audit.c.details)):
        for told in (row.details.get(name) for name in TEXTS):
            text = written.get(told["text"]) if isinstance(told, dict) else None
            if text is not None and text_hash(text.salt, text.text) != told["sha256"]:
                yield f"I12: a text of the audit log was changed at line {row.id}"


def _nothing_is_past_its_term(uow: UnitOfWork) -> Iterator[str]:
    for entry, count in overdue(uow, uow.now):
        yield f"retention: {count} of {entry.code} are past their term of {entry.term}"
