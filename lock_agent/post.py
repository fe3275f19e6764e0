"""Asking the server over HTTPS: one bounded request, one bounded answer; and where the server is."""

import io
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from lock_agent.files import SERVER_CA

TIMEOUT_S = 20.0
LONGEST = 64 * 1024
"""Bytes of an answer that is read into memory; none of an enrolment is longer (`contract.enrolling`)."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_OK, _REFUSED = 200, range(400, 500)
_PART = 64 * 1024


class ServerUnreachable(Exception):
    """No answer, or none that this server gives: trying again may help."""


class ServerRefused(Exception):
    """The server answered and said no; the message is the server's, in German."""


class AddressInvalid(Exception):
    """What was given as the server's address is none to be used."""


def post(server: str, path: str, body: bytes, *, authority: Path | None = None) -> bytes:
    """Send `body` to `path` of `server` and return what it answers.

    `authority` is a file with the certificate the server's is checked against, else the system's count.
    Raises `AddressInvalid`, `ServerUnreachable`, `ServerRefused`.
    """
    content = io.BytesIO()
    download(server, path, body, content, authority=authority, longest=LONGEST)
    return content.getvalue()


def download(
    server: str, path: str, body: bytes, target: IO[bytes], *, authority: Path | None = None, longest: int
) -> None:
    """Send `body` to `path` of `server` and write what it answers to `target`, as it comes.

    Raises `AddressInvalid`, `ServerUnreachable` (also for more than `longest` bytes), `ServerRefused`.
    """
    from http.client import HTTPConnection, HTTPException, HTTPSConnection  # noqa: PLC0415 -- no link needs it

    at = address_of(server)
    if at.is_secret:
        context = trust(authority)
        connection: HTTPConnection = HTTPSConnection(at.host, at.port, timeout=TIMEOUT_S, context=context)
    else:
        connection = HTTPConnection(at.host, at.port, timeout=TIMEOUT_S)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status in _REFUSED:
            raise ServerRefused(_message(answer.read(LONGEST)))
        if answer.status != _OK:
            raise ServerUnreachable(f"HTTP {answer.status}")
        while part := answer.read(_PART):
            longest -= len(part)
            if longest < 0:
                raise ServerUnreachable("zu viel")
            target.write(part)
    except (OSError, HTTPException, ValueError) as error:
        raise ServerUnreachable(type(error).__name__) from error
    finally:
        connection.close()


def server_ca(data: Path) -> Path | None:
    """Return the file this device checks the server against, if it has one of its own."""
    found = data / SERVER_CA
    return found if found.exists() else None


def trust(authority: Path | None) -> ssl.SSLContext:
    """Return what servers are checked by: `authority` alone, else all that the system trusts.

    Debian keeps that as a folder too, of which OpenSSL reads the one certificate it needs: all 140 would take
    a megabyte for as long as a link runs.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    folder = ssl.get_default_verify_paths().capath
    if authority is not None:
        context.load_verify_locations(cafile=authority)
    elif "SSL_CERT_FILE" not in os.environ and folder and any(Path(folder).glob("*.0")):
        context.load_verify_locations(capath=folder)
    else:
        context.load_default_certs()
    return context


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is; `name` is host and port as its owner writes them, in ASCII."""

    is_secret: bool
    host: str
    port: int
    name: str


def address_of(server: str) -> Address:
    """Read `https://…`, or `http://…` on this machine. Raises `AddressInvalid`."""
    try:
        parts = urlsplit(server)
        host, port, name = parts.hostname, parts.port, parts.netloc.encode("idna").decode("ascii")
    except ValueError as error:
        raise AddressInvalid(server) from error
    if not host or parts.username or parts.path.strip("/") or parts.query:
        raise AddressInvalid(server)
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        is_secret = parts.scheme == "https"
        return Address(is_secret, host, port or (443 if is_secret else 80), name)
    raise AddressInvalid(server)


def _message(content: bytes) -> str:
    import json  # noqa: PLC0415 -- only when something is wrong

    try:
        value = json.loads(content)
        return str(value["detail"])[:300]
    except (ValueError, KeyError, TypeError):
        return "ohne Begründung"
