"""Snapshots that arrive: put in force with their version in one transaction, or refused and told once."""

import hashlib
import time
from collections.abc import Callable

from lock_agent import facts, snapshots
from lock_agent.contract.errors import ContractError, FromTheFuture, StaleVersion
from lock_agent.contract.events import Event, EventType
from lock_agent.snapshots import Applied
from lock_agent.store import Store

REJECTED = {"cfg": "rejected.cfg", "creds": "rejected.creds"}
REFUSALS_EVERY_S = 60.0
"""A broker that sends rubbish all day must not fill the card with our complaints."""


class Incoming:
    """Takes snapshots in. On any failure the last good one stays in force."""

    def __init__(
        self,
        store: Store,
        *,
        stamp: Callable[[EventType, dict[str, object]], Event],
        is_too_far: Callable[[int], bool] = lambda _: False,
    ) -> None:
        self._store, self._stamp, self._is_too_far = store, stamp, is_too_far
        self._refused_at: dict[str, float] = {}

    def take(self, kind: str, raw: bytes) -> bool:
        """Put a snapshot in force or refuse it; return whether there is something new to report."""
        try:
            applied = self._accept(kind, raw)
        except ContractError as error:
            return not self._is_in_force(kind, raw, error) and self._refuse(kind, raw, error.code)
        with self._store.transaction() as connection:
            if snapshots.version(connection, kind) >= applied.envelope.ver:
                return False
            snapshots.store(connection, kind, applied)
            facts.write(connection, REJECTED[kind], None)
            data = {"kind": kind, "ver": applied.envelope.ver, "etag": applied.etag}
            self._store.append(connection, self._stamp(EventType.SNAPSHOT, data))
        self._store.copy_snapshot(kind, applied)
        return True

    def _accept(self, kind: str, raw: bytes) -> Applied:
        reader, enrolment = self._store.reader, self._store.enrolment
        applied = snapshots.accept(
            raw,
            kind,
            device=enrolment.device,
            keys=snapshots.pinned_keys(reader, enrolment),
            applied_ver=snapshots.version(reader, kind),
        )
        if self._is_too_far(applied.envelope.iat):
            raise FromTheFuture(kind)
        return applied

    def _is_in_force(self, kind: str, raw: bytes, error: ContractError) -> bool:
        # The broker repeats what it keeps at every connect; that is no old snapshot but the present one.
        if not isinstance(error, StaleVersion):
            return False
        applied = snapshots.load(self._store.reader, kind, self._store.enrolment.device)
        return applied is not None and applied.raw == raw

    def _refuse(self, kind: str, raw: bytes, code: str) -> bool:
        digest = hashlib.sha256(raw).hexdigest()
        known = facts.read(self._store.reader, REJECTED[kind])
        now = time.monotonic()
        if known is not None and known["digest"] == digest:
            return False
        if now - self._refused_at.get(kind, -REFUSALS_EVERY_S) < REFUSALS_EVERY_S:
            return False
        self._refused_at[kind] = now
        with self._store.transaction() as connection:
            facts.write(connection, REJECTED[kind], {"code": code, "digest": digest})
            self._store.append(connection, self._stamp(EventType.SNAPSHOT, {"kind": kind, "rejected": code}))
        return True
