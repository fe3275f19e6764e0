"""`dorfschluessel demo`: prepares everything, starts everything, keeps it running, stops everything."""

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from booking_server.cli import open_house
from booking_server.demo.children import BrokerService, Children, Program
from booking_server.demo.doors import Cable, broker_users, enrol_doors
from booking_server.demo.environment import (
    HOST,
    SERVER_USER,
    DemoFailed,
    chosen_broker,
    chosen_layout,
    chosen_port,
    server_environment,
)
from booking_server.demo.layout import Layout, is_free, write_private
from booking_server.demo.places import Town, read_towns
from booking_server.demo.readiness import Readiness
from booking_server.demo.sample_bookings import book_samples
from booking_server.demo.sample_rules import close_for_repairs
from booking_server.demo.sample_series import book_series
from booking_server.demo.seed import seed
from booking_server.demo.welcome import welcome
from booking_server.locks.broker import BrokerFailed, EmbeddedBroker, open_broker
from booking_server.services.foundation.house import House
from booking_server.settings import load_settings
from booking_server.storage.migrate import migrate

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
READY_WITHIN_SECONDS = 120.0
AGENT = "import sys; from lock_agent.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Demo:
    """A prepared demo: its data, its house, its broker and what its processes are told."""

    layout: Layout
    url: str
    house: House
    broker: EmbeddedBroker
    settings: Mapping[str, str]


def main(environment: Mapping[str, str]) -> int:
    """Runs the demo until SIGINT or SIGTERM; returns the exit status."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    try:
        layout, port = chosen_layout(environment), chosen_port(environment)
        layout.prepare()
        with layout.lock() as is_ours:
            if not is_ours:
                raise DemoFailed(f"a demo already runs in {layout.root}; choose another: DEMO_DIR=…")
            if not is_free(port):
                raise DemoFailed(f"port {port} is taken by another program; choose another: PORT=…")
            run(prepare(layout, port, environment), stopping)
    except (DemoFailed, BrokerFailed) as error:
        print(f"dorfschluessel demo: {error}", file=sys.stderr)
        return 1
    return 0


def prepare(layout: Layout, port: int, environment: Mapping[str, str]) -> Demo:
    """Fills the data directory with what is not there yet: secrets, database, halls, bookings, doors."""
    towns = read_towns()
    broker_port = layout.broker_port()
    settings = server_environment(layout, port, broker_port, environment)
    house = _seeded(settings, towns)
    users = broker_users(house, towns)
    write_private(layout.secret("mqtt_password"), users[SERVER_USER].password)
    enrol_doors(house, towns, layout, Cable(HOST, broker_port))
    broker = open_broker(layout.broker, broker_port, users, prefer=chosen_broker(environment))
    return Demo(layout, f"http://{HOST}:{port}", house, broker, settings)


def run(demo: Demo, stopping: threading.Event) -> None:
    """Starts the services in order and keeps them running until `stopping` is set. Raises DemoFailed."""
    # Not to the standard output: whoever has read the ready line may read no further.
    file = demo.layout.logs / "supervisor.log"
    logging.basicConfig(filename=file, format="%(asctime)s %(message)s", force=True)
    children, readiness = Children(demo.layout.pids), Readiness(demo.house, demo.url)
    try:
        children.run(BrokerService(demo.broker))
        children.run(_program(demo, "worker", "-m", "booking_server", "worker"))
        children.run(_program(demo, "web", "-m", "booking_server", "serve"))
        _heal_until(readiness.web, demo, children, stopping)
        # Last: what a door says when it connects counts as heard just now only if the worker listens.
        simulation = str(demo.layout.simulation)
        children.run(_program(demo, "simulator", "-c", AGENT, "simulate", "--config", simulation))
        _heal_until(readiness.doors, demo, children, stopping)
        if not stopping.is_set():
            print(welcome(demo.house, demo.url, demo.broker.kind, demo.layout), flush=True)
            print(f"READY {demo.url}", flush=True)
        while not stopping.wait(LOOK_SECONDS):
            _heal(children)
    finally:
        print("stopping", flush=True)
        children.stop()
        demo.house.database.close()


def _seeded(settings: Mapping[str, str], towns: tuple[Town, ...]) -> House:
    loaded = load_settings(settings)
    migrate(loaded.database_url)
    house = open_house(loaded)
    seed(house, towns)
    book_samples(house, towns)
    book_series(house, towns)
    close_for_repairs(house)
    return house


def _program(demo: Demo, name: str, *arguments: str) -> Program:
    return Program(name, [sys.executable, *arguments], demo.settings, demo.layout.logs)


def _heal_until(
    missing: Callable[[], str], demo: Demo, children: Children, stopping: threading.Event
) -> None:
    """Returns when nothing is missing any more, or when `stopping` is set. Raises DemoFailed."""
    late_at = time.monotonic() + READY_WITHIN_SECONDS
    while (lacks := missing()) and not stopping.wait(LOOK_SECONDS):
        _heal(children)
        if time.monotonic() > late_at:
            raise DemoFailed(f"not ready in time: {lacks}; see {demo.layout.logs}")


def _heal(children: Children) -> None:
    for name in children.heal():
        log.warning("%s had ended and was started again", name)
