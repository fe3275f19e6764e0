"""What a device signs with the key of its certificate (§12): nobody speaks for it, not even a broker."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from lock_agent.contract.errors import SignatureInvalid
from lock_agent.contract.fields import Fields

_HEX = "([0-9a-f]{2}){8,72}"


def sign(key: ec.EllipticCurvePrivateKey, content: bytes) -> bytes:
    """Return the signature of a device's key (ECDSA P-256, SHA-256)."""
    return key.sign(content, ec.ECDSA(SHA256()))


def check(public_key: ec.EllipticCurvePublicKey, signature: bytes, content: bytes) -> None:
    """Raise `SignatureInvalid` unless this key signed the content."""
    try:
        public_key.verify(signature, content, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise SignatureInvalid("not signed by the device's key") from error


def signature_of(fields: Fields) -> bytes:
    """Return the field `sig` as bytes. Raises `MalformedMessage`."""
    return bytes.fromhex(fields.text("sig", 160, _HEX))
