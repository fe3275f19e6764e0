"""dorfschluessel release key, sign, add, allow, list: the door program, from its publisher to the halls.

`key` and `sign` need neither database nor settings: they run where the publisher keeps the key, which is
better not the server, so that whoever takes over the server cannot take over the doors.
"""

import argparse
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from booking_server.domain.errors import ReleaseRefused
from booking_server.locks.release_shelf import Shelf
from booking_server.services.doors import releases as service
from booking_server.services.foundation.house import House
from booking_server.settings import Settings
from lock_agent.contract import releases
from lock_agent.contract.errors import ContractError
from lock_agent.contract.releases import Manifest, Wheel

SUMMARY = "the door program: sign a release, put it on the shelf, let halls have it"
AGENT = "dorfschluessel"
NO_SHELF = "RELEASES_DIR und RELEASE_KEYS sind nicht gesetzt: Dieser Server gibt keine Programme heraus."


def add_to(commands: Any, open_house: Callable[[], House], load: Callable[[], Settings]) -> None:
    """Add these commands to the parser."""
    parser = commands.add_parser("release", help=SUMMARY, description=SUMMARY)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    key = verbs.add_parser("key", help="make the publisher's key; print its public half for RELEASE_KEYS")
    key.add_argument("--out", type=Path, required=True, help="file for the private key")
    key.set_defaults(command=_key)
    sign = verbs.add_parser("sign", help="make the file of a release from wheels")
    sign.add_argument("wheel", nargs="+", type=Path, help="the agent's wheel and all it needs, any platforms")
    sign.add_argument("--key", type=Path, required=True, help="the publisher's private key")
    sign.add_argument("--as", dest="kid", default="r1", help="name of the key, as in RELEASE_KEYS")
    sign.add_argument("--number", type=int, required=True, help="higher than every release before")
    sign.add_argument("--out", type=Path, required=True, help="file to be written")
    sign.set_defaults(command=_sign)
    add = verbs.add_parser("add", help="put a release on this server's shelf")
    add.add_argument("file", type=Path)
    add.set_defaults(command=lambda options: _add(shelf_of(load()), options))
    allow = verbs.add_parser("allow", help="let doors fetch a release: one hall first, then all")
    allow.add_argument("number", type=int)
    allow.add_argument("hall", nargs="*", help="slug of a hall")
    allow.add_argument("--all", action="store_true", help="all halls")
    allow.set_defaults(command=lambda options: _allow(open_house(), shelf_of(load()), options))
    listed = verbs.add_parser("list", help="what lies on the shelf, and how many halls may have it")
    listed.set_defaults(command=lambda _: _list(open_house(), shelf_of(load())))


def _key(options: argparse.Namespace) -> int:
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with open(os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
    print(f"r1={key.public_key().public_bytes_raw().hex()}")
    return 0


def _sign(options: argparse.Namespace) -> int:
    wheels = tuple(_wheel(path) for path in options.wheel)
    names = [one.name.split("-")[1] for one in wheels if one.name.split("-")[0] == AGENT]
    if len(set(names)) != 1:
        raise ReleaseRefused(f"Unter den Paketen muss genau eine Fassung von {AGENT} sein.")
    now = int(time.time())
    try:
        header = releases.sign(
            Manifest(names[0], wheels),
            number=options.number,
            kid=options.kid,
            key=_private(options.key),
            iat=now,
            exp=now,
        )
    except ContractError as error:
        raise ReleaseRefused(f"So nimmt es keine Tür an ({error}).") from error
    with options.out.open("wb") as file:
        file.write(header + b"\n")
        for path in options.wheel:
            with path.open("rb") as wheel:
                shutil.copyfileobj(wheel, file)
    print(f"{options.out}: {names[0]} (Nummer {options.number}), {len(wheels)} Pakete")
    return 0


def _add(shelf: Shelf, options: argparse.Namespace) -> int:
    added = shelf.add(options.file)
    print(f"{added.name} (Nummer {added.number}) liegt bereit. Freigeben: dorfschluessel release allow")
    return 0


def _allow(house: House, shelf: Shelf, options: argparse.Namespace) -> int:
    if bool(options.hall) is options.all:
        print("dorfschluessel: name halls, or --all", file=sys.stderr)
        return 2
    release = shelf.get(options.number)
    if release is None:
        raise ReleaseRefused(f"Die Nummer {options.number} liegt nicht bereit.")
    for name in service.allow(house, release.number, options.hall):
        print(f"{name}: {release.name} (Nummer {release.number})")
    return 0


def _list(house: House, shelf: Shelf) -> int:
    halls = service.halls_by_release(house)
    for release in shelf.all():
        print(f"{release.number}  {release.name}  {halls.get(release.number, 0)} Häuser")
    return 0


def shelf_of(settings: Settings) -> Shelf:
    """Return the shelf of this installation. Raises `ReleaseRefused` where there is none."""
    if settings.releases_dir is None or not settings.release_keys:
        raise ReleaseRefused(NO_SHELF)
    return Shelf(settings.releases_dir, settings.release_keys)


def _private(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ReleaseRefused(f"{path} ist kein Schlüssel von „release key“.")
    return key


def _wheel(path: Path) -> Wheel:
    content = path.read_bytes()
    return Wheel(path.name, hashlib.sha256(content).hexdigest(), len(content))
