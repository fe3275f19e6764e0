"""Every key of the server, derived from one master key, so that one secret is guarded and backed up."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MASTER_KEY_BYTES = 32
TOKEN_BYTES = 18
_NONCE_BYTES = 12
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class CipherInvalid(Exception):
    """A stored secret was changed, or belongs to another place or another master key."""


@dataclass(frozen=True)
class Keyring:
    """Keys for data at rest, links and radio, the two whose public halves doors pin, the authority's.

    `snapshot_kid` and `qr_key_id` name the signing keys on the wire.
    """

    data_key: bytes
    link_key: bytes
    snapshot_key: Ed25519PrivateKey
    qr_key: Ed25519PrivateKey
    authority_key: ec.EllipticCurvePrivateKey
    radio_key: bytes
    snapshot_kid: str = "s1"
    qr_key_id: int = 1

    @classmethod
    def from_master(cls, master: bytes) -> "Keyring":
        """Derive all keys (HKDF-SHA256). Raises ValueError unless `master` is 32 bytes."""
        if len(master) != MASTER_KEY_BYTES:
            raise ValueError(f"the master key has {len(master)} bytes, wanted {MASTER_KEY_BYTES}")
        return cls(
            data_key=_derive(master, "data"),
            link_key=_derive(master, "links"),
            snapshot_key=Ed25519PrivateKey.from_private_bytes(_derive(master, "snapshots s1")),
            qr_key=Ed25519PrivateKey.from_private_bytes(_derive(master, "qr 1")),
            authority_key=_curve_key(_derive(master, "authority 1")),
            radio_key=_derive(master, "radio 1"),
        )

    def encrypt(self, plain: bytes, place: str) -> bytes:
        """Return `plain` encrypted for one place (AES-256-GCM); it cannot be read from another."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.data_key).encrypt(nonce, plain, place.encode())

    def decrypt(self, cipher: bytes, place: str) -> bytes:
        """Return what was encrypted for `place`. Raises CipherInvalid."""
        try:
            return AESGCM(self.data_key).decrypt(cipher[:_NONCE_BYTES], cipher[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise CipherInvalid(f"the secret at {place} cannot be read") from error

    def fingerprint(self, pin: str, venue_id: str) -> bytes:
        """Return a value that tells equal PINs of one hall without telling the PIN (16 bytes)."""
        return hmac.digest(self.data_key, f"pin|{venue_id}|{pin}".encode(), hashlib.sha256)[:16]

    def radio_secret(self, device: str, epoch: int) -> bytes:
        """Return the LoRaWAN secret of one device at one door; its successor and neighbours have others."""
        return hmac.digest(self.radio_key, f"radio|{device}|{epoch}".encode(), hashlib.sha256)

    def token(self, purpose: str, subject: str, version: int = 1) -> str:
        """Return the secret part of a link: made from its purpose and subject, so it is never stored."""
        mac = hmac.digest(self.link_key, f"{purpose}|{subject}|{version}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac[:TOKEN_BYTES]).decode()

    def digits(self, purpose: str, subject: str, count: int) -> str:
        """Return a short code for something, derived like the token of a link."""
        mac = hmac.digest(self.link_key, f"{purpose}|{subject}|digits".encode(), hashlib.sha256)
        return f"{int.from_bytes(mac[:16]) % 10**count:0{count}d}"

    def accepts(self, token: str, purpose: str, subject: str, version: int = 1) -> bool:
        """Whether `token` is the one for this purpose, subject and version (constant time)."""
        return hmac.compare_digest(token.encode(), self.token(purpose, subject, version).encode())


def _derive(master: bytes, purpose: str) -> bytes:
    info = f"dorfschluessel/{purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(master)


def _curve_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the P-256 key of a seed: 64 bits too many, modulo the order (FIPS 186-5, A.2.1)."""
    wide = HKDF(hashes.SHA256(), 40, None, b"dorfschluessel p-256").derive(seed)
    return ec.derive_private_key(int.from_bytes(wide) % (_P256_ORDER - 1) + 1, ec.SECP256R1())
