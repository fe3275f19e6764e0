"""How a device gets its identity (§12): a one-time token, a key pair of its own, a code two people compare.

1. The device makes a key and sends a `Claim`: the token and a certificate request for its public key.
2. Both sides show `match_code`; a person at the desk types what the device shows.
3. The device asks with a `Question`, signed with its key, until the `Answer` brings what it was given.
4. Before half of its certificate's life is over it sends a `Renewal`, signed with the key it has.

A token seen by somebody else is of no use after the claim: only the key that claimed it is answered.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lock_agent.contract import device_key, wire
from lock_agent.contract.enrolment import Enrolment, parse_enrolment
from lock_agent.contract.errors import MalformedMessage
from lock_agent.contract.fields import Fields
from lock_agent.contract.topics import DEVICE_ID

TOKEN_BYTES = 16
TOKEN_LIFE_S = 72 * 3600
LONGEST = 64 * 1024
"""Bytes of the longest body of an enrolment, either way."""

LONGEST_REQUEST = 4096
SKEW_S = 15 * 60
"""How far the clock of a device that asks may be off; a new one has none but the network's."""

_GROUP = 4
_CODES = 10_000


class Stage(StrEnum):
    """How far an enrolment has come, as the device is told."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


def new_token() -> bytes:
    """Return a fresh token of 128 bits."""
    return secrets.token_bytes(TOKEN_BYTES)


def say_token(token: bytes) -> str:
    """Return a token as it is shown and typed: base32 in groups of four."""
    text = base64.b32encode(token).decode().rstrip("=")
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read_token(typed: str) -> bytes:
    """Read a token as typed: case, spaces and hyphens do not matter. Raises `MalformedMessage`."""
    text = "".join(typed.split()).replace("-", "").upper()
    # 0, 1 and 8 are no letters of base32: what was meant is plain.
    text = text.translate(str.maketrans("018", "OIB"))
    try:
        token = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as error:
        raise MalformedMessage("token") from error
    if len(token) != TOKEN_BYTES or say_token(token).replace("-", "") != text:
        raise MalformedMessage("token")
    return token


def token_id(token: bytes) -> str:
    """Return the name of a token: what the server stores, and what a device that claimed it goes by."""
    return hashlib.sha256(b"dgh1-token\n" + token).hexdigest()


def match_code(token: bytes, public_key: bytes) -> str:
    """Return the four digits that both sides show. `public_key` is the device's, in DER."""
    digest = hashlib.sha256(b"dgh1-match\n" + token + public_key).digest()
    return f"{int.from_bytes(digest[:8]) % _CODES:04d}"


def public_key_of(request: str) -> bytes:
    """Return the public key of a certificate request, in DER. Raises `MalformedMessage`.

    Only keys on P-256 are taken, and only from whoever holds the private one.
    """
    try:
        found = x509.load_pem_x509_csr(request.encode())
        key = found.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise MalformedMessage("request: key")
        if not found.is_signature_valid:
            raise MalformedMessage("request: signature")
    except (ValueError, TypeError) as error:
        raise MalformedMessage("request") from error
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class Claim:
    """A device's first word: the token, and the certificate request (PEM) for its own key."""

    token: bytes = field(repr=False)
    request: str

    def to_body(self) -> bytes:
        """Return the body, or raise `MalformedMessage` if no server would take it."""
        values = {"token": self.token.hex(), "request": self.request}
        return wire.proved(wire.dump(values), parse_claim)


def parse_claim(raw: bytes) -> Claim:
    """Read a claim. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=LONGEST), known="token request", where="claim")
    claim = Claim(fields.octets("token", TOKEN_BYTES), fields.text("request", LONGEST_REQUEST))
    public_key_of(claim.request)
    return claim


@dataclass(frozen=True, slots=True)
class Question:
    """Whether it is ready: asked at `iat` (epoch seconds) by the key that claimed the token."""

    token_id: str
    iat: int
    signature: bytes = field(repr=False)

    def to_body(self) -> bytes:
        """Return the body."""
        values = {"token_id": self.token_id, "iat": self.iat, "sig": self.signature.hex()}
        return wire.proved(wire.dump(values), parse_question)

    def check(self, public_key: ec.EllipticCurvePublicKey) -> None:
        """Raise `SignatureInvalid` unless this key asked."""
        device_key.check(public_key, self.signature, _asked(self.token_id, self.iat))


def ask(key: ec.EllipticCurvePrivateKey, token: str, *, iat: int) -> Question:
    """Sign a question about the enrolment that goes by `token` (its id)."""
    return Question(token, iat, device_key.sign(key, _asked(token, iat)))


def parse_question(raw: bytes) -> Question:
    """Read a question. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=LONGEST), known="token_id iat sig", where="question")
    token = fields.text("token_id", 64, "[0-9a-f]{64}")
    return Question(token, fields.time("iat"), device_key.signature_of(fields))


@dataclass(frozen=True, slots=True)
class Renewal:
    """A device asks for its next certificate and for what it must know by now."""

    device: str
    iat: int
    request: str
    signature: bytes = field(repr=False)

    def to_body(self) -> bytes:
        """Return the body."""
        values = {
            "device": self.device,
            "iat": self.iat,
            "request": self.request,
            "sig": self.signature.hex(),
        }
        return wire.proved(wire.dump(values), parse_renewal)

    def check(self, public_key: ec.EllipticCurvePublicKey) -> None:
        """Raise `SignatureInvalid` unless the device's present key asked."""
        device_key.check(public_key, self.signature, _renewing(self.device, self.iat, self.request))


def ask_again(key: ec.EllipticCurvePrivateKey, device: str, request: str, *, iat: int) -> Renewal:
    """Sign a renewal with the device's present key; `request` (PEM) may be for a new one."""
    signed = device_key.sign(key, _renewing(device, iat, request))
    return Renewal(device, iat, request, signed)


def parse_renewal(raw: bytes) -> Renewal:
    """Read a renewal. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=LONGEST), known="device iat request sig", where="renewal")
    request = fields.text("request", LONGEST_REQUEST)
    public_key_of(request)
    device = fields.text("device", 32, DEVICE_ID.pattern)
    return Renewal(device, fields.time("iat"), request, device_key.signature_of(fields))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says. With `READY` come the enrolment, the certificate and its authority (PEM)."""

    stage: Stage
    enrolment: Enrolment | None = None
    certificate: str = ""
    authority: str = ""

    def to_body(self) -> bytes:
        """Return the body."""
        values: dict[str, object] = {"stage": self.stage.value}
        if self.enrolment is not None:
            values["enrolment"] = self.enrolment.to_json().decode()
            values["certificate"] = self.certificate
            values["authority"] = self.authority
        return wire.proved(wire.dump(values), parse_answer)


def parse_answer(raw: bytes) -> Answer:
    """Read an answer. Raises `MalformedMessage`."""
    fields = Fields(
        wire.load(raw, limit=LONGEST), known="stage enrolment certificate authority", where="answer"
    )
    stage = Stage(fields.choice("stage", tuple(Stage)))
    if stage is not Stage.READY:
        return Answer(stage)
    return Answer(
        stage,
        parse_enrolment(fields.text("enrolment", LONGEST).encode()),
        fields.text("certificate", LONGEST),
        fields.text("authority", LONGEST),
    )


def _asked(token: str, iat: int) -> bytes:
    return f"dgh1-enrol\n{token}\n{iat}".encode()


def _renewing(device: str, iat: int, request: str) -> bytes:
    return f"dgh1-renew\n{device}\n{iat}\n{request}".encode()
