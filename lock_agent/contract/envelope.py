"""The signed envelope (§3): the same bytes over MQTT, HTTPS and USB stick."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lock_agent.contract import wire
from lock_agent.contract.errors import (
    MalformedMessage,
    SignatureInvalid,
    StaleVersion,
    UnknownKey,
    WrongDevice,
    WrongType,
)
from lock_agent.contract.fields import Fields
from lock_agent.contract.topics import DEVICE_ID

MAX_ENVELOPE = 4 * (wire.MAX_BODY // 3 + 1) + 1024
NOTHING_APPLIED = -1
_TYPE = r"[a-z]{1,16}"
_KEY_ID = r"[A-Za-z0-9._-]{1,16}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A body and who signed it for whom. Snapshots of any age are applied: `exp` ends commands and warns."""

    t: str
    dev: str
    ver: int
    iat: int
    exp: int
    kid: str
    body: bytes
    sig: bytes

    def signed_bytes(self) -> bytes:
        """Return what the signature covers: the header, a line each, and the raw body."""
        header = ("dgh1", self.t, self.dev, str(self.ver), str(self.iat), str(self.exp), self.kid, "")
        return "\n".join(header).encode() + self.body


def seal(
    *, t: str, dev: str, ver: int, iat: int, exp: int, kid: str, body: bytes, key: Ed25519PrivateKey
) -> bytes:
    """Sign `body` for one door and return the bytes to send; raise `ContractError` if no door reads them."""
    unsigned = Envelope(t, dev, ver, iat, exp, kid, body, b"")
    sig = key.sign(unsigned.signed_bytes())
    fields = {"t": t, "dev": dev, "ver": ver, "iat": iat, "exp": exp, "kid": kid}
    raw = wire.dump({**fields, "body": _b64(body), "sig": _b64(sig)})
    return wire.proved(raw, parse_envelope)


def parse_envelope(raw: bytes) -> Envelope:
    """Read an envelope without believing it; `verify` decides that."""
    fields = Fields(
        wire.load(raw, limit=MAX_ENVELOPE), known="t dev ver iat exp kid body sig", where="envelope"
    )
    envelope = Envelope(
        t=fields.text("t", 16, _TYPE),
        dev=fields.text("dev", 32, DEVICE_ID.pattern),
        ver=fields.integer("ver"),
        iat=fields.time("iat"),
        exp=fields.time("exp"),
        kid=fields.text("kid", 16, _KEY_ID),
        body=_unb64(fields.text("body", MAX_ENVELOPE)),
        sig=_unb64(fields.text("sig", 88)),
    )
    if len(envelope.sig) != 64 or envelope.exp < envelope.iat:
        raise MalformedMessage("envelope")
    return envelope


def verify(
    envelope: Envelope,
    keys: Mapping[str, Ed25519PublicKey],
    *,
    t: str,
    dev: str,
    applied_ver: int = NOTHING_APPLIED,
) -> None:
    """Return only if the envelope is a `t` for `dev`, signed by a pinned key, newer than `applied_ver`.

    Commands and time answers carry no running version: leave `applied_ver` out, their session or
    nonce protects them. Raises `UnknownKey`, `SignatureInvalid`, `WrongType`, `WrongDevice`, `StaleVersion`.
    """
    key = keys.get(envelope.kid)
    if key is None:
        raise UnknownKey(envelope.kid)
    try:
        key.verify(envelope.sig, envelope.signed_bytes())
    except InvalidSignature as error:
        raise SignatureInvalid(envelope.t) from error
    if envelope.t != t:
        raise WrongType(envelope.t)
    if envelope.dev != dev:
        raise WrongDevice(envelope.dev)
    if envelope.ver <= applied_ver:
        raise StaleVersion(f"{envelope.ver} after {applied_ver}")


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unb64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise MalformedMessage("base64") from error
    if _b64(raw) != text:  # two spellings of one message would escape comparison by bytes
        raise MalformedMessage("base64")
    return raw
