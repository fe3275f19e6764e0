"""What a door tells (§6): events in order, chained, sent in batches until the server has stored them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from lock_agent.contract import wire
from lock_agent.contract.errors import MalformedMessage
from lock_agent.contract.fields import Fields

MAX_BATCH = 32 * 1024
MOST_EVENTS = 50
MAX_DATA = 1024
LATE_S = 60
GENESIS = "0" * 64
"""`prev_hash` of the first event of an epoch."""

_WORD = r"[a-z][a-z0-9_]{0,23}"


class EventType(StrEnum):
    """What happened. A newer door may send others: read them, store them."""

    ACCESS = "access"
    STRIKE = "strike"
    DOOR = "door"
    ALARM = "alarm"
    MODE = "mode"
    BOOT = "boot"
    CLOCK = "clock"
    SNAPSHOT = "snapshot"
    LOST = "lost"
    DEVICE = "device"


class Reason(StrEnum):
    """Why an attempt was granted or refused; for the log, never for the person at the door."""

    OK = "ok"
    UNKNOWN = "unknown"
    EARLY = "early"
    EXPIRED = "expired"
    REVOKED = "revoked"
    TYPING_ERROR = "typing_error"
    THROTTLED = "throttled"
    NOT_ON_THIS_DOOR = "not_on_this_door"
    FORGED = "forged"
    FOREIGN = "foreign"
    MALFORMED = "malformed"
    NOT_NAMED = "not_named"
    USED = "used"
    CLOCK_UNTRUSTED = "clock_untrusted"
    OPENS_ONLY = "opens_only"


class Quality(StrEnum):
    """How far a door's clock can be believed (§7)."""

    OK = "ok"
    DEGRADED = "degraded"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a door's journal. `mono_ms` counts since boot, `ts` is the door's belief, epoch seconds.

    `data` holds JSON values without fractions, at most 1 KiB, and never a digit of a code.
    """

    seq: int
    boot: int
    mono_ms: int
    ts: int
    ts_quality: str
    type: str
    cred_ref: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    prev_hash: str = GENESIS

    def fields(self) -> dict[str, Any]:
        """Return the event as it stands in the message."""
        return {
            "seq": self.seq,
            "boot": self.boot,
            "mono_ms": self.mono_ms,
            "ts": self.ts,
            "ts_quality": self.ts_quality,
            "type": self.type,
            "cred_ref": self.cred_ref,
            "data": dict(self.data),
            "prev_hash": self.prev_hash,
        }


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Up to 50 events or 32 KiB of one epoch, rising in `seq`; `sent_at` is the door's time of sending."""

    epoch: int
    events: tuple[Event, ...]
    sent_at: int

    def to_body(self) -> bytes:
        """Return the payload; raise `MalformedMessage` if no server would read it."""
        return wire.proved(wire.dump(_batch_fields(self.epoch, self.events, self.sent_at)), parse_batch)

    def is_late(self, event: Event) -> bool:
        """Return whether an event was sent over 60 s after it happened: then it triggers nothing any more."""
        return self.sent_at - event.ts > LATE_S


def fill_batch(epoch: int, events: Iterable[Event], sent_at: int) -> EventBatch:
    """Return a batch of as many of the first events as one message carries."""
    room = MAX_BATCH - 256
    taken: list[Event] = []
    for event in events:
        room -= len(wire.dump(event.fields())) + 1
        if room < 0 or len(taken) == MOST_EVENTS:
            break
        taken.append(event)
    return EventBatch(epoch, tuple(taken), sent_at)


def chain_hash(prev: str, event: Event) -> str:
    """Return what the next event carries as `prev_hash`: SHA-256 (hex) over `prev` and this event."""
    content = {name: value for name, value in event.fields().items() if name != "prev_hash"}
    return hashlib.sha256(prev.encode("ascii") + wire.dump(content)).hexdigest()


def parse_batch(raw: bytes) -> EventBatch:
    """Read a batch of events, whole or not at all."""
    fields = Fields(wire.load(raw, limit=MAX_BATCH), known="epoch events sent_at", where="evt")
    events = fields.items("events", _event, MOST_EVENTS)
    seqs = [event.seq for event in events]
    if not seqs or any(after <= before for before, after in pairwise(seqs)):
        raise fields.wrong("events")
    return EventBatch(fields.integer("epoch"), events, fields.time("sent_at"))


def _batch_fields(epoch: int, events: tuple[Event, ...], sent_at: int) -> dict[str, Any]:
    return {"epoch": epoch, "events": [event.fields() for event in events], "sent_at": sent_at}


def _event(value: object) -> Event:
    known = "seq boot mono_ms ts ts_quality type cred_ref data prev_hash"
    fields = Fields(value, known=known, where="event")
    return Event(
        seq=fields.integer("seq", 1),
        boot=fields.integer("boot"),
        mono_ms=fields.integer("mono_ms"),
        ts=fields.time("ts"),
        ts_quality=fields.choice("ts_quality", tuple(quality.value for quality in Quality)),
        type=fields.text("type", 24, _WORD),
        cred_ref=fields.ref("cred_ref") if fields.has("cred_ref") else None,
        data=_data(fields.object("data")),
        prev_hash=fields.octets("prev_hash", 32).hex(),
    )


def _data(data: dict[str, Any]) -> dict[str, Any]:
    if len(wire.dump(data)) > MAX_DATA or _holds_fraction(data):
        raise MalformedMessage("event.data")
    return data


def _holds_fraction(value: object) -> bool:
    # Fractions have no canonical spelling, and the chain hashes the spelling.
    if isinstance(value, dict):
        return any(_holds_fraction(part) for part in value.values())
    if isinstance(value, list):
        return any(_holds_fraction(part) for part in value)
    return isinstance(value, float)
