"""dorfschluessel: the server's commands."""

import argparse
import importlib
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from importlib.metadata import version

from booking_server.commands import (
    api_keys,
    app,
    authority,
    imports,
    provision,
    releases,
    tariffs,
    transfer,
    users,
    year_plan,
)
from booking_server.domain.errors import DomainError
from booking_server.jobs.worker import run_worker, stop_on_signals
from booking_server.locks.keyring import Keyring
from booking_server.log_lines import log_discreetly
from booking_server.services.foundation.house import House, Policy
from booking_server.services.operation.verify import verify_database
from booking_server.services.people import sign_in
from booking_server.settings import SettingInvalid, Settings, load_settings, log_format
from booking_server.storage.database import PATIENT, VISITOR, Patience, StorageError, open_database
from booking_server.storage.migrate import migrate, require_current_schema, require_ready

FILL_IN_FOR = timedelta(seconds=2)


def open_house(settings: Settings, patience: Patience = PATIENT) -> House:
    """Return the house that the settings describe. Raises StorageError."""
    return House(
        database=open_database(settings.database_url, patience),
        keyring=Keyring.from_master(settings.master_key),
        policy=Policy(
            public_url=settings.public_url,
            grace=settings.grace,
            bookings_a_day=settings.bookings_a_day,
            fill_in_for=timedelta() if settings.demo else FILL_IN_FOR,
            mail_is_strong=settings.demo,
            app_hosts=settings.app_hosts,
        ),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        log_discreetly(log_format())
        return command(options)
    except (SettingInvalid, StorageError, DomainError) as error:
        print(f"dorfschluessel: {error}", file=sys.stderr)
        return 2


class _Version(argparse.Action):
    """Asks the installer only when somebody asks us: no command depends on having been installed."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"{parser.prog} {version('dorfschluessel')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dorfschluessel", description="Booking and door control")
    parser.add_argument("--version", action=_Version, nargs=0, help="say the version and end")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command, summary in (
        ("serve", _serve, "answer visitors over HTTP"),
        ("worker", _worker, "keep promises: doors, mail, schedule"),
        ("migrate", _migrate, "bring the database to this version"),
        ("demo", _demo, "everything on this machine, with simulated doors"),
    ):
        commands.add_parser(name, help=summary, description=summary).set_defaults(command=command)
    oracle = "check the invariants of a database; exit 1 when one is broken"
    check = commands.add_parser("verify", help=oracle, description=oracle)
    check.add_argument(
        "database", nargs="?", help="SQLite file or address; default DATABASE_URL, else the demo's"
    )
    check.set_defaults(command=_verify)
    transfer.add_to(commands)
    tariffs.add_to(commands)
    authority.add_to(commands, lambda: open_house(load_settings()))
    users.add_to(commands, lambda: open_house(load_settings()))
    year_plan.add_to(commands, lambda: open_house(load_settings()))
    imports.add_to(commands, lambda: open_house(load_settings()))
    releases.add_to(commands, lambda: open_house(load_settings()), load_settings)
    api_keys.add_to(commands, lambda: open_house(load_settings()))
    app.add_to(commands, lambda: open_house(load_settings()))
    provision.add_to(commands, lambda: open_house(load_settings()), load_settings)
    link = commands.add_parser("sign-in-link", help="print a sign-in link for a person")
    link.add_argument("email")
    link.set_defaults(command=_sign_in_link)
    return parser


def _serve(_options: argparse.Namespace) -> int:
    from waitress import serve  # noqa: PLC0415 - only this command listens

    from booking_server.web.app import create_app  # noqa: PLC0415 - the worker needs no Flask

    settings = load_settings()
    require_ready(settings.database_url)
    app = create_app(open_house(settings, VISITOR), settings)
    ports = dict.fromkeys((settings.port, settings.metrics_port or settings.port))
    listen = " ".join(f"{_bracketed(settings.host)}:{port}" for port in ports)
    serve(app, listen=listen, threads=16, ident=None)
    return 0


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _worker(_options: argparse.Namespace) -> int:
    settings = load_settings()
    require_ready(settings.database_url)
    stopping = threading.Event()
    stop_on_signals(stopping)
    run_worker(open_house(settings), settings, stopping)
    return 0


def _migrate(_options: argparse.Namespace) -> int:
    migrate(load_settings().database_url)
    return 0


def _database_of_the_demo() -> str:
    environment = importlib.import_module("booking_server.demo.environment")
    return str(environment.chosen_layout(os.environ).database)


def _verify(options: argparse.Namespace) -> int:
    url = options.database or os.environ.get("DATABASE_URL") or _database_of_the_demo()
    url = transfer.address(url)
    require_current_schema(url)
    with closing(open_database(url, PATIENT)) as database:
        wrong = verify_database(database)
    for sentence in wrong:
        print(sentence)
    print(f"{len(wrong)} violations" if wrong else "all invariants hold")
    return 1 if wrong else 0


def _sign_in_link(options: argparse.Namespace) -> int:
    house = open_house(load_settings())
    with house.reading() as uow:
        person = uow.people.by_email(options.email)
    if person is None:
        print("dorfschluessel: nobody has this address", file=sys.stderr)
        return 1
    print(sign_in.make_link(house, person.id))
    return 0


def _demo(_options: argparse.Namespace) -> int:
    supervisor = importlib.import_module("booking_server.demo.supervisor")
    return int(supervisor.main(os.environ))
