"""A door on the bench: one hall, a few codes, a clock we turn. Everything real but the slow hash."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lock_agent.contract import damm, offline_pin, qr_token
from lock_agent.contract.credentials import (
    KeyholderCredential,
    OfflineCredential,
    PinCredential,
    QrCredential,
)
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.snapshots import CredsSnapshot
from lock_agent.core import (
    Durable,
    Effect,
    Input,
    Moment,
    Place,
    State,
    durable,
    first_boot,
    wake,
)
from lock_agent.core.decide import decide
from lock_agent.core.values import (
    CodeEntered,
    CredsReplaced,
    KeyPressed,
    LinkChanged,
    Pulse,
    Record,
    Scanned,
    TimeAnswered,
)

NOON = 1_790_942_400
"""2026-10-02T12:00Z, a Friday."""

HOUR = 3600
DAY = 86400
K_DOOR = bytes(range(32))
SALT = bytes(range(16))
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(0x20, 0x40)))
SITE, DOOR = 7031, 1

WEDDING = "12345671"
"""Valid from 14:00 to 02:00 of the next day."""
WEDDING_FROM, WEDDING_UNTIL = NOON + 2 * HOUR, NOON + 14 * HOUR
WEDDING_WORD = OfflineWord(*offline_pin.smallest_duration(WEDDING_FROM, WEDDING_UNTIL), 0)
WEDDING_OFFLINE = offline_pin.derive(K_DOOR, WEDDING_WORD)
UNHEARD_WORD = replace(WEDDING_WORD, seq=2)
UNHEARD_OFFLINE = offline_pin.derive(K_DOOR, UNHEARD_WORD)
"""The offline PIN of a booking this door never heard of."""

WRONG = damm.with_check("7654321")
WRONG_OFFLINE = damm.with_check("9876501234")
SCHMIDT = damm.with_check("07493025")
"""The code of Frau Schmidt, keyholder 7, all year."""


def derive(digits: str, salt: bytes) -> bytes:
    """Stand in for Argon2id: as good a function, a thousand times as quick."""
    return hashlib.sha256(salt + digits.encode()).digest()[:16]


def creds(**changes: object) -> CredsSnapshot:
    """Return the snapshot of the wedding and Frau Schmidt."""
    standard = CredsSnapshot(
        salt=SALT,
        horizon=NOON + 60 * DAY,
        pins=(PinCredential("wedding", derive(WEDDING, SALT), WEDDING_FROM, WEDDING_UNTIL),),
        offline=(OfflineCredential("wedding", WEDDING_WORD, WEDDING_FROM, WEDDING_UNTIL),),
        keyholders=(KeyholderCredential("schmidt", 7, derive(SCHMIDT, SALT), NOON - DAY, NOON + 365 * DAY),),
    )
    return replace(standard, **changes)  # type: ignore[arg-type]


def token(**changes: object) -> str:
    """Return the QR digits of the wedding, whose id the snapshot does not name."""
    values = {
        "key_id": 1,
        "site": SITE,
        "token_id": bytes.fromhex("0badc0ffee"),
        "not_before": WEDDING_FROM,
        "duration_s": WEDDING_UNTIL - WEDDING_FROM,
        "doors": frozenset({DOOR}),
        "lead_hours": 48,
    }
    return qr_token.issue(qr_token.QrToken(**values | changes), KEY)  # type: ignore[arg-type]


def named_token(until: int = WEDDING_UNTIL) -> QrCredential:
    """Return the wedding's token as a snapshot names it."""
    return QrCredential("wedding", bytes.fromhex("0badc0ffee"), WEDDING_FROM, until)


class Bench:
    """A door that keeps what a real one stores, and loses the rest when its power is cut."""

    def __init__(
        self,
        now: int = NOON,
        *,
        snapshot: CredsSnapshot | None = None,
        has_rtc: bool = True,
        may_hold_open: bool = False,
    ) -> None:
        self.now = now
        self.has_rtc = has_rtc
        self.may_hold_open = may_hold_open
        self.snapshot = snapshot or creds()
        self.mono_ms = 1000
        self.stored: Durable = replace(first_boot(now), synced_at=now)
        self.effects: tuple[Effect, ...] = ()
        self.pulses = 0
        self.boot()

    def boot(self) -> None:
        """Wake with what was stored."""
        place = Place(SITE, DOOR, 5000, K_DOOR, {1: KEY.public_key()}, derive)
        place = replace(place, hold_open_allowed=self.may_hold_open)
        self.mono_ms = 1000
        self.state: State = wake(
            place, self.stored, moment=self.moment, has_rtc=self.has_rtc, creds=self.snapshot
        )

    @property
    def moment(self) -> Moment:
        """What the machine's clocks show."""
        return Moment(self.now, self.mono_ms)

    def ring(self) -> bool:
        """Press `#` and nothing else, the pause between two such pulses over; return whether that opens."""
        self.later(6)
        return any(isinstance(effect, Pulse) for effect in self.happen(KeyPressed("#")))

    def later(self, seconds: int) -> "Bench":
        """Let time pass."""
        self.now += seconds
        self.mono_ms += seconds * 1000
        return self

    def set_clock(self, wall: int) -> "Bench":
        """Set the wall clock; the monotonic one is not impressed."""
        self.now = wall
        return self

    def happen(self, event: Input) -> tuple[Effect, ...]:
        """Decide, and store as the protocol asks: with every record, before anything else."""
        self.state, self.effects = decide(self.state, event, self.moment)
        if any(isinstance(effect, Record) for effect in self.effects):
            self.stored = durable(self.state)
        self.pulses += sum(isinstance(effect, Pulse) for effect in self.effects)
        return self.effects

    def type(self, digits: str) -> str:
        """Type a code and return the reason in the log."""
        for key in digits:
            self.happen(KeyPressed(key))
        return self.reason(self.happen(KeyPressed("#")))

    def enter(self, digits: str) -> str:
        """Enter a code at once and return the reason in the log."""
        return self.reason(self.happen(CodeEntered(digits)))

    def scan(self, text: str) -> str:
        """Scan and return the reason in the log."""
        return self.reason(self.happen(Scanned(text)))

    def connect(self) -> "Bench":
        """Bring the link up, with a signed answer just now."""
        self.happen(LinkChanged(True))
        self.happen(TimeAnswered(self.now, self.mono_ms))
        return self

    def receive(self, snapshot: CredsSnapshot) -> "Bench":
        """Put a snapshot in force."""
        self.snapshot = snapshot
        self.happen(CredsReplaced(snapshot, self.now))
        return self

    def reason(self, effects: Iterable[Effect]) -> str:
        """Return the reason of the access among the effects; check that it fits what the door did."""
        access = self.record("access", effects)
        pulses = [effect for effect in effects if isinstance(effect, Pulse)]
        assert bool(pulses) is access.data["granted"] is (access.data["reason"] == "ok")
        return str(access.data["reason"])

    def record(self, type: str, effects: Iterable[Effect] | None = None) -> Record:
        """Return the one record of a type among the latest effects."""
        (found,) = self.records(type, effects)
        return found

    def records(self, type: str, effects: Iterable[Effect] | None = None) -> list[Record]:
        """Return the records of a type among the latest effects."""
        among = self.effects if effects is None else effects
        return [effect for effect in among if isinstance(effect, Record) and effect.type == type]
