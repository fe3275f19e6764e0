"""What doors say: presence, reports, events. One message, one transaction; repeating one is harmless."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from booking_server.domain.doors import COURIER, HTTPS, MQTT, Door, DoorEvent
from booking_server.services.doors import door_presence as presence
from booking_server.services.doors.door_alarms import promise_mails
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.holders.holder_watch import note_event
from booking_server.services.promises.webhook_promises import tell_of_events
from booking_server.storage.repositories.door_events import row_of
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import envelope
from lock_agent.contract.acks import Ack
from lock_agent.contract.errors import ContractError
from lock_agent.contract.events import Event, EventBatch, parse_batch
from lock_agent.contract.offline_pin import OfflineWord
from lock_agent.contract.status import Report, parse_report, parse_status
from lock_agent.contract.time import TimeAnswer


@dataclass(frozen=True, slots=True)
class ReportNoted:
    """What must be answered to a report: a signed time where one was asked for, snapshots where it lags."""

    signed_time: bytes | None
    lags: bool


@retried
def note_status(house: House, door_id: str, raw: bytes, *, retained: bool, via: str = MQTT) -> None:
    """Store a door's presence. A retained message tells the past: it does not count as seen now.

    Raises MalformedMessage, NotFound.
    """
    status = parse_status(raw)
    with house.unit_of_work() as uow:
        door = uow.doors.get(door_id)
        if presence.is_stale_farewell(door, status):
            return
        noted: dict[str, Any] = {"reports_online": status.on, "session": status.session}
        if not retained:
            noted |= presence.went_back(uow, door, status)
            noted |= presence.contact(uow, door, via, proven=via == HTTPS) if status.on else {}
        uow.doors.note(door_id, boot=status.boot, agent_version=status.v[:32], **noted)
        uow.commit()


@retried
def note_report(house: House, door_id: str, raw: bytes, *, retained: bool, via: str = MQTT) -> ReportNoted:
    """Store what a door holds and how it fares; of a door that signs only what it said itself, just now.

    Raises ContractError, NotFound.
    """
    report = parse_report(raw)
    with house.unit_of_work() as uow:
        door = uow.doors.get(door_id)
        applied = {
            "applied_cfg": report.applied.cfg.ver if report.applied.cfg else 0,
            "applied_creds": report.applied.creds.ver if report.applied.creds else 0,
        }
        noted, is_believed = _proved(uow, door, raw, via)
        if is_believed:
            noted |= {"clock": report.clock.quality, "outbox_depth": report.outbox.depth, **applied}
            noted |= _how_it_stands(report)
            noted |= {} if retained else presence.contact(uow, door, via, proven=True)
        if noted:
            uow.doors.note(door_id, **noted)
        newest = {kind: uow.doors.snapshot(door_id, kind) for kind in ("cfg", "creds")}
        lags = any(s is not None and s.version > applied[f"applied_{kind}"] for kind, s in newest.items())
        now = uow.now
        uow.commit()
    return ReportNoted(None if retained else _signed_time(house, door, report, now), lags)


@retried
def store_events(house: House, door_id: str, raw: bytes, *, via: str = MQTT) -> Ack:
    """Store a batch of events, each exactly once, and return what the door may forget.

    The acknowledgement names the highest event number without a gap; it is sent after this commit.
    Events carried by hand are late, and the door is not seen by them.
    Raises MalformedMessage, NotFound.
    """
    batch = parse_batch(raw)
    with house.unit_of_work() as uow:
        door = uow.doors.get(door_id)
        first, last = batch.events[0].seq, batch.events[-1].seq
        known = uow.door_events.known(door_id, batch.epoch, first, last)
        noted = presence.forked(uow, door, batch) if known else {}
        carried = via == COURIER
        told = [_told(uow, door, batch, event, carried) for event in batch.events if event.seq not in known]
        uow.door_events.add([row_of(event, of, now=uow.now) for event, of in told])
        promise_mails(uow, door, (event for event, _ in told))
        tell_of_events(uow, door, (event for event, _ in told))
        for event, _ in told:
            note_event(uow, door.venue_id, event)
        before = door.acked_seq if batch.epoch == door.log_epoch else 0
        acked = uow.door_events.contiguous_from(door_id, batch.epoch, before)
        if batch.epoch >= door.log_epoch:
            noted |= presence.contact(uow, door, via, proven=via == HTTPS)
            noted |= {"log_epoch": batch.epoch, "acked_seq": acked}
        if noted:
            uow.doors.note(door_id, **noted)
        uow.commit()
    return Ack(batch.epoch, acked, resend_from=acked + 1 if acked < last else None)


@retried
def refused(house: House, door_id: str, channel: str, error: ContractError) -> None:
    """Record that a door said something nobody can read; the message is dropped."""
    with house.unit_of_work() as uow:
        uow.audit.add(door_id, "message_refused", door_id, channel=channel, error=error.code)
        uow.commit()


def _how_it_stands(report: Report) -> dict[str, Any]:
    until = report.door.hold_until
    return {
        "mode": report.door.mode,
        "hold_until": None if until is None else datetime.fromtimestamp(until, UTC),
        "contact": report.door.contact,
        "pin_off": report.door.pin_off,
    }


def _proved(uow: UnitOfWork, door: Door, raw: bytes, via: str) -> tuple[dict[str, Any], bool]:
    """Return what a report's signature tells, and whether the report is believed. Raises ContractError."""
    fresh = presence.proof(uow, door, raw)
    if fresh is None:
        return {}, via != MQTT or not door.signs
    is_news = presence.is_news(uow, door, fresh)
    newest = {"heard": fresh.heard, "report_number": fresh.number} if is_news else {}
    return {"signs": True, **newest}, via != MQTT or is_news


def _told(
    uow: UnitOfWork, door: Door, batch: EventBatch, event: Event, carried: bool
) -> tuple[DoorEvent, Event]:
    granted = event.data.get("granted")
    told = DoorEvent(
        door_id=door.id,
        epoch=batch.epoch,
        seq=event.seq,
        type=event.type,
        at=datetime.fromtimestamp(event.ts, UTC),
        clock_quality=event.ts_quality,
        granted=granted if isinstance(granted, bool) else None,
        reason=str(event.data.get("reason", ""))[:32],
        data=dict(event.data),
        booking_id=_booking_of(uow, door.venue_id, event),
        is_late=carried or batch.is_late(event),
        cred_ref=event.cred_ref,
    )
    return told, event


def _booking_of(uow: UnitOfWork, venue_id: str, event: Event) -> str | None:
    """Find whose code was used: named by the snapshot, or a token or offline PIN the door never heard of."""
    data = event.data
    if event.cred_ref and (found := uow.access_codes.booking_of(venue_id, code_id=event.cred_ref)):
        return found
    if (qr_id := _octets(data.get("token"))) and (
        found := uow.access_codes.booking_of(venue_id, qr_id=qr_id)
    ):
        return found
    word = _word(data)
    return uow.access_codes.booking_of(venue_id, word=word) if word else None


def _octets(value: object) -> bytes | None:
    try:
        return bytes.fromhex(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _word(data: Mapping[str, object]) -> OfflineWord | None:
    start, dur, seq = (data.get(name) for name in ("start", "dur", "seq"))
    if not (isinstance(start, int) and isinstance(dur, int) and isinstance(seq, int)):
        return None
    try:
        return OfflineWord(start, dur, seq)
    except ContractError:
        return None


def _signed_time(house: House, door: Door, report: Report, now: datetime) -> bytes | None:
    if report.time_nonce is None:
        return None
    seconds = int(now.timestamp())
    return envelope.seal(
        t="time",
        dev=door.id,
        ver=seconds,
        iat=seconds,
        exp=seconds + 60,
        kid=house.keyring.snapshot_kid,
        body=TimeAnswer(report.time_nonce, seconds).to_body(),
        key=house.keyring.snapshot_key,
    )
