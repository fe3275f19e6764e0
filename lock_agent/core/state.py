"""Everything a door's mind holds. One frozen value; `durable.py` says which part is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lock_agent.clock import ClockState
from lock_agent.contract.events import Quality
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.core.stays import Hold, Visit
from lock_agent.core.vault import EMPTY, Derive, Vault
from lock_agent.core.withdrawals import NOTHING, Withdrawals
from lock_agent.keypad import Keypad
from lock_agent.throttle import Throttle

LONGEST_PULSE_MS = 8000
ANSWER_HOLDS_MS = 90_000
"""A door is connected for 90 s after a signed answer (protocol §8)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the door stands and what it was given: site and door number, pulse (ms), secret and keys.

    `longest_pulse_ms` is what its lock bears: no pulse is authorised for longer. `hold_open_allowed` says
    that the hall lets its doors be held open at all.
    """

    site: int
    door: int
    pulse_ms: int
    k_door: bytes = field(repr=False)
    qr_keys: Mapping[int, Ed25519PublicKey]
    derive: Derive = field(repr=False)
    longest_pulse_ms: int = LONGEST_PULSE_MS
    hold_open_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """What the door knows of the network: link up or not, last signed answer (ms, monotonic)."""

    up: bool = False
    answered_ms: int | None = None

    def connected(self, mono_ms: int) -> bool:
        """Return whether the server would have told us of any code by now."""
        return self.up and self.answered_ms is not None and mono_ms - self.answered_ms <= ANSWER_HOLDS_MS


@dataclass(frozen=True, slots=True)
class Leaf:
    """The door leaf: open since when, and until when opening it is expected (ms, monotonic).

    `is_known` says that a contact has told where it stands.
    """

    opened_ms: int | None = None
    expected_until_ms: int = -1
    held_alarm: bool = False
    is_known: bool = False

    @property
    def contact(self) -> str:
        """Return how the leaf stands, in the words of the door's report."""
        if not self.is_known:
            return "unknown"
        return "closed" if self.opened_ms is None else "open"


@dataclass(frozen=True, slots=True)
class State:
    """The whole mind.

    `used` are single-use token ids with the end of their window, `entered` the offline words that
    have opened this door, with the end of theirs. `hold` is the mode the door is in, `barred` are the
    bookings whose mode the desk has ended, with their end, `visit` is who opened last. All these outlive a
    boot. `commands` are the ids seen in this boot, `faults` the hardware's by part and kind with the moment
    they were told (ms, monotonic), `quality` the last one recorded. `hold_ends_ms` ends the mode whatever
    the clock does, before `hold_rests_until_ms` it gives no pulse; `is_housing_open` is what the tamper
    contact told last. `creds_ver` and `creds_iat` (epoch s) are version and issue of the snapshot in the
    vault, from which `withdrawals` are missing: what was revoked over the radio and is not yet said by one.
    """

    place: Place
    clock: ClockState
    throttle: Throttle = field(default_factory=Throttle)
    vault: Vault = EMPTY
    keypad: Keypad = field(default_factory=Keypad)
    link: Link = field(default_factory=Link)
    leaf: Leaf = field(default_factory=Leaf)
    used: Mapping[bytes, int] = field(default_factory=dict)
    entered: Mapping[OfflineWord, int] = field(default_factory=dict)
    hold: Hold | None = None
    barred: Mapping[str, int] = field(default_factory=dict)
    visit: Visit | None = None
    hold_ends_ms: int | None = None
    hold_rests_until_ms: int = 0
    commands: tuple[str, ...] = ()
    faults: Mapping[tuple[str, str], int] = field(default_factory=dict)
    quality: Quality | None = None
    is_housing_open: bool = False
    creds_ver: int = 0
    creds_iat: int = 0
    withdrawals: Withdrawals = NOTHING
