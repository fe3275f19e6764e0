"""What the link says of the door: the heartbeat report, its nonces, and the clock it is stamped with."""

import secrets
from pathlib import Path

from lock_agent import clock, facts, journal, snapshots, throttle
from lock_agent.clock import Anchor, Reading
from lock_agent.contract.events import Quality
from lock_agent.contract.heartbeat import Freshness, sign_report
from lock_agent.contract.status import (
    Applied,
    AppliedSnapshot,
    ClockReport,
    DoorReport,
    OutboxReport,
    Report,
)
from lock_agent.core.durable import start_clock
from lock_agent.core.stays import reported
from lock_agent.incoming import REJECTED
from lock_agent.key_file import load_key
from lock_agent.machine import Machine
from lock_agent.store import Store

NONCES = 4
NONCE_LIVES_MS = 30_000


class Reports:
    """Makes reports and knows which nonces it has given out."""

    def __init__(self, store: Store, machine: Machine, *, has_rtc: bool) -> None:
        self._store, self._machine = store, machine
        durable = store.durable()
        self.clock = start_clock(durable, moment=machine.moment(), has_rtc=has_rtc)
        self._nonces: dict[str, int] = {}
        self._key = load_key(Path(key_file)) if (key_file := store.enrolment.key_file) else None
        self._fresh = Freshness(0, 0)
        self._heard_at = -2 * NONCE_LIVES_MS
        self.is_first_answer = False

    def reading(self) -> Reading:
        """Return the time as the door takes it."""
        return clock.read(self.clock, self._machine.moment())

    def make(self) -> Report:
        """Return a report of what is in force now, with a fresh nonce."""
        durable = self._store.durable()
        self.clock = clock.hear(self.clock, durable.floor, self._machine.moment())
        reading, outbox = self.reading(), journal.outbox(self._store.reader)
        hold_until = reported(durable.hold, reading)
        return Report(
            applied=Applied(self._applied("cfg"), self._applied("creds")),
            clock=ClockReport(_quality(reading, durable.floor).value, self.clock.floor, self.clock.synced_at),
            outbox=OutboxReport(outbox.depth, outbox.last_seq, self._store.epoch),
            at=reading.now,
            door=DoorReport(
                contact=facts.read(self._store.reader, facts.CONTACT) or "unknown",
                mode="secured" if hold_until is None else "hold_open",
                hold_until=hold_until,
                pin_off=throttle.pin_is_off(durable.throttle),
            ),
            time_nonce=self._nonce(),
        )

    def told(self) -> bytes:
        """Return a report as it is sent: signed, where this device has a key."""
        report = self.make()
        if self._key is None:
            return report.to_body()
        # The kernel's milliseconds outlive this process, so the numbers grow over its restarts.
        number = max(self._fresh.number + 1, self._machine.moment().mono_ms)
        self._fresh = Freshness(self._fresh.heard, number)
        return sign_report(report, self._key, self._store.enrolment.device, self._fresh)

    @property
    def newest_nonce(self) -> str:
        """What the report made last asked with."""
        return next(reversed(self._nonces))

    def redeem(self, nonce: str, server_now: int) -> bool:
        """Take a signed time for a nonce given out within half a minute; each serves once."""
        asked = self._nonces.pop(nonce, None)
        moment = self._machine.moment()
        if asked is None or moment.mono_ms - asked > NONCE_LIVES_MS:
            return False
        self.is_first_answer = moment.mono_ms - self._heard_at > NONCE_LIVES_MS
        self._heard_at = moment.mono_ms
        self._fresh = Freshness(self._newest_heard(server_now), self._fresh.number)
        told = Anchor(self._machine.told(server_now), moment.mono_ms)
        self.clock = clock.synchronise(clock.advance(self.clock, moment), told, moment)
        return True

    def is_too_far(self, issued_at: int) -> bool:
        """Return whether a snapshot was signed by a clock that is a day ahead or more."""
        return clock.is_too_far(self.clock, issued_at, self._machine.moment(), by=clock.LIE_S)

    def _newest_heard(self, server_now: int) -> int:
        """Answers may overtake each other, but none lives that long: then the server's clock was set back."""
        is_set_back = server_now < self._fresh.heard - NONCE_LIVES_MS // 1000
        return server_now if is_set_back else max(server_now, self._fresh.heard)

    def _applied(self, kind: str) -> AppliedSnapshot | None:
        applied = snapshots.load(self._store.reader, kind, self._store.enrolment.device)
        if applied is None:
            return None
        rejected = facts.read(self._store.reader, REJECTED[kind])
        return AppliedSnapshot(applied.envelope.ver, applied.etag, rejected and str(rejected["code"]))

    def _nonce(self) -> str:
        while len(self._nonces) >= NONCES:
            self._nonces.pop(next(iter(self._nonces)))
        nonce = secrets.token_urlsafe(16)
        self._nonces[nonce] = self._machine.moment().mono_ms
        return nonce


def _quality(reading: Reading, floor: int) -> Quality:
    """A door whose floor is ahead of this clock ends codes early, however sure the link is of the time."""
    return Quality.UNTRUSTED if floor > reading.now + clock.TOLERANCE_S else reading.quality
