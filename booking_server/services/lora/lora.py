"""The last thread to a door: what it is to be told over LoRaWAN, and what its answers say.

Nothing is remembered but which revocation went with which frame: what is to be sent follows each time from
the codes that are revoked and the snapshots the door has acknowledged, over whatever way.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from booking_server.domain.doors import Door
from booking_server.domain.lora import LoraDoor, PendingRevocation, is_worth_noting, until_tomorrow
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.services.promises import snapshots
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract import lora
from lock_agent.contract.errors import ContractError
from lock_agent.contract.lora import CodeRevoked, DownFrame, HeldRevoked, Revoked, UpFrame
from lock_agent.contract.offline_pin import OfflineWord

KIND = "lora"


@dataclass(frozen=True, slots=True)
class Sending:
    """A frame and where it goes; `asks` says that it is sent again until the door has answered."""

    door: LoraDoor
    raw: bytes
    asks: bool


@dataclass(frozen=True, slots=True)
class NotNow:
    """The door was sent as much today as it may be."""

    wait: timedelta


def next_frame(house: House, door_id: str, *, is_doubted: bool = False) -> Sending | NotNow | None:
    """Make the next frame for a door and note what it carries; None when there is nothing to say.

    For a door that `is_doubted` one is made all the same: its answer to that is no repetition.
    It counts once the network has taken it: see note_sent(). The snapshot is made first: a frame names the
    version from which on it is said by that.
    """
    snapshots.refresh(house, door_id, _to_nobody)
    return _make(house, door_id, is_doubted=is_doubted)


@retried
def take(house: House, municipality_id: str, dev_eui: str, raw: bytes) -> None:
    """Believe a door's answer. What is not from it is noted, and changes nothing else."""
    with house.unit_of_work() as uow:
        known = _named(uow, municipality_id, dev_eui)
        if known is None:
            return
        try:
            answer = lora.open_up(raw, device=known.door_id, k_radio=_secret(house, uow, known.door_id))
        except ContractError:
            _refuse(uow, known)
        else:
            if answer.number == known.number:
                return  # the network repeats itself
            if known.is_news(answer.number, answer.counter):
                _believe(uow, known, answer)
            else:
                _doubt(uow, known, answer)
        uow.commit()


@retried
def note_sent(house: House, door_id: str) -> None:
    """Note that the network has taken a frame: it is one of today's, and the time is told."""
    with house.unit_of_work() as uow:
        known = uow.lora.to_change(door_id)
        if known is not None:
            day, frames = known.frames_after(uow.now)
            uow.lora.save(replace(known, day=day, frames=frames, sent_at=uow.now))
            uow.commit()


@retried
def note_aired(house: House, municipality_id: str, dev_eui: str) -> None:
    """Note that a gateway says it has sent something to a door; it proves nothing."""
    with house.unit_of_work() as uow:
        known = _named(uow, municipality_id, dev_eui)
        if known is not None and is_worth_noting(known.aired_at, uow.now):
            uow.lora.save(replace(known, aired_at=uow.now))
            uow.commit()


@retried
def give_up(house: House, door_id: str) -> None:
    """Note that the door has not answered for so long that a person is to look."""
    with house.unit_of_work() as uow:
        known = uow.lora.to_change(door_id)
        if known is not None:
            uow.lora.save(replace(known, parked_at=uow.now))
            uow.commit()


def pending(uow: UnitOfWork, door: Door) -> tuple[PendingRevocation, ...]:
    """Return the revocations a door has neither in a snapshot nor over the radio.

    Whose last try is the longest ago comes first, of those without one the codes held for good.
    What the newest snapshot does not reach is none: the door would drop with it what it was told.
    """
    newest = uow.doors.snapshot(door.id, "creds")
    is_newest = newest is not None and door.applied_creds >= newest.version
    made_at = newest.made_at if newest is not None and is_newest else None
    until = newest.covers_until if newest is not None else None
    taken = uow.lora.taken(door.id)
    found = uow.lora.pending(door.id, door.applied_creds, made_at=made_at, until=until)
    last = uow.lora.last_sent(door.id)
    left = [one for one in found if one.code_id not in taken]
    return tuple(sorted(left, key=lambda one: (last.get(one.code_id, 0), one.qr_id is not None)))


def to_tell(uow: UnitOfWork, door: Door) -> tuple[PendingRevocation, ...]:
    """Return the pending revocations that are to go over the radio: a door that is online has some time."""
    is_online = door.is_online(uow.now)
    return tuple(one for one in pending(uow, door) if not is_online or one.is_overdue(uow.now))


def wants_time(uow: UnitOfWork, door: Door, known: LoraDoor) -> bool:
    """Whether a door that nobody hears otherwise is to be told the time."""
    return known.is_time_due(uow.now) and not door.is_online(uow.now)


@retried
def _make(house: House, door_id: str, *, is_doubted: bool) -> Sending | NotNow | None:
    with house.unit_of_work() as uow:
        door, known = uow.doors.get(door_id), uow.lora.to_change(door_id)
        newest = uow.doors.snapshot(door_id, "creds")
        if known is None or not known.is_on or newest is None:
            return None
        waiting = to_tell(uow, door)
        if not (waiting or is_doubted or wants_time(uow, door, known)):
            return None
        if known.begins_again(waiting):
            known = replace(known, parked_at=None)
        if known.frames_left(uow.now) <= 0:
            return NotNow(until_tomorrow(uow.now))
        revoked = [_revoked(one) for one in waiting]
        carried = lora.most(revoked)
        made_at, counter = int(uow.now.timestamp()), known.next_counter(uow.now)
        frame = DownFrame(counter, made_at, newest.version, tuple(revoked[:carried]))
        raw = lora.seal_down(frame, device=door_id, k_radio=_secret(house, uow, door_id))
        known = replace(known, counter=counter)
        uow.lora.save(known)
        uow.lora.sent(door_id, [one.code_id for one in waiting[:carried]], counter)
        uow.commit()
    return Sending(known, raw, asks=bool(revoked) and known.parked_at is None)


def _believe(uow: UnitOfWork, known: LoraDoor, answer: UpFrame) -> None:
    if answer.counter < known.taken or answer.number < known.number:
        uow.lora.forget(known.door_id)  # it has lost its memory: everything is to be said again
    uow.lora.take(known.door_id, answer.counter)
    said = {"number": answer.number, "version": answer.version, "age_h": answer.age_h, "kept": answer.kept}
    heard = {"taken": answer.counter, "clock": answer.clock.value, "heard_at": uow.now}
    is_anew = known.begins_anew(answer.counter, uow.now)
    parked_at = None if is_anew else known.parked_at
    uow.lora.save(replace(known, **said, **heard, parked_at=parked_at))  # type: ignore[arg-type]
    if is_anew:
        uow.outbox.hasten(KIND, known.door_id)


def _doubt(uow: UnitOfWork, known: LoraDoor, answer: UpFrame) -> None:
    """Refuse what is not new. Ask the door: if its card was brought back, codes are open there again."""
    _refuse(uow, known)
    if known.is_worth_asking(answer.number, uow.now) and known.door_id not in uow.outbox.waiting(KIND):
        uow.outbox.add(KIND, known.door_id, is_doubted=True)


def _refuse(uow: UnitOfWork, known: LoraDoor) -> None:
    if is_worth_noting(known.refused_at, uow.now):
        uow.lora.save(replace(known, refused_at=uow.now))


def _named(uow: UnitOfWork, municipality_id: str, dev_eui: str) -> LoraDoor | None:
    for one in uow.lora.of_town(municipality_id):
        if one.is_on and one.dev_eui == dev_eui:
            return uow.lora.to_change(one.door_id)
    return None


def _revoked(one: PendingRevocation) -> Revoked:
    if one.qr_id is None:
        return HeldRevoked(one.code_id)
    return CodeRevoked(one.qr_id, OfflineWord(*one.word) if one.word else None)


def _secret(house: House, uow: UnitOfWork, door_id: str) -> bytes:
    door = uow.doors.get(door_id)
    return house.keyring.radio_secret(door.id, door.epoch)


def _to_nobody(_door_id: str, _kind: str, _envelope: bytes) -> None:
    """Who publishes snapshots does it; here they are only made."""
