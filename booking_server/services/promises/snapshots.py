"""Keeping doors in step: making snapshots where something changed, publishing what a door lacks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from booking_server.domain.access import AccessCode
from booking_server.domain.doors import HTTPS, Door
from booking_server.domain.holders import HolderCode
from booking_server.domain.horizon import told_until
from booking_server.locks import snapshots
from booking_server.locks.codes import door_secret, pin_of
from booking_server.locks.holder_codes import digits_of
from booking_server.locks.reach import within_reach
from booking_server.locks.snapshots import Draft
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.repositories.doors import StoredSnapshot
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract.booking_pin import hash_pin
from lock_agent.contract.keyholder import hash_keyholder
from lock_agent.contract.offline_pin import OfflineWord

Publish = Callable[[str, str, bytes], None]
"""Hand one envelope to the broker: door id, kind ("cfg" or "creds"), bytes. Raises when it cannot."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What the snapshots of one door are made from, at one moment."""

    door: Door
    cfg: Draft
    codes: tuple[AccessCode, ...]
    hashes: dict[str, bytes]
    holders: tuple[HolderCode, ...]
    holder_hashes: dict[str, bytes]
    covers_until: datetime
    words_over: tuple[OfflineWord, ...]

    @property
    def lacking(self) -> tuple[AccessCode, ...]:
        """Live codes whose PIN was never derived for this door."""
        return tuple(c for c in self.codes if c.revoked_at is None and c.id not in self.hashes)

    @property
    def lacking_holders(self) -> tuple[HolderCode, ...]:
        """Codes held for good that were never derived for this door."""
        return tuple(code for code in self.holders if code.id not in self.holder_hashes)

    def creds(self) -> Draft:
        """The credentials of the door."""
        return snapshots.creds_draft(
            self.door,
            self.codes,
            self.hashes,
            self.holders,
            self.holder_hashes,
            covers_until=self.covers_until,
            words_over=self.words_over,
        )


def doors_of(house: House, venue_id: str) -> tuple[Door, ...]:
    """Return a hall's doors."""
    with house.reading() as uow:
        return uow.doors.of_venue(venue_id)


def halls_without_mqtt(house: House) -> tuple[str, ...]:
    """Return the halls of which a door fetches its snapshots over HTTPS: it needs no broker to be there."""
    with house.reading() as uow:
        return uow.doors.halls_reached_by(HTTPS)


@retried
def promise_all(house: House) -> None:
    """Promise fresh snapshots for every hall: time moves bookings into the horizon and out of use."""
    with house.unit_of_work() as uow:
        uow.outbox.add_all([("doors_ahead", venue.id, {}) for venue in uow.venues.all()])
        uow.commit()


def refresh(house: House, door_id: str, publish: Publish) -> None:
    """Bring one door up to date: a new signed version where the content changed, then publish it.

    1. Derive missing PIN hashes outside any write transaction, since each costs 50 ms.
    2. In one transaction read the content, make the next versions and note what they brought and
       removed. A code booked since step 1 has no hash yet: begin again.
    3. Publish. A crash before that is mended by the next run: versions only grow.
    """
    while True:
        _derive(house, door_id)
        made = _make(house, door_id)
        if made is not None:
            break
    for snapshot in made:
        publish(door_id, snapshot.kind, snapshot.envelope)


def republish_lagging(house: House, publish: Publish, *, only: str | None = None) -> int:
    """Publish again what doors (or `only` one) have not acknowledged; return how many envelopes.

    The broker may lose what it acknowledged; only the door's own report counts.
    """
    with house.reading() as uow:
        lagging = [
            snapshot
            for door in ((uow.doors.get(only),) if only else uow.doors.all())
            for kind, applied in (("cfg", door.applied_cfg), ("creds", door.applied_creds))
            if (snapshot := uow.doors.snapshot(door.id, kind)) and snapshot.version > applied
        ]
    for snapshot in lagging:
        publish(snapshot.door_id, snapshot.kind, snapshot.envelope)
    return len(lagging)


@retried
def _derive(house: House, door_id: str) -> None:
    with house.reading() as uow:
        content = _content(house, uow, door_id)
    fresh = {c.id: hash_pin(pin_of(house.keyring, c), content.door.salt) for c in content.lacking}
    held = {
        c.id: hash_keyholder(digits_of(house.keyring, c), content.door.salt) for c in content.lacking_holders
    }
    if fresh or held:
        with house.unit_of_work() as uow:
            uow.access_codes.remember_pin_hashes(door_id, fresh)
            uow.holders.remember_hashes(door_id, held)
            uow.commit()


@retried
def _make(house: House, door_id: str) -> tuple[StoredSnapshot, ...] | None:
    """Store and return the snapshots the door has not acknowledged; None when a hash is lacking."""
    with house.unit_of_work() as uow:
        uow.venues.lock(uow.doors.get(door_id).venue_id)  # what is read stood at one moment
        content = _content(house, uow, door_id)
        if content.lacking or content.lacking_holders:
            return None
        made = tuple(_next_version(house, uow, content, draft) for draft in (content.cfg, content.creds()))
        version = made[1].version
        live = [code.id for code in content.codes if code.revoked_at is None]
        revoked = [code.id for code in content.codes if code.revoked_at is not None]
        uow.access_codes.mark_brought(door_id, live, version)
        uow.access_codes.mark_removed(door_id, revoked, version)
        uow.holders.mark(door_id, [code.id for code in content.holders], version)
        uow.commit()
    applied = _applied(content.door)
    return tuple(snapshot for snapshot in made if snapshot.version > applied[snapshot.kind])


def _content(house: House, uow: UnitOfWork, door_id: str) -> _Content:
    door = uow.doors.get(door_id)
    covers_until = told_until(uow.now)
    secret = door_secret(house.keyring, door.venue_id, uow.venues.door_secret_cipher(door.venue_id))
    known = uow.access_codes.for_door(door.venue_id, now=uow.now, until=covers_until)
    codes, covers_until = within_reach(known, covers_until)
    return _Content(
        door=door,
        cfg=snapshots.cfg_draft(house.keyring, uow.venues.by_id(door.venue_id), door, secret),
        codes=codes,
        hashes=uow.access_codes.pin_hashes(door_id),
        holders=uow.holders.for_door(door.venue_id, uow.now),
        holder_hashes=uow.holders.hashes(door_id),
        covers_until=covers_until,
        words_over=uow.access_codes.words_past_their_time(door.venue_id, uow.now),
    )


def _next_version(house: House, uow: UnitOfWork, content: _Content, draft: Draft) -> StoredSnapshot:
    door = content.door
    last = uow.doors.snapshot(door.id, draft.kind)
    made, applied = last.version if last else 0, _applied(door)[draft.kind]
    if last is not None and last.etag == draft.etag and made >= applied:
        return last
    # A door may hold a newer version than this database remembers, after a restored backup: outbid it.
    version = max(made, applied) + 1
    envelope = snapshots.sign(house.keyring, draft, door, version=version, now=uow.now)
    snapshot = StoredSnapshot(
        door.id, draft.kind, version, draft.etag, envelope, uow.now, content.covers_until
    )
    uow.doors.store_snapshot(snapshot)
    return snapshot


def _applied(door: Door) -> dict[str, int]:
    return {"cfg": door.applied_cfg, "creds": door.applied_creds}
