"""A door of the tests' own: it speaks the contract, and nothing of the agent is behind it."""

import json
from dataclasses import dataclass, field

from booking_server.domain.venues import Venue
from booking_server.locks.keyring import Keyring
from booking_server.services.foundation import setup
from booking_server.services.foundation.house import House
from lock_agent.contract import envelope
from lock_agent.contract.events import GENESIS, Event, EventBatch, chain_hash
from lock_agent.contract.snapshots import CfgSnapshot, CredsSnapshot, parse_cfg, parse_creds
from lock_agent.contract.status import (
    Applied,
    AppliedSnapshot,
    ClockReport,
    DoorReport,
    OutboxReport,
    Report,
    Status,
)


@dataclass
class PaperDoor:
    """What a door would say and hear, without hardware, network or file."""

    id: str
    keyring: Keyring
    applied: dict[str, int] = field(default_factory=lambda: {"cfg": 0, "creds": 0})
    creds: CredsSnapshot | None = None
    cfg: CfgSnapshot | None = None
    journal: list[Event] = field(default_factory=list)

    def hear(self, door_id: str, kind: str, raw: bytes) -> None:
        """Apply a snapshot as the protocol demands. Raises ContractError."""
        sealed = envelope.parse_envelope(raw)
        keys = {self.keyring.snapshot_kid: self.keyring.snapshot_key.public_key()}
        envelope.verify(sealed, keys, t=kind, dev=self.id, applied_ver=self.applied[kind])
        self.applied[kind] = sealed.ver
        if kind == "creds":
            self.creds = parse_creds(sealed.body)
        else:
            self.cfg = parse_cfg(sealed.body)

    def status(self, *, on: bool = True) -> bytes:
        return Status(on=on, session="session-1", boot=1, v="1.0").to_body()

    def report(self, now: int, nonce: str | None = None, *, door: DoorReport | None = None) -> bytes:
        snapshots = {
            kind: AppliedSnapshot(version, "0" * 16) for kind, version in self.applied.items() if version
        }
        return Report(
            applied=Applied(**snapshots),
            clock=ClockReport("ok", now),
            outbox=OutboxReport(0, len(self.journal), 1),
            at=now,
            door=door or DoorReport(),
            time_nonce=nonce,
        ).to_body()

    def happen(self, ts: int, **data: object) -> Event:
        """Write one event into the journal, an access event unless `type` says otherwise."""
        last = self.journal[-1] if self.journal else None
        cred_ref, type_ = data.pop("cred_ref", None), data.pop("type", "access")
        event = Event(
            seq=len(self.journal) + 1,
            boot=1,
            mono_ms=1000 * len(self.journal),
            ts=ts,
            ts_quality="ok",
            type=str(type_),
            cred_ref=cred_ref if isinstance(cred_ref, str) else None,
            data=data,
            prev_hash=chain_hash(last.prev_hash, last) if last else GENESIS,
        )
        self.journal.append(event)
        return event

    def batch(self, first: int, last: int, sent_at: int, epoch: int = 1) -> bytes:
        """Return the events numbered `first` to `last` as the door would send them."""
        return EventBatch(epoch, tuple(self.journal[first - 1 : last]), sent_at).to_body()


def enrol(house: House, venue: Venue, door_id: str = "d-benken", number: int = 1) -> PaperDoor:
    """Enrol a door in a hall."""
    setup.enrol_door(house, venue, door_id=door_id, number=number, name="Haupteingang")
    return PaperDoor(door_id, house.keyring)


def acked(raw: bytes) -> int:
    """Return the number an acknowledgement names."""
    return int(json.loads(raw)["acked"])
