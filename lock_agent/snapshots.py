"""The two signed snapshots in force, kept as the very bytes the server signed (protocol §3, §4).

They are verified again whenever they are read from the card. Beside the database lies a copy of the
last good pair, from which a lost database is made anew.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lock_agent.contract.enrolment import Enrolment
from lock_agent.contract.envelope import NOTHING_APPLIED, Envelope, parse_envelope, verify
from lock_agent.contract.errors import ContractError
from lock_agent.contract.snapshots import CfgSnapshot, CredsSnapshot, etag, parse_cfg, parse_creds
from lock_agent.database import DatabaseCorrupt
from lock_agent.files import write_atomically

_K = TypeVar("_K", str, int)
KINDS = ("cfg", "creds")
_PARSERS: Mapping[str, Callable[[bytes], Any]] = {"cfg": parse_cfg, "creds": parse_creds}


@dataclass(frozen=True, slots=True)
class Applied:
    """A snapshot in force, the bytes it came in, and the public key it was believed by."""

    envelope: Envelope
    raw: bytes
    key: bytes

    @property
    def etag(self) -> str:
        """What the door reports to have applied."""
        return etag(self.envelope.body)

    def cfg(self) -> CfgSnapshot:
        """Return the body as settings."""
        return parse_cfg(self.envelope.body)

    def creds(self) -> CredsSnapshot:
        """Return the body as credentials."""
        return parse_creds(self.envelope.body)


def accept(raw: bytes, kind: str, *, device: str, keys: Mapping[str, bytes], applied_ver: int) -> Applied:
    """Return a snapshot that may replace the one in force. Raises `ContractError`, changes nothing."""
    envelope = parse_envelope(raw)
    verify(envelope, public_keys(keys), t=kind, dev=device, applied_ver=applied_ver)
    _PARSERS[kind](envelope.body)
    return Applied(envelope, raw, keys[envelope.kid])


def store(connection: sqlite3.Connection, kind: str, applied: Applied) -> None:
    """Put a snapshot in force within the caller's transaction; its version goes with it."""
    connection.execute(
        "INSERT INTO snapshots (kind, ver, envelope, key) VALUES (?, ?, ?, ?) ON CONFLICT (kind) DO UPDATE"
        " SET ver = excluded.ver, envelope = excluded.envelope, key = excluded.key",
        (kind, applied.envelope.ver, applied.raw, applied.key),
    )


def load(connection: sqlite3.Connection, kind: str, device: str) -> Applied | None:
    """Return the snapshot in force, or None before the first. Raises `DatabaseCorrupt`, never guesses."""
    row = connection.execute("SELECT ver, envelope, key FROM snapshots WHERE kind = ?", (kind,)).fetchone()
    if row is None:
        return None
    ver, raw, key = row
    try:
        applied = _recheck(bytes(raw), bytes(key), kind, device)
    except (ContractError, ValueError) as error:
        raise DatabaseCorrupt(f"snapshot {kind}") from error
    if applied.envelope.ver != ver:
        raise DatabaseCorrupt(f"snapshot {kind}: version")
    return applied


def version(connection: sqlite3.Connection, kind: str) -> int:
    """Return the version in force, or what `verify` takes for none."""
    row = connection.execute("SELECT ver FROM snapshots WHERE kind = ?", (kind,)).fetchone()
    return NOTHING_APPLIED if row is None else int(row[0])


def pinned_keys(connection: sqlite3.Connection, enrolment: Enrolment) -> Mapping[str, bytes]:
    """Return the server keys believed now: those of the settings in force, at first the enrolment's."""
    cfg = load(connection, "cfg", enrolment.device)
    return enrolment.server_keys if cfg is None else cfg.cfg().server_keys


def public_keys(keys: Mapping[_K, bytes]) -> dict[_K, Ed25519PublicKey]:
    """Return raw keys as keys."""
    return {kid: Ed25519PublicKey.from_public_bytes(raw) for kid, raw in keys.items()}


def save_copy(directory: Path, kind: str, applied: Applied) -> None:
    """Keep a snapshot beside the database, as a line with the key and the signed bytes."""
    directory.mkdir(mode=0o700, exist_ok=True)
    write_atomically(directory / kind, applied.key.hex().encode() + b"\n" + applied.raw)


def load_copy(directory: Path, kind: str, device: str) -> Applied | None:
    """Return the copy beside the database, or None where there is none that is whole and signed."""
    try:
        key, _, raw = (directory / kind).read_bytes().partition(b"\n")
        return _recheck(raw, bytes.fromhex(key.decode("ascii")), kind, device)
    except (OSError, ContractError, ValueError):
        return None


def _recheck(raw: bytes, key: bytes, kind: str, device: str) -> Applied:
    envelope = parse_envelope(raw)
    return accept(raw, kind, device=device, keys={envelope.kid: key}, applied_ver=NOTHING_APPLIED)
