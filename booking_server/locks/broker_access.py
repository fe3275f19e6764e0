"""Who may connect to the embedded broker, and what each may read and write.

Both brokers read the same password file, in Mosquitto's format, and follow the same two ACL patterns.
Source: DGH door protocol 1, section 2.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

USER_NAME = re.compile(r"[a-z0-9-]{3,32}")
SERVER_TOPICS = "dgh/1/#"
# Passwords are 128 random bits, so stretching buys nothing; this is what mosquitto_passwd writes, too.
ITERATIONS = 101
PASSWORDS, ACL = "passwords", "acl"

Role = Literal["server", "device"]
Action = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """The password of one broker user, and whether it is the server or a device."""

    password: str = field(repr=False)
    role: Role = "device"


def new_password() -> str:
    """Returns a password nobody has to type."""
    return secrets.token_urlsafe(24)


def hash_password(password: str) -> str:
    """Returns the password's hash as Mosquitto writes it: `$7$iterations$salt$PBKDF2-HMAC-SHA512`."""
    salt = secrets.token_bytes(12)
    return f"$7${ITERATIONS}${_base64(salt)}${_base64(_derive(password, salt, ITERATIONS))}"


def verify_password(password: str, hashed: str) -> bool:
    """True if `hashed` was made from `password`; compares in constant time."""
    try:
        _, kind, iterations, salt, derived = hashed.split("$")
        if kind != "7":
            return False
        candidate = _derive(password, base64.b64decode(salt), int(iterations))
        return hmac.compare_digest(candidate, base64.b64decode(derived))
    except ValueError:
        return False


def write_access(directory: Path, users: Mapping[str, Credentials]) -> None:
    """Writes the password and the ACL file (0600), each complete or not at all.

    A user whose password stays keeps its hash, so a running broker does not turn it out.
    Raises ValueError for a user name that could mean something in a file or a topic.
    """
    for name in users:
        if not USER_NAME.fullmatch(name):
            raise ValueError(f"not a user name of the broker: {name!r}")
    known = read_passwords(directory)
    hashes = {name: _kept_or_new(known.get(name), users[name].password) for name in sorted(users)}
    _write(directory / PASSWORDS, "".join(f"{name}:{hashed}\n" for name, hashed in hashes.items()))
    _write(directory / ACL, _acl(users))


def read_passwords(directory: Path) -> dict[str, str]:
    """Returns user name -> hash; empty where nothing was written yet."""
    try:
        lines = (directory / PASSWORDS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split(":", 1) for line in lines if ":" in line)


def read_servers(directory: Path) -> frozenset[str]:
    """Returns the users that speak for the server."""
    lines = (directory / ACL).read_text(encoding="utf-8").splitlines()
    return frozenset(line.removeprefix("user ") for line in lines if line.startswith("user "))


def may(user: str, *, is_server: bool, action: Action, topic: str) -> bool:
    """True if `user` may read from or write to `topic` (a topic or a subscription's filter)."""
    if is_server:
        return topic.startswith("dgh/1/")
    branch = {"read": "dn", "write": "up"}[action]
    return topic.startswith(f"dgh/1/d/{user}/{branch}/")


def _acl(users: Mapping[str, Credentials]) -> str:
    servers = sorted(name for name, one in users.items() if one.role == "server")
    rules = [f"user {name}\ntopic readwrite {SERVER_TOPICS}\n" for name in servers]
    return "\n".join([*rules, "pattern read dgh/1/d/%u/dn/#\npattern write dgh/1/d/%u/up/#\n"])


def _kept_or_new(known: str | None, password: str) -> str:
    return known if known and verify_password(password, known) else hash_password(password)


def _derive(password: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", password.encode(), salt, iterations)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _write(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
