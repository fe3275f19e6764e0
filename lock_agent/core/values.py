"""What reaches the door's mind and what it answers with: inputs and effects, nothing that acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lock_agent.contract.commands import Command, Result
from lock_agent.contract.events import EventType
from lock_agent.contract.lora import DownFrame
from lock_agent.contract.snapshots import CfgSnapshot, CredsSnapshot


class CodeClass(StrEnum):
    """The class of a code, as events name it in `cls`."""

    PIN = "pin"
    OFFLINE = "offline"
    KEYHOLDER = "keyholder"
    QR = "qr"
    COMMAND = "command"
    CARD = "card"
    HOLD = "hold"
    NONE = "none"


# Inputs: participles, what has happened.


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key: one of 0-9, `*`, `#`."""

    key: str


@dataclass(frozen=True, slots=True)
class CodeEntered:
    """A whole entry at once, from a keypad that sends them so; the digits are a secret."""

    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scanned:
    """The text of a QR image."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card was held before the reader; what it says of itself is copied too easily to open a door."""


@dataclass(frozen=True, slots=True)
class CredsReplaced:
    """A verified credential snapshot is in force: version `ver`, issued at `iat` (epoch s)."""

    creds: CredsSnapshot
    iat: int
    ver: int = 0


@dataclass(frozen=True, slots=True)
class CfgReplaced:
    """A verified settings snapshot is in force, issued at `iat` (epoch s)."""

    cfg: CfgSnapshot
    iat: int


@dataclass(frozen=True, slots=True)
class TimeAnswered:
    """A signed time with our nonce arrived when the monotonic clock stood at `mono_ms`."""

    now: int
    mono_ms: int


@dataclass(frozen=True, slots=True)
class RadioHeard:
    """A frame of LoRaWAN whose MAC holds; whether it is new is to be seen."""

    frame: DownFrame


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link to the broker is up or down."""

    up: bool


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command whose signature, topic and session the link has checked."""

    command: Command


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """The door leaf was opened or closed."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class ContactFound:
    """How the door leaf stands when the door's program begins: nobody has moved it."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class ExitPressed:
    """Somebody inside wants out."""


@dataclass(frozen=True, slots=True)
class EmergencyPressed:
    """The emergency release was used. It has cut the magnet's current by itself; we only help and tell."""


@dataclass(frozen=True, slots=True)
class TamperChanged:
    """The housing was opened or closed."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class Disturbed:
    """A part of the hardware does what it should not: `garbage`, `stuck` or `missing`."""

    part: str
    fault: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A part that was missing is there again."""

    part: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time passed, nothing else; about once a second."""


Input = (
    KeyPressed
    | CodeEntered
    | Scanned
    | CardShown
    | CredsReplaced
    | CfgReplaced
    | TimeAnswered
    | RadioHeard
    | LinkChanged
    | Commanded
    | ContactChanged
    | ContactFound
    | ExitPressed
    | EmergencyPressed
    | TamperChanged
    | Disturbed
    | Restored
    | Ticked
)


# Effects: imperatives, carried out in order. A Record is stored before any Pulse after it (§6).


class Pattern(StrEnum):
    """What light and sound say. Unknown, early and expired are the same REFUSED (§9)."""

    KEY = "key"
    CLEARED = "cleared"
    GRANTED = "granted"
    REFUSED = "refused"
    TYPING_ERROR = "typing_error"
    WAIT = "wait"
    IDENTIFY = "identify"
    HELD_OPEN = "held_open"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Record:
    """Write an event to the journal, together with the durable part of the new state."""

    type: EventType
    ts: int
    ts_quality: str
    mono_ms: int
    cred_ref: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Energise the strike for `ms` milliseconds, once."""

    ms: int


@dataclass(frozen=True, slots=True)
class Signal:
    """Show a pattern."""

    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Answer:
    """Report the result of a command."""

    result: Result


@dataclass(frozen=True, slots=True)
class Resync:
    """Ask the server for everything again."""


Effect = Record | Pulse | Signal | Answer | Resync
