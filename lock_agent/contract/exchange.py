"""The topics' twin over HTTPS (§2, §3), for a hall whose uplink lets no MQTT out. The same bytes, carried.

1. The door fetches a challenge: text by which the server knows that it made it, for this door, and when.
2. It signs every request with the key of its certificate: method, path, challenge, a number that only grows,
   and the digest of the body. No clock of the door is in it. The first request with a challenge opens a
   session, which ends with the next one opened; within it no number counts twice.
3. On the way `up` it sends what it says on its topics and is answered at once. On the way `down` it waits
   for what the server has to say: a command, a newer snapshot.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from lock_agent.contract import device_key, topics, wire
from lock_agent.contract.errors import MalformedMessage
from lock_agent.contract.fields import Fields
from lock_agent.contract.topics import Channel

SCHEME = "DGH1"
UP, DOWN = "up", "down"
WAYS = (UP, DOWN)
WAIT_S = 25
"""How long the server keeps a request `down` that it has nothing to answer to; proxies end it after 60."""

LONGEST_UP = 320 * 1024
LONGEST_DOWN = 2 * 1024 * 1024
MOST_MESSAGES = 64
_CHALLENGE = r"[A-Za-z0-9_-]{16,80}"
_PROOF = re.compile(rf"{SCHEME} ({_CHALLENGE}) ([0-9]{{1,15}}) ((?:[0-9a-f]{{2}}){{8,72}})")

Message = tuple[Channel, bytes]
Versions = Mapping[str, int]


def path_of(device: str, way: str) -> str:
    """Return where a door asks."""
    return f"/dgh/1/d/{device}/{way}"


@dataclass(frozen=True, slots=True)
class Proof:
    """Who asks: the device that could sign this, the `number`-th time in the session of `challenge`."""

    challenge: str
    number: int
    signature: bytes = field(repr=False)

    def to_header(self) -> str:
        """Return it as the header `Authorization`."""
        return f"{SCHEME} {self.challenge} {self.number} {self.signature.hex()}"

    def check(self, public_key: ec.EllipticCurvePublicKey, path: str, body: bytes) -> None:
        """Raise `SignatureInvalid` unless this key asked exactly this at this address."""
        device_key.check(public_key, self.signature, _signed(path, self.challenge, self.number, body))


def prove(key: ec.EllipticCurvePrivateKey, path: str, challenge: str, number: int, body: bytes) -> Proof:
    """Sign a request."""
    return Proof(challenge, number, device_key.sign(key, _signed(path, challenge, number, body)))


def parse_proof(header: str) -> Proof:
    """Read the header `Authorization`. Raises `MalformedMessage`."""
    found = _PROOF.fullmatch(header)
    if found is None:
        raise MalformedMessage("authorization")
    return Proof(found[1], int(found[2]), bytes.fromhex(found[3]))


def parse_challenge(raw: bytes) -> str:
    """Read what the server answers who wants to begin. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=1024), known="challenge", where="challenge")
    return fields.text("challenge", 80, _CHALLENGE)


def challenge_body(challenge: str) -> bytes:
    """Return that answer."""
    return wire.proved(wire.dump({"challenge": challenge}), parse_challenge)


def pack(messages: Iterable[Message], *, pause: int = 0) -> bytes:
    """Return messages as a body; `pause` asks the door to wait so many seconds before it asks again."""
    told = [{"on": channel.value, "is": raw.decode()} for channel, raw in messages]
    return wire.dump({"messages": told, "pause": pause})


def unpack(raw: bytes, *, way: str, limit: int) -> tuple[Message, ...]:
    """Read the messages of one direction, `up` or `dn`; each is as large as its topic allows at most.

    Raises `MalformedMessage`.
    """
    fields = Fields(wire.load(raw, limit=limit), known="messages pause", where="exchange")
    return fields.items("messages", lambda value: _message(value, way), MOST_MESSAGES)


def pause_of(raw: bytes) -> int:
    """Return how many seconds the server wants to be left alone. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=LONGEST_DOWN), known="messages pause", where="exchange")
    return fields.integer("pause", 0, 3600) if fields.has("pause") else 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A door waits for news: it was given these versions of its snapshots; for `wait` seconds at most."""

    since: Versions
    wait: int = WAIT_S

    def to_body(self) -> bytes:
        """Return the body."""
        return wire.dump({"since": dict(self.since), "wait": self.wait})


def parse_waiting(raw: bytes) -> Waiting:
    """Read what a waiting door says. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=1024), known="since wait", where="waiting")
    since = Fields(fields.object("since"), known="cfg creds", where="since")
    return Waiting(
        {kind: since.integer(kind) for kind in ("cfg", "creds") if since.has(kind)},
        fields.integer("wait", 0, WAIT_S),
    )


def _message(value: object, way: str) -> Message:
    fields = Fields(value, known="on is", where="message")
    channel = Channel(fields.choice("on", tuple(one.value for one in Channel if one.value.startswith(way))))
    try:
        raw = fields.text("is", topics.max_bytes(channel)).encode()
    except UnicodeEncodeError as error:
        raise MalformedMessage("message.is") from error
    if len(raw) > topics.max_bytes(channel):
        raise MalformedMessage("message.is")
    return channel, raw


def _signed(path: str, challenge: str, number: int, body: bytes) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    return f"dgh1-https\nPOST\n{path}\n{challenge}\n{number}\n{digest}".encode()
