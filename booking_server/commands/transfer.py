"""dorfschluessel export, import, compare: all data from one database to another."""

import argparse
import os
from contextlib import closing
from pathlib import Path
from typing import Any

from booking_server.storage.database import PATIENT, Database, StorageError, open_database
from booking_server.storage.migrate import current_revision, require_current_schema
from booking_server.storage.transfer import differences, export_to, import_from


def add_to(commands: Any) -> None:
    """Add these commands to the parser."""
    for name, command, summary in (
        ("export", _export, "write all data of the database to a file"),
        ("import", _import, "bring all data of an export into an empty database"),
    ):
        parser = commands.add_parser(name, help=summary, description=summary)
        parser.add_argument("file", type=Path)
        parser.set_defaults(command=command)
    summary = "compare all rows of two databases; exit 1 when they differ"
    parser = commands.add_parser("compare", help=summary, description=summary)
    parser.add_argument("databases", nargs=2, metavar="DATABASE", help="SQLite file or address")
    parser.set_defaults(command=_compare)


def address(named: str) -> str:
    """Return the address of a database named by its address or its SQLite file. Raises StorageError."""
    if "://" in named:
        return named
    if not Path(named).is_file():
        raise StorageError(f"there is no database at {named}")
    return f"sqlite:///{Path(named).resolve()}"


def _open(url: str) -> "closing[Database]":
    require_current_schema(url)
    return closing(open_database(url, PATIENT))


def _here() -> "closing[Database]":
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise StorageError("DATABASE_URL is not set")
    return _open(url)


def _export(options: argparse.Namespace) -> int:
    try:
        with _here() as database:
            counted = export_to(database, options.file, revision=current_revision())
    except OSError as error:
        raise StorageError(f"{options.file} cannot be written: {error.strerror}") from error
    print(f"{counted.total()} rows of {len(counted)} tables in {options.file}")
    return 0


def _import(options: argparse.Namespace) -> int:
    with _here() as database:
        counted = import_from(database, options.file, revision=current_revision())
    print(f"{counted.total()} rows of {len(counted)} tables brought in")
    return 0


def _compare(options: argparse.Namespace) -> int:
    first, second = map(address, options.databases)
    with _open(first) as one, _open(second) as other:
        different = tuple(differences(one, other))
    for sentence in different:
        print(sentence)
    print("the databases differ" if different else "every row is the same")
    return 1 if different else 0
