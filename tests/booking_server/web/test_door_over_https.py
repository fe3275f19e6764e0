"""A hall that lets no MQTT out: the real link program comes over HTTPS to the real server, and goes back."""

import os
import random
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from waitress.server import create_server
from waitress.wasyncore import close_all

import lock_agent
from booking_server.domain.bookings import Booking
from booking_server.domain.commands import CommandState
from booking_server.domain.doors import Door
from booking_server.jobs.doors import DoorWork
from booking_server.locks.link import ServerLink
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.doors import remote_release
from booking_server.services.foundation.house import utc_now
from booking_server.services.operation.verify import verify
from booking_server.services.promises import snapshots
from booking_server.settings import BrokerAddress
from calendars.period import Period
from lock_agent import journal
from lock_agent.bench.door_controls import Watcher
from lock_agent.contract.enrolment import FILE_NAME, load_enrolment
from lock_agent.contract.events import Event
from lock_agent.core.values import CodeEntered
from lock_agent.link_unit import open_link
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.store import Store
from lock_agent.units import DoorUnit, open_door
from tests.booking_server.devices import certify
from tests.booking_server.web.conftest import MakeSite
from tests.booking_server.web.tls_front import TlsFront
from tests.builders import Village, a_request
from tests.lock_agent.conftest import Broker
from tests.lock_agent.power_workload import Outputs
from tests.lock_agent.test_bench import resident_mib
from tests.lock_agent.test_link import turning
from tests.processes import MORTAL
from tests.waiting import until


@pytest.fixture
def server(make_site: MakeSite, village: Village, free_port: Callable[[], int]) -> Iterator[str]:
    """The address of the running server."""
    village.house = replace(village.house, clock=utc_now)
    port = free_port()
    running = create_server(make_site(), host="127.0.0.1", port=port, threads=16)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    with village.house.unit_of_work() as uow:  # nobody is kept waiting any longer
        for door in uow.doors.all():
            uow.door_sessions.end(door.id)
        uow.commit()
    running.trigger.pull_trigger(lambda: close_all(running._map))
    thread.join()
    running.task_dispatcher.shutdown()


@pytest.fixture
def data(village: Village, server: str, tmp_path: Path, free_port: Callable[[], int]) -> Path:
    """The directory of an enrolled device whose broker cannot be reached."""
    path = tmp_path / "device"
    certify(
        village.house, village.cast.frau_weber, village.cast.benken, path, server=server, port=free_port()
    )
    return path


AS_INSTALLED = os.pathsep.join((str(Path(lock_agent.__file__).parents[1]), sysconfig.get_path("purelib")))
"""Where a device looks for modules: not by the finder of a checkout, which takes memory of its own."""


class Program:
    """The link as systemd runs it."""

    def __init__(self, data: Path, **environment: str) -> None:
        self._command = [sys.executable, "-S", "-m", "lock_agent.cli", "link", "--data", str(data)]
        self._environment = {**os.environ, "PYTHONPATH": AS_INSTALLED, **environment}
        self.start()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def start(self) -> None:
        """Start it; it does not wait long for MQTT."""
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            [*MORTAL, *self._command, "--https-after", "0.05"], env=self._environment, stderr=quiet
        )

    def kill(self) -> None:
        """SIGKILL it."""
        self._process.kill()
        self._process.wait()


@pytest.fixture
def program(data: Path) -> Iterator[Program]:
    one = Program(data)
    yield one
    one.kill()


class DoorWithPeople:
    """The door unit of the device; people type at it, and its loop turns while a test waits."""

    def __init__(self, data: Path) -> None:
        self.loop, self.watcher, self.outputs = Loop(), Watcher(), Outputs()
        self.unit: DoorUnit = open_door(
            Site(data, load_settings(), Machine(), "monday"),
            self.loop,
            strike=self.outputs,
            signals=self.outputs,
            observe=self.watcher,
        )

    def type(self, digits: str) -> str:
        """Type a code; return the reason in the log."""
        self.unit.door.feed(CodeEntered(digits))
        return str(self.watcher.take()["reason"])

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Serve until something has happened."""
        until(turning(self.loop, condition), what, seconds=10)


@contextmanager
def a_door(data: Path) -> Iterator[DoorWithPeople]:
    one = DoorWithPeople(data)
    try:
        yield one
    finally:
        one.unit.close()
        one.loop.close()


def door_of(village: Village, data: Path) -> Door:
    with village.house.reading() as uow:
        return uow.doors.get(load_enrolment(data / FILE_NAME).device)


def a_booking(village: Village) -> Booking:
    start = village.house.clock().replace(microsecond=0) + timedelta(minutes=5)
    return bookings.book(village.house, a_request(period=Period(start, start + timedelta(hours=2)))).booking


def published(village: Village, data: Path) -> int:
    """Do what the worker does with a booking: make the door's snapshots; return the newest version."""
    device = load_enrolment(data / FILE_NAME).device
    snapshots.refresh(village.house, device, lambda *_: None)
    with village.house.reading() as uow:
        newest = uow.doors.snapshot(device, "creds")
        assert newest is not None
        return newest.version


def pin_of(village: Village, booking: Booking) -> str:
    codes = booking_by_id(village.house, booking.id).codes
    assert codes is not None
    return codes.pin


def stored(village: Village, data: Path) -> list[int]:
    with village.house.reading() as uow:
        door = uow.doors.get(load_enrolment(data / FILE_NAME).device)
        return sorted(uow.door_events.known(door.id, door.log_epoch, 0, 100_000))


def written(store: Store) -> int:
    return journal.outbox(store.reader).last_seq


def happen(store: Store, times: int) -> None:
    """Let the door write down so many refused attempts."""
    event = Event(0, store.boot, 5, int(time.time()), "ok", "access", None, {"granted": False})
    with store.transaction() as connection:
        for _ in range(times):
            store.append(connection, event)


def test_a_new_code_reaches_the_door_and_its_use_the_server(
    village: Village, data: Path, program: Program
) -> None:
    until(lambda: door_of(village, data).via == "https", "it comes over HTTPS")
    booking = a_booking(village)
    version, began = published(village, data), time.monotonic()

    until(lambda: door_of(village, data).applied_creds == version, "the door has the code")
    took = time.monotonic() - began
    with a_door(data) as door:
        assert door.type(pin_of(village, booking)) == "ok"
        door.until(lambda: booking_by_id(village.house, booking.id).events, "the server knows who came")

    assert took < 3
    assert [event.reason for event in booking_by_id(village.house, booking.id).events] == ["ok"]
    assert door_of(village, data).signs


def test_over_tls_checked_by_what_the_system_trusts_it_stays_small(
    village: Village, data: Path, server: str, tmp_path: Path
) -> None:
    front = TlsFront(tmp_path, int(server.rpartition(":")[2]))
    replace(load_enrolment(data / FILE_NAME), server=front.address).save(data / FILE_NAME)
    program = Program(data, SSL_CERT_DIR=str(front.trusted))
    with closing(Store(data, load_enrolment(data / FILE_NAME), boot_id="monday")) as store:
        happen(store, 300)
        version = published(village, data)
        until(lambda: door_of(village, data).applied_creds == version, "it has its snapshots", seconds=30)
        until(lambda: journal.outbox(store.reader).depth == 0, "all is acknowledged", seconds=30)
    size = resident_mib(program.pid)
    program.kill()
    front.close()

    print(f"over TLS: {size:.1f} MiB")
    assert door_of(village, data).via == "https"
    assert size < 40


def test_every_event_arrives_once_whatever_is_killed(
    village: Village, data: Path, program: Program, volume: Callable[[int, int], int]
) -> None:
    dice = random.Random(20261130)
    with closing(Store(data, load_enrolment(data / FILE_NAME), boot_id="monday")) as store:
        for _ in range(volume(3, 300)):
            happen(store, dice.randint(1, 120))
            until(lambda: written(store) - journal.outbox(store.reader).depth > dice.randint(0, 5), "begun")
            program.kill()
            program.start()
        patience = volume(30, 600)  # of three hundred kills ten thousand events are left
        until(lambda: journal.outbox(store.reader).depth == 0, "all is acknowledged", seconds=patience)
        assert stored(village, data) == list(range(1, written(store) + 1))
    assert verify(village.house) == ()
    assert door_of(village, data).rival_at is None


def test_the_desk_opens_a_door_over_https(village: Village, data: Path, program: Program) -> None:
    clerk, device = village.cast.frau_weber, load_enrolment(data / FILE_NAME).device
    published(village, data)
    until(lambda: door_of(village, data).applied_cfg, "the door has its settings", seconds=30)
    with a_door(data) as door:
        command = remote_release.open_now(village.house, clerk, device, why="Lieferung")

        def state() -> CommandState:
            return remote_release.look(village.house, clerk, command.id)[0].state

        door.until(lambda: state() is CommandState.DONE, "opened")


def test_back_and_forth_doubles_nothing(
    village: Village, data: Path, mosquitto: Path, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    (tmp_path / "broker").mkdir()
    broker = Broker(mosquitto, tmp_path / "broker", load_enrolment(data / FILE_NAME).port)
    uplink = ServerLink(BrokerAddress("127.0.0.1", broker.port, "server", ""))
    stopping, loop = threading.Event(), Loop()
    worker = threading.Thread(target=DoorWork(village.house, uplink, stopping).run)
    uplink.start()
    worker.start()
    link = open_link(Site(data, load_settings(), Machine(), "monday"), loop, https_after_s=0.05)
    ways: list[str] = []
    store = Store(data, load_enrolment(data / FILE_NAME), boot_id="monday")
    try:
        for way in ("https", "mqtt", "https", "mqtt"):
            broker.start() if way == "mqtt" else broker.stop()
            if way == "mqtt":
                until(uplink.connected.is_set, "the worker is back", seconds=40)
            link.local_change()
            until(turning(loop, lambda way=way: link.via == way), f"over {way}", seconds=20)
            happen(store, 70)
            link._look()
            until(turning(loop, lambda: not journal.outbox(store.reader).depth), "sent", seconds=20)
            until(turning(loop, lambda way=way: door_of(village, data).via == way), "known", seconds=20)
            ways.append(door_of(village, data).via)
    finally:
        last = written(store)
        store.close()
        link.close()
        loop.close()
        stopping.set()
        worker.join()
        uplink.stop()
        broker.stop()

    assert ways == ["https", "mqtt", "https", "mqtt"]
    assert stored(village, data) == list(range(1, last + 1))
    assert verify(village.house) == ()
    assert not door_of(village, data).reports_online
