"""What a door says of itself (§2, §4): presence, which is also its last will, and the heartbeat report."""

from dataclasses import asdict, dataclass

from lock_agent.contract import wire
from lock_agent.contract.events import Quality
from lock_agent.contract.fields import Fields

PROTOCOL = 1
CONTACTS = ("open", "closed", "unknown")
MODES = ("secured", "hold_open")
POWERS = ("mains", "battery", "unknown")
_ETAG = r"[0-9a-f]{16}"
_CODE = r"[a-z_]{1,40}"
_NONCE = r"[A-Za-z0-9_-]{16,64}"


@dataclass(frozen=True, slots=True)
class Status:
    """A door is connected or not; `session` is the nonce commands must carry, `v` the agent's version."""

    on: bool
    session: str
    boot: int
    v: str
    proto: int = PROTOCOL

    def to_body(self) -> bytes:
        """Return the payload; raise `MalformedMessage` if no server would read it."""
        body = {"on": self.on, "session": self.session, "boot": self.boot, "v": self.v, "proto": self.proto}
        return wire.proved(wire.dump(body), parse_status)


def parse_status(raw: bytes) -> Status:
    """Read a door's presence; a newer protocol is read as far as this version knows it."""
    fields = Fields(wire.load(raw, limit=2048), known="on session boot v proto", where="status")
    return Status(
        on=fields.flag("on"),
        session=fields.text("session", 64, r"[A-Za-z0-9_-]{8,64}"),
        boot=fields.integer("boot"),
        v=fields.text("v", 40, r"[!-~]{1,40}"),
        proto=fields.integer("proto", 1, 255),
    )


@dataclass(frozen=True, slots=True)
class AppliedSnapshot:
    """A snapshot in force; `rejected` is the error code of a newer one that was refused."""

    ver: int
    etag: str
    rejected: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """Both snapshots; None for one that was never applied."""

    cfg: AppliedSnapshot | None = None
    creds: AppliedSnapshot | None = None


@dataclass(frozen=True, slots=True)
class ClockReport:
    """How far the clock is believed, the floor it never goes below, the last signed time (epoch s)."""

    quality: str
    floor: int
    synced_at: int | None = None


@dataclass(frozen=True, slots=True)
class DoorReport:
    """Contact and mode; `hold_until` ends a hold-open (epoch s), `pin_off`: the PINs wait to be re-armed."""

    contact: str = "unknown"
    mode: str = "secured"
    hold_until: int | None = None
    pin_off: bool = False


@dataclass(frozen=True, slots=True)
class OutboxReport:
    """Events not yet acknowledged, and the last one written, of this epoch."""

    depth: int
    last_seq: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Report:
    """A heartbeat; `time_nonce` asks for a signed time, `at` is the door's time (epoch s)."""

    applied: Applied
    clock: ClockReport
    outbox: OutboxReport
    at: int
    door: DoorReport = DoorReport()
    power: str = "unknown"
    time_nonce: str | None = None

    def to_body(self) -> bytes:
        """Return the payload; raise `MalformedMessage` if no server would read it."""
        body = {
            "applied": asdict(self.applied),
            "clock": asdict(self.clock),
            "door": asdict(self.door),
            "outbox": asdict(self.outbox),
            "power": self.power,
            "time_nonce": self.time_nonce,
            "at": self.at,
        }
        return wire.proved(wire.dump(body), parse_report)


def parse_report(raw: bytes) -> Report:
    """Read a heartbeat."""
    fields = Fields(
        wire.load(raw, limit=8 * 1024), known="applied clock door outbox power time_nonce at", where="rep"
    )
    return Report(
        applied=_applied(fields.object("applied")),
        clock=_clock(fields.object("clock")),
        outbox=_outbox(fields.object("outbox")),
        at=fields.time("at"),
        door=_door(fields.object("door")) if fields.has("door") else DoorReport(),
        power=fields.choice("power", POWERS) if fields.has("power") else "unknown",
        time_nonce=fields.text("time_nonce", 64, _NONCE) if fields.has("time_nonce") else None,
    )


def _applied(value: object) -> Applied:
    fields = Fields(value, known="cfg creds", where="applied")
    return Applied(
        _snapshot(fields.object("cfg")) if fields.has("cfg") else None,
        _snapshot(fields.object("creds")) if fields.has("creds") else None,
    )


def _snapshot(value: object) -> AppliedSnapshot:
    fields = Fields(value, known="ver etag rejected", where="applied")
    rejected = fields.text("rejected", 40, _CODE) if fields.has("rejected") else None
    return AppliedSnapshot(fields.integer("ver"), fields.text("etag", 16, _ETAG), rejected)


def _clock(value: object) -> ClockReport:
    fields = Fields(value, known="quality floor synced_at", where="clock")
    quality = fields.choice("quality", tuple(quality.value for quality in Quality))
    return ClockReport(
        quality, fields.time("floor"), fields.time("synced_at") if fields.has("synced_at") else None
    )


def _door(value: object) -> DoorReport:
    fields = Fields(value, known="contact mode hold_until pin_off", where="door")
    return DoorReport(
        contact=fields.choice("contact", CONTACTS),
        mode=fields.choice("mode", MODES),
        hold_until=fields.time("hold_until") if fields.has("hold_until") else None,
        pin_off=fields.flag("pin_off", False),
    )


def _outbox(value: object) -> OutboxReport:
    fields = Fields(value, known="depth last_seq epoch", where="outbox")
    return OutboxReport(fields.integer("depth"), fields.integer("last_seq"), fields.integer("epoch"))
