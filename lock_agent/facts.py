"""Small values that outlive a power cut, each with a digest: a flipped bit is found, never believed."""

import hashlib
import json
import sqlite3
from typing import Any

from lock_agent.database import DatabaseCorrupt

CONTACT = "door.contact"
"""How the leaf stands, for the link to report: one of the contract's `CONTACTS`."""


def read(connection: sqlite3.Connection, name: str) -> Any:
    """Return a fact, or None where it was never stored. Raises `DatabaseCorrupt`."""
    row = connection.execute("SELECT value, digest FROM facts WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    value, digest = row
    if digest != _digest(name, value):
        raise DatabaseCorrupt(f"fact {name}")
    return json.loads(value)


def write(connection: sqlite3.Connection, name: str, value: Any) -> None:
    """Store a fact of JSON values within the caller's transaction."""
    text = json.dumps(value, separators=(",", ":"), sort_keys=True)
    connection.execute(
        "INSERT INTO facts (name, value, digest) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, digest = excluded.digest",
        (name, text, _digest(name, text)),
    )


def check(connection: sqlite3.Connection) -> None:
    """Read every fact once. Raises `DatabaseCorrupt`."""
    for (name,) in connection.execute("SELECT name FROM facts").fetchall():
        read(connection, name)


def _digest(name: str, value: str) -> str:
    return hashlib.sha256(f"{name}\n{value}".encode()).hexdigest()[:32]
