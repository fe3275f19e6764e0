"""A release of the agent: a manifest signed with the publisher's own key, then the wheels it names.

One file over HTTPS and on a USB stick: the signed envelope (§3, t="release", dev="all-doors", `ver` is the
number of the release), a line feed, then the bytes of all wheels one after another, as long as the manifest
says. So nothing is unpacked to find out whether it may be believed. The key is nobody's who runs a server:
a door learns it when it is set up, and from a release it has believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from lock_agent.contract import wire
from lock_agent.contract.envelope import Envelope, parse_envelope, seal, verify
from lock_agent.contract.errors import MalformedMessage, SignatureInvalid
from lock_agent.contract.fields import Fields
from lock_agent.contract.snapshots import read_keys
from lock_agent.contract.topics import DEVICE_ID

TYPE, EVERYBODY = "release", "all-doors"
LONGEST = 64 * 1024 * 1024
"""Bytes of the whole file."""
LONGEST_HEADER = 64 * 1024
LONGEST_QUESTION = 4096
MOST_WHEELS = 40
_WHEEL = r"[A-Za-z0-9_.]+-[A-Za-z0-9_.!+]+(-[A-Za-z0-9_.]+){3,4}\.whl"
_NAME = r"[0-9A-Za-z.+-]{1,32}"


@dataclass(frozen=True, slots=True)
class Wheel:
    """A file of Python's package format by name, SHA-256 (hex) and bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`name` is the version the new agent reports, `needs` the protocol the old one must speak.

    `keys` are whose releases count once this one is installed; empty leaves them as they are.
    """

    name: str
    wheels: tuple[Wheel, ...]
    needs: int = 1
    keys: Mapping[str, bytes] = field(default_factory=dict)

    def to_body(self) -> bytes:
        """Return the body to seal; raise `MalformedMessage` if no door would read it."""
        wheels = [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in self.wheels]
        keys = {kid: key.hex() for kid, key in self.keys.items()}
        body = {"name": self.name, "needs": self.needs, "wheels": wheels, "keys": keys}
        return wire.proved(wire.dump(body), parse_manifest)


def requirements(manifest: Manifest) -> str:
    """Return what pip is to install: every wheel by version and all its hashes, and nothing else."""
    pinned: dict[str, list[str]] = {}
    for wheel in manifest.wheels:
        name, version = wheel.name.split("-")[:2]
        pinned.setdefault(f"{name}=={version}", []).append(f"--hash=sha256:{wheel.sha256}")
    return "".join(f"{one} {' '.join(hashes)}\n" for one, hashes in pinned.items())


def parse_manifest(raw: bytes) -> Manifest:
    """Read a manifest. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=LONGEST_HEADER), known="name needs wheels keys", where="release")
    wheels = fields.items("wheels", _wheel, MOST_WHEELS)
    if not wheels or len({one.name for one in wheels}) != len(wheels):
        raise fields.wrong("wheels")
    return Manifest(
        fields.text("name", 32, _NAME), wheels, fields.integer("needs", 1), read_keys(fields.object("keys"))
    )


def sign(manifest: Manifest, *, number: int, kid: str, key: Ed25519PrivateKey, iat: int, exp: int) -> bytes:
    """Return the first line of a release's file, without its line feed."""
    body = manifest.to_body()
    return seal(t=TYPE, dev=EVERYBODY, ver=number, iat=iat, exp=exp, kid=kid, body=body, key=key)


def believe(header: bytes, keys: Mapping[str, bytes], *, above: int = 0) -> tuple[Envelope, Manifest]:
    """Return envelope and manifest of a first line that a pinned key signed, numbered above `above`.

    Raises `ContractError`: nothing after that line is to be looked at.
    """
    if len(header) > LONGEST_HEADER:
        raise MalformedMessage("release: header")
    envelope = parse_envelope(header)
    pinned = {kid: Ed25519PublicKey.from_public_bytes(raw) for kid, raw in keys.items()}
    verify(envelope, pinned, t=TYPE, dev=EVERYBODY, applied_ver=above)
    return envelope, parse_manifest(envelope.body)


@dataclass(frozen=True, slots=True)
class Question:
    """A device asks at `iat` (epoch s) whether there is a release for it above number `have`."""

    device: str
    iat: int
    have: int
    signature: bytes = field(repr=False)

    def to_body(self) -> bytes:
        """Return the body."""
        values = {"device": self.device, "iat": self.iat, "have": self.have, "sig": self.signature.hex()}
        return wire.proved(wire.dump(values), parse_question)

    def check(self, public_key: ec.EllipticCurvePublicKey) -> None:
        """Raise `SignatureInvalid` unless this key asked."""
        try:
            public_key.verify(self.signature, _asked(self.device, self.iat, self.have), ec.ECDSA(SHA256()))
        except InvalidSignature as error:
            raise SignatureInvalid("not signed by the key of the device") from error


def ask(key: ec.EllipticCurvePrivateKey, device: str, *, iat: int, have: int) -> Question:
    """Sign a question with the device's key."""
    return Question(device, iat, have, key.sign(_asked(device, iat, have), ec.ECDSA(SHA256())))


def parse_question(raw: bytes) -> Question:
    """Read a question. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=LONGEST_QUESTION), known="device iat have sig", where="question")
    return Question(
        fields.text("device", 32, DEVICE_ID.pattern),
        fields.time("iat"),
        fields.integer("have"),
        bytes.fromhex(fields.text("sig", 160, "([0-9a-f]{2})+")),
    )


def _wheel(value: object) -> Wheel:
    fields = Fields(value, known="name sha256 size", where="wheel")
    return Wheel(
        fields.text("name", 120, _WHEEL),
        fields.octets("sha256", 32).hex(),
        fields.integer("size", 1, LONGEST),
    )


def _asked(device: str, iat: int, have: int) -> bytes:
    return f"dgh1-release\n{device}\n{iat}\n{have}".encode()
