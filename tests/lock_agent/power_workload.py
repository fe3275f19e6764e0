"""A door and its link at work in one process, to be watched. Says on stdout what it has promised.

Run as `python -m tests.lock_agent.power_workload DIRECTORY SYNCHRONOUS DAYS`. A line on stdout means: whoever
stands at the door, or the server, has seen everything up to here.
"""

import json
import os
import sys
from pathlib import Path

from lock_agent import database, facts, journal
from lock_agent.contract.events import Event, EventType
from lock_agent.core.values import CodeEntered, Ticked
from lock_agent.incoming import Incoming
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.store import Store
from lock_agent.units import DoorUnit, open_door
from tests.lock_agent.server import RIGHT_PIN, WRONG_PIN
from tests.lock_agent.stores import an_event, sealed

MISTYPED = "12345672"
OFTEN_PAGES = 40
"""SQLite moves the log into the database so often here, that a short run sees it happen."""


class Outputs:
    """Strike and signals that do nothing: what counts is what was stored before them."""

    def pulse(self, ms: int) -> None:
        """Energise."""

    def show(self, pattern: str) -> None:
        """Show."""

    def secure(self) -> None:
        """Secure."""


def main(data: Path, synchronous: int, days: int) -> None:
    """Two boots of a door: snapshots come, people type, the server acknowledges."""
    database.BASELINE["synchronous"] = synchronous
    for boot in ("monday", "tuesday"):
        loop = Loop()
        site = Site(data, load_settings(), Machine(), boot)
        unit = open_door(site, loop, strike=Outputs(), signals=Outputs())
        link = site.open_store()
        for store in (unit.store, link):
            store.reader.execute(f"PRAGMA wal_autocheckpoint={OFTEN_PAGES}")
        for day in range(days):
            serve(unit, link, ver=(1 if boot == "monday" else 2) * 1000 + day)
        link.close()
        unit.close()
        loop.close()


def serve(unit: DoorUnit, link: Store, *, ver: int) -> None:
    """Let a day pass at the door; its snapshots are of this version."""
    incoming = Incoming(link, stamp=stamp)
    for kind in ("cfg", "creds"):
        incoming.take(kind, sealed(kind, ver, RIGHT_PIN))
        promise(link)
    unit.door.ask()
    for digits in (RIGHT_PIN, MISTYPED, WRONG_PIN, MISTYPED):
        unit.door.feed(CodeEntered(digits))
        promise(unit.store)
    unit.door.feed(Ticked())
    stored = journal.outbox(link.reader).last_seq - 2
    promise(link, stored=stored)  # from now on the server has them
    with link.transaction() as connection:
        journal.acknowledge(connection, stored)


def stamp(type_: EventType, data: dict[str, object]) -> Event:
    """Return an event of the link."""
    return an_event(type_, **data)


def promise(store: Store, *, stored: int | None = None) -> None:
    """Say what is there; events up to `stored` are at the server and need not be here."""
    durable = store.durable()
    last = journal.outbox(store.reader).last_seq
    first = [event.seq for event in journal.pending(store.reader, most=1)]
    said = {
        "last": last,
        "waiting": stored + 1 if stored is not None else [*first, last + 1][0],
        "chain": facts.read(store.reader, journal.CHAIN),
        "versions": dict(store.reader.execute("SELECT kind, ver FROM snapshots").fetchall()),
        "pin_full_at": durable.throttle.pin_full_at,
        "floor": durable.floor,
    }
    os.write(1, json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
