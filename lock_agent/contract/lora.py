"""Frames of LoRaWAN, the last thread to a door: revocations and the time down, what became of them up.

A frame fits into 51 bytes, the least a device may be sent in Europe (EU868, DR0). The network's own keys are
trusted with nothing: each frame ends with the first eight bytes of an HMAC-SHA256 over all before them. Its
key is HKDF-SHA256(K_radio, salt none, info "dgh-lora1/" direction "/" door, 32). K_radio is given to one
device at its enrolment and to no other: K_door is known to all doors of a hall, and tells none of them apart.
Numbers are big endian.

Down: u8 0x11, u32 counter, u32 made at (epoch s), u32 version of the credential snapshot that says all of it
itself, operations, MAC. Operations: 0x01 and the 5 bytes of a QR id; 0x02, a QR id and an offline word (u24
start, u8 four times the place of its duration plus its issue); 0x03 and the 8 bytes of a held code's name.
Up: u8 0x12, u64 number, u32 counter last taken, u32 version in force, u32 the door's time, u16 hours since
that version was signed, u16 revocations kept, u8 clock (0 ok, 1 degraded, 2 untrusted), MAC.

There is no operation that grants. A revocation names one code by what no other code ever had, so none can hit
the code next to it. Counters only grow; a frame that comes twice, late or not at all takes nothing back. Of
two with the same counter the first counts, whatever the second says: it is answered as one that comes twice.
A counter is at most 65536 above the greater of `made at` and the one taken last: so no single frame, however
it was made, uses up what is left of them.
"""

import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lock_agent.contract.errors import (
    MalformedCredential,
    MalformedMessage,
    MessageTooLarge,
    SignatureInvalid,
    UnsupportedVersion,
)
from lock_agent.contract.events import Quality
from lock_agent.contract.offline_pin import DURATIONS, ISSUES, SECRET_BYTES, OfflineWord
from lock_agent.contract.wire import LATEST_TIME

LONGEST = 51
MAC_BYTES = 8
PORT = 17
"""The FPort of our frames; what comes on others is somebody else's."""
LAST_COUNTER = 2**32 - 1
LAST_VERSION = 2**32 - 1
LAST_NUMBER = 2**63 - 1
FURTHEST = 2**16
"""A counter further above both its own time and the one taken last is none of an honest server's."""

_DOWN, _UP = 0x11, 0x12
_HEAD = struct.Struct(">BIII")
_ANSWER = struct.Struct(">BQIIIHHB")
_TOKEN, _TOKEN_AND_WORD, _HELD = 1, 2, 3
_TOKEN_BYTES, _WORD_BYTES, _REF_BYTES = 5, 4, 8
_SIZES = {_TOKEN: _TOKEN_BYTES, _TOKEN_AND_WORD: _TOKEN_BYTES + _WORD_BYTES, _HELD: _REF_BYTES}
_QUALITIES = (Quality.OK, Quality.DEGRADED, Quality.UNTRUSTED)


@dataclass(frozen=True, slots=True, order=True)
class CodeRevoked:
    """A booking's code in all its forms: by its QR id, and its offline word where the door knows neither."""

    token: bytes
    word: OfflineWord | None = None


@dataclass(frozen=True, slots=True, order=True)
class HeldRevoked:
    """A code held for good, by the server's name for it: sixteen hex digits."""

    ref: str


Revoked = CodeRevoked | HeldRevoked


@dataclass(frozen=True, slots=True)
class DownFrame:
    """What a door is told. `covered_by` is the version of the snapshot from which on it is said by that."""

    counter: int
    made_at: int
    covered_by: int
    revoked: tuple[Revoked, ...] = ()


@dataclass(frozen=True, slots=True)
class UpFrame:
    """What a door answers: the counter it took last, what is in force there, and how its clock is.

    `number` grows with every answer; `age_h` are the hours since its snapshot was signed, by its own clock.
    """

    number: int
    counter: int
    version: int
    at: int
    age_h: int
    kept: int
    clock: Quality


def key_of(device: str, k_radio: bytes, *, down: bool) -> bytes:
    """Return the key of one door and direction. Raises `MalformedMessage` where there is no secret."""
    if len(k_radio) != SECRET_BYTES:
        raise MalformedMessage("lora: key")  # from nothing everybody derives the same
    info = f"dgh-lora1/{'down' if down else 'up'}/{device}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(k_radio)


def is_ahead(frame: DownFrame, taken: int) -> bool:
    """Return whether a frame's counter is too far above its time and the counter taken last."""
    return frame.counter > max(frame.made_at, taken) + FURTHEST


def most(revoked: Sequence[Revoked]) -> int:
    """Return how many of the first of these one frame carries."""
    room = LONGEST - MAC_BYTES - _HEAD.size
    for place, one in enumerate(revoked):
        room -= len(_operation(one))
        if room < 0:
            return place
    return len(revoked)


def seal_down(frame: DownFrame, *, device: str, k_radio: bytes) -> bytes:
    """Return the bytes for a door; raise `MalformedMessage` for what none would read as it is meant."""
    operations = b"".join(map(_operation, frame.revoked))
    try:
        body = _HEAD.pack(_DOWN, frame.counter, frame.made_at, frame.covered_by) + operations
    except struct.error as error:
        raise MalformedMessage("lora") from error
    raw = _sealed(body, key_of(device, k_radio, down=True))
    if open_down(raw, device=device, k_radio=k_radio) != frame:
        raise MalformedMessage("lora: ambiguous")
    return raw


def open_down(raw: bytes, *, device: str, k_radio: bytes) -> DownFrame:
    """Read a frame at the door. Raises `SignatureInvalid`, `MalformedMessage`; the MAC comes first."""
    body = _opened(raw, key_of(device, k_radio, down=True))
    if body[:1] != bytes([_DOWN]):
        raise UnsupportedVersion("lora")
    if len(body) < _HEAD.size:
        raise MalformedMessage("lora: length")
    _, counter, made_at, covered_by = _HEAD.unpack_from(body)
    if made_at > LATEST_TIME or counter == 0:
        raise MalformedMessage("lora: head")
    return DownFrame(counter, made_at, covered_by, _operations(body[_HEAD.size :]))


def seal_up(frame: UpFrame, *, device: str, k_radio: bytes) -> bytes:
    """Return the bytes for the server; raise `MalformedMessage` for what it would not read."""
    numbers = (frame.number, frame.counter, frame.version, frame.at)
    small = (min(frame.age_h, 0xFFFF), min(frame.kept, 0xFFFF), _QUALITIES.index(frame.clock))
    try:
        raw = _sealed(_ANSWER.pack(_UP, *numbers, *small), key_of(device, k_radio, down=False))
    except struct.error as error:
        raise MalformedMessage("lora") from error
    open_up(raw, device=device, k_radio=k_radio)
    return raw


def open_up(raw: bytes, *, device: str, k_radio: bytes) -> UpFrame:
    """Read an answer at the server. Raises `SignatureInvalid`, `MalformedMessage`; the MAC comes first."""
    body = _opened(raw, key_of(device, k_radio, down=False))
    if body[:1] != bytes([_UP]):
        raise UnsupportedVersion("lora")
    if len(body) != _ANSWER.size:
        raise MalformedMessage("lora: length")
    _, number, counter, version, at, age_h, kept, clock = _ANSWER.unpack(body)
    if number > LAST_NUMBER or at > LATEST_TIME or clock >= len(_QUALITIES):
        raise MalformedMessage("lora: answer")
    return UpFrame(number, counter, version, at, age_h, kept, _QUALITIES[clock])


def _sealed(body: bytes, key: bytes) -> bytes:
    return body + hmac.digest(key, body, hashlib.sha256)[:MAC_BYTES]


def _opened(raw: bytes, key: bytes) -> bytes:
    if len(raw) > LONGEST:
        raise MessageTooLarge(f"{len(raw)} bytes, at most {LONGEST}")
    if len(raw) <= MAC_BYTES:
        raise MalformedMessage("lora: length")
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not hmac.compare_digest(mac, hmac.digest(key, body, hashlib.sha256)[:MAC_BYTES]):
        raise SignatureInvalid("lora")
    return body


def _operation(one: Revoked) -> bytes:
    try:
        if isinstance(one, HeldRevoked):
            return bytes([_HELD]) + bytes.fromhex(one.ref)
        if one.word is None:
            return bytes([_TOKEN]) + one.token
        place = ISSUES * DURATIONS.index(one.word.dur) + one.word.seq
        return bytes([_TOKEN_AND_WORD]) + one.token + one.word.start.to_bytes(3) + bytes([place])
    except (ValueError, OverflowError) as error:
        raise MalformedMessage("lora: operation") from error


def _operations(rest: bytes) -> tuple[Revoked, ...]:
    found: list[Revoked] = []
    while rest:
        kind, rest = rest[0], rest[1:]
        size = _SIZES.get(kind)
        if size is None or len(rest) < size:
            raise MalformedMessage("lora: operation")
        found.append(_read(kind, rest[:size]))
        rest = rest[size:]
    return tuple(found)


def _read(kind: int, raw: bytes) -> Revoked:
    if kind == _HELD:
        return HeldRevoked(raw.hex())
    token, word = raw[:_TOKEN_BYTES], raw[_TOKEN_BYTES:]
    if not word:
        return CodeRevoked(token)
    place, issue = divmod(word[3], ISSUES)
    if place >= len(DURATIONS):
        raise MalformedMessage("lora: word")
    try:
        return CodeRevoked(token, OfflineWord(int.from_bytes(word[:3]), DURATIONS[place], issue))
    except MalformedCredential as error:
        raise MalformedMessage("lora: word") from error
