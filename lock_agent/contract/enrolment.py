"""What a door is given once (§12): who it is, its hall's secret, whom to believe, where the broker is."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lock_agent.contract import wire
from lock_agent.contract.errors import MalformedMessage
from lock_agent.contract.fields import Fields
from lock_agent.contract.offline_pin import SECRET_BYTES
from lock_agent.contract.snapshots import read_keys
from lock_agent.contract.topics import DEVICE_ID

FILE_NAME = "enrolment.json"
_MAX = 32 * 1024
_KNOWN = (
    "device site door epoch k_door server_keys qr_keys"
    " host port tls username password ca_file cert_file key_file server k_radio"
)
_TEXTS = ("username", "password", "ca_file", "cert_file", "key_file", "server")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """The identity of one door. With `tls` the certificate files count, else user and password (loopback).

    `server` is the address (https://…) where certificates are renewed. `k_radio` is the device's own secret
    for LoRaWAN, which no other door of the hall has; empty where it was enrolled before there was one.
    """

    device: str
    site: int
    door: int
    epoch: int
    k_door: bytes = field(repr=False)
    server_keys: Mapping[str, bytes]
    qr_keys: Mapping[int, bytes]
    host: str
    port: int
    tls: bool = False
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    server: str = ""
    k_radio: bytes = field(default=b"", repr=False)

    def to_json(self) -> bytes:
        """Return the file's content; raise `MalformedMessage` if no agent would read it."""
        values = {name: getattr(self, name) for name in _KNOWN.split()}
        values |= {"k_door": self.k_door.hex(), "k_radio": self.k_radio.hex()}
        values["server_keys"] = {kid: key.hex() for kid, key in self.server_keys.items()}
        values["qr_keys"] = {str(kid): key.hex() for kid, key in self.qr_keys.items()}
        return wire.proved(wire.dump(values), parse_enrolment)

    def save(self, path: Path) -> None:
        """Write the file, readable by its owner only, whole or not at all."""
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.write(self.to_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)


def secret_name(k_door: bytes) -> str:
    """Return the name of a K_door, by which server and door tell whether they mean the same one."""
    return hashlib.sha256(b"dgh1-secret\n" + k_door).hexdigest()[:8]


def load_enrolment(path: Path) -> Enrolment:
    """Read the file. Raises `MalformedMessage`; a missing or unreadable file is an `OSError`."""
    with path.open("rb") as file:
        return parse_enrolment(file.read(_MAX + 1))


def parse_enrolment(raw: bytes) -> Enrolment:
    """Read the content of an enrolment file. Raises `MalformedMessage`."""
    fields = Fields(wire.load(raw, limit=_MAX), known=_KNOWN, where="enrolment")
    qr_keys = read_keys(fields.object("qr_keys"))
    if not set(qr_keys) <= {str(number) for number in range(16)} or not fields.object("server_keys"):
        raise MalformedMessage("enrolment: keys")
    return Enrolment(
        device=fields.text("device", 32, DEVICE_ID.pattern),
        site=fields.integer("site", 0, 2**32 - 1),
        door=fields.integer("door", 1, 6),
        epoch=fields.integer("epoch"),
        k_door=fields.octets("k_door", SECRET_BYTES),
        server_keys=read_keys(fields.object("server_keys")),
        qr_keys={int(kid): key for kid, key in qr_keys.items()},
        host=fields.text("host", 253, r"[A-Za-z0-9.:_-]{1,253}"),
        port=fields.integer("port", 1, 65535),
        tls=fields.flag("tls", False),
        k_radio=fields.octets("k_radio", SECRET_BYTES) if _optional(fields, "k_radio") else b"",
        **{name: _optional(fields, name) for name in _TEXTS},
    )


def _optional(fields: Fields, name: str) -> str:
    return fields.text(name, 500) if fields.has(name) else ""
