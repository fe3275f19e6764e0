"""The two snapshots a door lives by (§2, §4): its settings and its credentials.

A snapshot is complete: it replaces the one before. A list that is missing is an error, never an
empty list, and one bad entry refuses the whole, so that a door never drops good codes by mistake.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lock_agent.contract import wire
from lock_agent.contract.credentials import (
    KeyholderCredential,
    OfflineCredential,
    PinCredential,
    QrCredential,
    read_keyholder,
    read_offline,
    read_pin,
    read_qr,
    read_word,
    word_fields,
)
from lock_agent.contract.errors import MalformedMessage, UnsupportedVersion
from lock_agent.contract.fields import Fields
from lock_agent.contract.offline_pin import OfflineWord

MOST_CREDENTIALS = 4000
"""Entries of one list; the size limit of the message bites first."""

PROFILES = ("A", "B", "C")
LONGEST_PULSE_MS = 8000
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class CfgSnapshot:
    """How a door is set: where it stands, how it opens, whose signatures it believes (raw Ed25519 keys).

    `secret` is the name of the hall's present K_door: a door that holds another one fetches it.
    """

    site: int
    door: int
    pulse_ms: int
    server_keys: Mapping[str, bytes]
    qr_keys: Mapping[int, bytes]
    ntp_servers: tuple[str, ...] = ()
    profile: str = "A"
    hold_open_allowed: bool = False
    secret: str = ""
    v: int = 1

    def to_body(self) -> bytes:
        """Return the body to seal; raise `MalformedMessage` if no door would read it."""
        body = {
            "v": self.v,
            "site": self.site,
            "door": self.door,
            "pulse_ms": self.pulse_ms,
            "server_keys": {kid: key.hex() for kid, key in self.server_keys.items()},
            "qr_keys": {str(kid): key.hex() for kid, key in self.qr_keys.items()},
            "ntp_servers": list(self.ntp_servers),
            "profile": self.profile,
            "hold_open_allowed": self.hold_open_allowed,
        }
        if self.secret:
            body["secret"] = self.secret
        return wire.proved(wire.dump(body), parse_cfg)


@dataclass(frozen=True, slots=True, kw_only=True)
class CredsSnapshot:
    """Every code a door knows by name and every one it must refuse; `horizon` is the last start covered."""

    salt: bytes = field(repr=False)
    horizon: int
    pins: tuple[PinCredential, ...] = ()
    offline: tuple[OfflineCredential, ...] = ()
    qr: tuple[QrCredential, ...] = ()
    keyholders: tuple[KeyholderCredential, ...] = ()
    revoked_offline: tuple[OfflineWord, ...] = ()
    revoked_qr: tuple[bytes, ...] = ()
    v: int = 1

    def to_body(self) -> bytes:
        """Return the body to seal; raise `MalformedMessage` if no door would read it."""
        body = {
            "v": self.v,
            "salt": self.salt.hex(),
            "horizon": self.horizon,
            "pins": [pin.fields() for pin in self.pins],
            "offline": [code.fields() for code in self.offline],
            "qr": [token.fields() for token in self.qr],
            "keyholders": [holder.fields() for holder in self.keyholders],
            "revoked_offline": [word_fields(word) for word in self.revoked_offline],
            "revoked_qr": [token_id.hex() for token_id in self.revoked_qr],
        }
        return wire.proved(wire.dump(body), parse_creds)


def etag(body: bytes) -> str:
    """Return the first 16 hex digits of the SHA-256 of a body: what a door reports it has applied."""
    return hashlib.sha256(body).hexdigest()[:16]


def parse_cfg(raw: bytes) -> CfgSnapshot:
    """Read a settings snapshot. One without a server key is refused: no later one could ever be believed."""
    known = "v site door pulse_ms server_keys qr_keys ntp_servers profile hold_open_allowed secret"
    fields = Fields(wire.load(raw), known=known, where="cfg")
    _refuse_other_version(fields)
    keys = fields.object("server_keys")
    if not keys:
        raise fields.wrong("server_keys")
    return CfgSnapshot(
        site=fields.integer("site", 0, 2**32 - 1),
        door=fields.integer("door", 1, 6),
        pulse_ms=fields.integer("pulse_ms", 100, LONGEST_PULSE_MS),
        server_keys=read_keys(keys),
        qr_keys={_qr_key_id(kid): key for kid, key in read_keys(fields.object("qr_keys")).items()},
        ntp_servers=fields.items("ntp_servers", _host, 8) if fields.has("ntp_servers") else (),
        profile=fields.choice("profile", PROFILES) if fields.has("profile") else "A",
        hold_open_allowed=fields.flag("hold_open_allowed", False),
        secret=fields.text("secret", 8, "[0-9a-f]{8}") if fields.has("secret") else "",
    )


def parse_creds(raw: bytes) -> CredsSnapshot:
    """Read a credential snapshot, whole or not at all."""
    known = "v salt horizon pins offline qr keyholders revoked_offline revoked_qr"
    fields = Fields(wire.load(raw), known=known, where="creds")
    _refuse_other_version(fields)
    return CredsSnapshot(
        salt=fields.octets("salt", 16),
        horizon=fields.time("horizon"),
        pins=fields.items("pins", read_pin, MOST_CREDENTIALS),
        offline=fields.items("offline", read_offline, MOST_CREDENTIALS),
        qr=fields.items("qr", read_qr, MOST_CREDENTIALS),
        keyholders=fields.items("keyholders", read_keyholder, 100),
        revoked_offline=fields.items("revoked_offline", read_word, MOST_CREDENTIALS),
        revoked_qr=fields.items("revoked_qr", _token_id, MOST_CREDENTIALS),
    )


def read_keys(keys: Mapping[str, Any]) -> dict[str, bytes]:
    """Return raw public keys by key id from their hex."""
    if len(keys) > 16:
        raise MalformedMessage("at most 16 keys")
    fields = Fields(keys, known="", where="keys")
    for kid in keys:
        Fields({"kid": kid}, known="", where="keys").text("kid", 16, r"[A-Za-z0-9._-]{1,16}")
    raw = {kid: fields.octets(kid, _KEY_BYTES) for kid in keys}
    try:
        for key in raw.values():
            Ed25519PublicKey.from_public_bytes(key)
    except ValueError as error:
        raise MalformedMessage("not a public key") from error
    return raw


def _refuse_other_version(fields: Fields) -> None:
    if fields.integer("v") != 1:
        raise UnsupportedVersion("v")


def _qr_key_id(text: str) -> int:
    if text not in {str(number) for number in range(16)}:
        raise MalformedMessage("qr_keys: 0..15")
    return int(text)


def _host(value: object) -> str:
    return Fields({"host": value}, known="", where="ntp_servers").text("host", 253, r"[A-Za-z0-9.:_-]{1,253}")


def _token_id(value: object) -> bytes:
    return Fields({"id": value}, known="", where="revoked_qr").octets("id", 5)
