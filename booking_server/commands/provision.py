"""dorfschluessel provision HALL --out FILE: what a technician copies onto a fresh card, with a new token."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from booking_server.commands.releases import shelf_of
from booking_server.locks.provisioning import PROFILES
from booking_server.services.doors import provisioning
from booking_server.services.foundation.house import House
from booking_server.settings import Settings

SUMMARY = "write the files that make a fresh Raspberry Pi a door of a hall"


def add_to(commands: Any, open_house: Callable[[], House], load: Callable[[], Settings]) -> None:
    """Add this command to the parser."""
    parser = commands.add_parser("provision", help=SUMMARY, description=SUMMARY)
    parser.add_argument("hall", help="slug of the hall")
    parser.add_argument(
        "--out", type=Path, required=True, help="ZIP to be written; it holds a token: keep it"
    )
    parser.add_argument("--name", default="Eingang", help="what the door is called")
    parser.add_argument("--profile", choices=PROFILES, default="a", help="how the door is built")
    parser.add_argument("--time-server", nargs="*", default=(), help="the municipality's own, by name")
    parser.set_defaults(command=lambda options: _provision(open_house(), load(), options))


def _provision(house: House, settings: Settings, options: argparse.Namespace) -> int:
    packed = provisioning.for_console(
        house,
        options.hall,
        shelf_of(settings),
        name=options.name,
        profile=options.profile,
        time_servers=tuple(options.time_server),
    )
    with open(os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(packed)
    print(options.out)
    return 0
