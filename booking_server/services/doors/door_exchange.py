"""The topics' twin over HTTPS at the server: the device's key proves who asks, then it is as with a broker.

A proxy ends TLS before us, so no client certificate is seen: each request carries a signature instead (door
protocol, section 3, `lock_agent.contract.exchange`). No clock of the door is needed, nothing counts twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from booking_server.domain.doors import HTTPS
from booking_server.domain.errors import ChallengeOver, DeviceRefused
from booking_server.services.doors import door_messages, remote_release
from booking_server.services.doors.device_enrolment import NOT_THIS_KEY
from booking_server.services.doors.device_keys import keys_of
from booking_server.services.foundation.house import House
from booking_server.services.foundation.retrying import retried
from booking_server.storage.repositories.door_sessions import DoorSession
from booking_server.storage.unit_of_work import UnitOfWork
from lock_agent.contract.errors import SignatureInvalid
from lock_agent.contract.exchange import Message, Proof, Versions
from lock_agent.contract.topics import Channel

CHALLENGE_LIFE = timedelta(seconds=60)
SESSION_LIFE = timedelta(hours=1)
PURPOSE = "door challenge"
MOST_COMMANDS = 8
_STAMP = 12
"""Hexadecimal digits of the moment a challenge begins with (ms since 1970)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a device, with nothing in it believed yet."""

    door_id: str
    way: str
    path: str
    proof: Proof
    body: bytes


def challenge(house: House, door_id: str) -> str:
    """Return text that shows later that it was made here, for this door, and when. Nothing is stored."""
    stamp = f"{int(house.clock().timestamp() * 1000):0{_STAMP}x}"
    return stamp + house.keyring.token(PURPOSE, f"{door_id}|{stamp}")


@retried
def admit(house: House, asked: Asked) -> None:
    """Let a request of the device itself in, once. Raises DeviceRefused, ChallengeOver.

    1. The key of the door's own certificate signed it; of a device that was shut out none counts.
    2. It continues the session, with a number above the last; or it opens one with a younger challenge.
    """
    with house.unit_of_work() as uow:
        _demand_signature(uow, asked)
        proof, known = asked.proof, uow.door_sessions.locked(asked.door_id, asked.way)
        if known is not None and known.challenge == proof.challenge:
            session = replace(known, number=_above(known.number, proof))
            opened_for = uow.now.timestamp() * 1000 - known.opened_ms
            if opened_for > SESSION_LIFE / timedelta(milliseconds=1):
                raise ChallengeOver("Diese Sitzung ist zu alt.")
        else:
            made = _made_ms(house, uow, asked)
            if known is not None and made <= known.opened_ms:
                raise ChallengeOver("Diese Frage ist älter als die letzte Sitzung.")
            session = DoorSession(asked.door_id, asked.way, proof.challenge, made, proof.number)
        uow.door_sessions.save(session)
        uow.commit()


def take(house: House, door_id: str, messages: Sequence[Message]) -> tuple[Message, ...]:
    """Store what an admitted door says, in order, and return what is to be answered."""
    answers: list[Message] = []
    for channel, raw in messages:
        door_messages.take(
            house, door_id, channel, raw, send=lambda on, _, body: answers.append((on, body)), via=HTTPS
        )
    return tuple(answers)


def still_waits(house: House, asked: Asked) -> bool:
    """Tell whether an admitted request may go on waiting, or a newer one of the same door has come.

    Raises DeviceRefused as soon as the device is shut out.
    """
    with house.reading() as uow:
        session = uow.door_sessions.find(asked.door_id, asked.way)
        if not keys_of(uow, asked.door_id):
            raise DeviceRefused(NOT_THIS_KEY)
    mine = (asked.proof.challenge, asked.proof.number)
    return session is not None and (session.challenge, session.number) == mine


def news(house: House, door_id: str, since: Versions) -> tuple[Message, ...]:
    """Return what a waiting door is to hear: commands, each once, and snapshots newer than it was given."""
    with house.reading() as uow:
        door = uow.doors.get(door_id)
        commands = uow.door_commands.asked(door_id)[:MOST_COMMANDS]
        applied = {"cfg": door.applied_cfg, "creds": door.applied_creds}
        snapshots = [
            (door_messages.SNAPSHOTS[kind], found.envelope)
            for kind in ("cfg", "creds")
            if (found := uow.doors.snapshot(door_id, kind))
            and found.version > max(applied[kind], since.get(kind, 0))
        ]
    sealed = [remote_release.sealed(house, command) for command in commands]
    return (*((Channel.CMD, order[1]) for order in sealed if order is not None), *snapshots)


def _demand_signature(uow: UnitOfWork, asked: Asked) -> None:
    for key in keys_of(uow, asked.door_id):
        try:
            asked.proof.check(key, asked.path, asked.body)
        except SignatureInvalid:
            continue
        return
    raise DeviceRefused(NOT_THIS_KEY)


def _above(last: int, proof: Proof) -> int:
    if proof.number <= last:
        raise DeviceRefused("Diese Nachricht kam schon einmal.")
    return proof.number


def _made_ms(house: House, uow: UnitOfWork, asked: Asked) -> int:
    """Return when a challenge of ours was made. Raises ChallengeOver for any other and for an old one."""
    stamp, token = asked.proof.challenge[:_STAMP], asked.proof.challenge[_STAMP:]
    if not house.keyring.accepts(token, PURPOSE, f"{asked.door_id}|{stamp}"):
        raise ChallengeOver("Diese Frage haben wir nicht gestellt.")
    made = int(stamp, 16)
    age = uow.now.timestamp() * 1000 - made
    if not 0 <= age + 1000 <= CHALLENGE_LIFE / timedelta(milliseconds=1):
        raise ChallengeOver("Diese Frage ist zu alt.")
    return made
