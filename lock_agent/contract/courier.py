"""What somebody carries between server and a hall without network: signed state down, events up.

A bag is a file: one line of JSON that says whose it is, then its body, again JSON. Snapshots in it carry the
server's signature as always; the rest is believed by its HMAC-SHA256 with a key that both sides derive from
the secret of the hall, the door's name and the direction.
"""

import hashlib
import hmac
from dataclasses import dataclass

from lock_agent.contract import wire
from lock_agent.contract.errors import (
    MalformedMessage,
    MessageTooLarge,
    SignatureInvalid,
    WrongDevice,
    WrongType,
)
from lock_agent.contract.fields import Fields
from lock_agent.contract.topics import DEVICE_ID

TO_DOOR, FROM_DOOR = "to_door", "from_door"
LONGEST = 4 * 1024 * 1024
"""Bytes of a bag."""
MOST_BATCHES = 60
"""Of at most 32 KiB each: what does not fit is carried the next time."""
_HEADER = 512
_MAC_BYTES = 32


@dataclass(frozen=True, slots=True)
class DownBag:
    """What goes to the door: signed snapshots as they are, and what the server has stored of its events."""

    cfg: bytes | None
    creds: bytes | None
    ack: bytes | None


@dataclass(frozen=True, slots=True)
class UpBag:
    """What comes from the door: what is in force there (a report), and batches of its events."""

    report: bytes
    batches: tuple[bytes, ...]


def pack_down(bag: DownBag, *, device: str, k_door: bytes) -> bytes:
    """Return the file that goes to a door."""
    parts = {"cfg": bag.cfg, "creds": bag.creds, "ack": bag.ack}
    body = {name: raw.decode() for name, raw in parts.items() if raw is not None}
    return _seal(wire.dump(body), device=device, k_door=k_door, direction=TO_DOOR)


def pack_up(bag: UpBag, *, device: str, k_door: bytes) -> bytes:
    """Return the file that comes from a door."""
    body = {"report": bag.report.decode(), "batches": [raw.decode() for raw in bag.batches]}
    return _seal(wire.dump(body), device=device, k_door=k_door, direction=FROM_DOOR)


def unpack_down(raw: bytes, *, device: str, k_door: bytes) -> DownBag:
    """Read a file at the door. Raises MalformedMessage, WrongDevice, WrongType, SignatureInvalid."""
    body = _open(raw, device=device, k_door=k_door, direction=TO_DOOR)
    fields = Fields(wire.load(body, limit=LONGEST), known="cfg creds ack", where="bag")
    return DownBag(*(_part(fields, name) for name in ("cfg", "creds", "ack")))


def unpack_up(raw: bytes, *, device: str, k_door: bytes) -> UpBag:
    """Read a file at the server. Raises MalformedMessage, WrongDevice, WrongType, SignatureInvalid."""
    body = _open(raw, device=device, k_door=k_door, direction=FROM_DOOR)
    fields = Fields(wire.load(body, limit=LONGEST), known="report batches", where="bag")
    report = _part(fields, "report")
    if report is None:
        raise MalformedMessage("bag.report")
    return UpBag(report, fields.items("batches", _text, MOST_BATCHES))


def device_of(raw: bytes) -> str:
    """Return the door a file says it belongs to; nothing of it is believed yet. Raises MalformedMessage."""
    return _split(raw)[0].text("dev", 32, DEVICE_ID.pattern)


def _seal(body: bytes, *, device: str, k_door: bytes, direction: str) -> bytes:
    mac = _mac(body, device=device, k_door=k_door, direction=direction)
    return wire.dump({"t": direction, "dev": device, "mac": mac.hex()}) + b"\n" + body


def _open(raw: bytes, *, device: str, k_door: bytes, direction: str) -> bytes:
    header, body = _split(raw)
    if header.text("dev", 32, DEVICE_ID.pattern) != device:
        raise WrongDevice("bag")
    if header.choice("t", (TO_DOOR, FROM_DOOR)) != direction:
        raise WrongType("bag")
    mac = header.octets("mac", _MAC_BYTES)
    if not hmac.compare_digest(mac, _mac(body, device=device, k_door=k_door, direction=direction)):
        raise SignatureInvalid("bag")
    return body


def _split(raw: bytes) -> tuple[Fields, bytes]:
    if len(raw) > LONGEST:
        raise MessageTooLarge(f"{len(raw)} bytes, at most {LONGEST}")
    header, _, body = raw.partition(b"\n")
    return Fields(wire.load(header, limit=_HEADER), known="t dev mac", where="bag"), body


def _mac(body: bytes, *, device: str, k_door: bytes, direction: str) -> bytes:
    key = hmac.digest(k_door, f"dgh-courier1/{direction}/{device}".encode(), hashlib.sha256)
    return hmac.digest(key, body, hashlib.sha256)


def _part(fields: Fields, name: str) -> bytes | None:
    return fields.text(name, LONGEST).encode() if fields.has(name) else None


def _text(value: object) -> bytes:
    if not isinstance(value, str):
        raise MalformedMessage("bag.batches")
    return value.encode()
