"""dorfschluessel ca: certificates for the broker and the server, and the list of those that ended."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from booking_server.locks import authority as certificates
from booking_server.services.foundation import authority
from booking_server.services.foundation.house import House

SUMMARY = "certificates: for the broker, for this server, and those that count no more"
SERVER = "server"
"""What the broker calls this server; no door can be called so."""


def add_to(commands: Any, open_house: Callable[[], House]) -> None:
    """Add these commands to the parser; `open_house` opens the house the settings describe."""
    parser = commands.add_parser("ca", help=SUMMARY, description=SUMMARY)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, verb, summary in (
        ("show", _show, "print the certificate that doors and broker check each other against"),
        ("broker", _broker, "write key and certificate of the broker"),
        ("server", _server, "write key and certificate with which this server signs in at the broker"),
        ("revoked", _revoked, "write the list of certificates that count no more"),
    ):
        one = verbs.add_parser(name, help=summary, description=summary)
        one.set_defaults(command=lambda options, verb=verb: verb(open_house(), options))
        if name == "broker":
            one.add_argument("host", nargs="+", help="name or address under which doors find it")
        if name in {"broker", "server"}:
            one.add_argument("--out", type=Path, required=True, help="folder for the files")
        if name == "revoked":
            one.add_argument("--out", type=Path, required=True, help="file to be replaced")


def _show(house: House, _options: argparse.Namespace) -> int:
    print(authority.own_certificate(house), end="")
    return 0


def _broker(house: House, options: argparse.Namespace) -> int:
    key = ec.generate_private_key(ec.SECP256R1())
    own = house.keyring.authority_key
    made = certificates.certify_broker(own, key.public_key(), options.host, now=house.clock())
    return _written(house, options.out, "broker", key, certificates.pem(made))


def _server(house: House, options: argparse.Namespace) -> int:
    key = ec.generate_private_key(ec.SECP256R1())
    own = house.keyring.authority_key
    made = certificates.certify_device(own, key.public_key(), SERVER, now=house.clock())
    return _written(house, options.out, "server", key, certificates.pem(made))


def _revoked(house: House, options: argparse.Namespace) -> int:
    _replace(options.out, authority.revocation_list(house), 0o644)
    print(options.out)
    return 0


def _written(house: House, folder: Path, name: str, key: ec.EllipticCurvePrivateKey, made: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _replace(folder / f"{name}.key", secret, 0o600)
    _replace(folder / f"{name}.crt", made.encode(), 0o644)
    _replace(folder / "ca.crt", authority.own_certificate(house).encode(), 0o644)
    print(*(folder / file for file in (f"{name}.key", f"{name}.crt", "ca.crt")), sep="\n")
    return 0


def _replace(path: Path, content: bytes, mode: int) -> None:
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
