"""Door devices as the server knows them: what they reported, never what was hoped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.period import Period

ONLINE_WITHIN = timedelta(seconds=90)
MQTT, HTTPS, COURIER = "mqtt", "https", "courier"
"""How a door's word comes: over the broker, over its twin, which proves who asks, or carried by hand."""


@dataclass(frozen=True, slots=True)
class Door:
    """One door device. `id` is its MQTT name; `number` (1 to 6) its place in QR tokens.

    The two `applied` versions are what the door acknowledged; `acked_seq` is the highest event
    number without a gap that the database holds of the door's present journal, `log_epoch`. `mode`, `contact`
    and `pin_off` are how the door said it stands, in the words of the contract; `via` is how it came last.
    One that `signs` is heard only through what its own key signed; `heard` and `report_number`
    tell its newest report. At `rival_at` it became plain that two devices speak in its name. Since
    `watched_since` it is written down when it was away. One that `has_old_secret` takes no offline code made
    since: a device of its hall was shut out, and it has not fetched the new secret yet.
    """

    id: str
    venue_id: str
    municipality_id: str
    number: int
    name: str
    epoch: int
    salt: bytes
    applied_cfg: int = 0
    applied_creds: int = 0
    log_epoch: int = 0
    acked_seq: int = 0
    reports_online: bool = False
    last_seen_at: datetime | None = None
    session: str = ""
    boot: int = 0
    clock: str = ""
    outbox_depth: int = 0
    agent_version: str = ""
    mode: str = "secured"
    hold_until: datetime | None = None
    contact: str = "unknown"
    pin_off: bool = False
    via: str = ""
    signs: bool = False
    heard: int = 0
    report_number: int = 0
    rival_at: datetime | None = None
    watched_since: datetime | None = None
    has_old_secret: bool = False

    def is_online(self, now: datetime) -> bool:
        """Whether the door was heard within 90 s and did not take its leave since."""
        return (
            self.reports_online and self.last_seen_at is not None and now - self.last_seen_at <= ONLINE_WITHIN
        )

    def away(self, now: datetime) -> Period | None:
        """Return since when nothing was heard of the door until now; None up to 90 s."""
        return silence(self.last_seen_at, now)

    def held_until(self, now: datetime) -> datetime | None:
        """Return until when the door says it is held open; None once that is past."""
        until = self.hold_until if self.mode == "hold_open" else None
        return until if until is not None and now < until else None


def silence(last_heard: datetime | None, now: datetime) -> Period | None:
    """Return the stretch in which nothing was heard of a door; None up to 90 s, or if it never was heard."""
    if last_heard is None or now - last_heard <= ONLINE_WITHIN:
        return None
    return Period(last_heard, now)


@dataclass(frozen=True, slots=True)
class DoorEvent:
    """One event as the server stored it, exactly once per (door, epoch, seq)."""

    door_id: str
    epoch: int
    seq: int
    type: str
    at: datetime
    clock_quality: str
    granted: bool | None
    reason: str
    data: dict[str, object]
    booking_id: str | None = None
    received_at: datetime | None = None
    is_late: bool = False
    cred_ref: str | None = None

    @property
    def happened(self) -> datetime:
        """When it was: not after it was told, whatever the clock of the door said."""
        return self.at if self.received_at is None else min(self.at, self.received_at)
