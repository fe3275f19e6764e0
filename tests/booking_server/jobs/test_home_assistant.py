"""The bridge to Home Assistant at a real broker: kept up, killed, turned away, and never in anybody's way."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from booking_server.jobs.bridging import LONGEST_PAUSE_S, pause
from booking_server.jobs.home_assistant import HomeAssistantWork
from booking_server.jobs.worker import run_worker
from booking_server.locks.keyring import Keyring
from booking_server.services.bookings import bookings
from booking_server.services.lora import bridges
from booking_server.settings import HomeAssistant, load_settings
from booking_server.storage.tables import door_commands, venues
from tests.booking_server.doors import enrol
from tests.booking_server.publishing.discovery_rules import check_announcement
from tests.booking_server.publishing.home_broker import PASSWORDS, Home, HomeBroker
from tests.builders import MASTER_KEY, Village, a_request
from tests.processes import MORTAL

Eventually = Callable[..., None]
CONFIG = "homeassistant/device/dorfschluessel_dgh-benken/config"
STATE = "dorfschluessel/dgh-benken/state"
RINGS = (("known", Keyring.from_master(MASTER_KEY)), ("other", Keyring.from_master(bytes(32))))
BRIDGE = "dorfschluessel/wiesenburg-mark/bridge"


@pytest.fixture
def broker(tmp_path: Path, free_port: Callable[[], int], mosquitto: Path) -> Iterator[HomeBroker]:
    one = HomeBroker(tmp_path / "home", free_port(), mosquitto)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def home(broker: HomeBroker) -> Iterator[Home]:
    one = broker.home()
    yield one
    one.close()


@pytest.fixture
def hall(village: Village) -> Village:
    """Benken has a door that is there, and so has the hall next door."""
    for venue, name in ((village.cast.benken, "d-benken"), (village.cast.luette, "d-luette")):
        enrol(village.house, venue, name)
        with village.house.unit_of_work() as uow:
            uow.doors.note(name, reports_online=True, last_seen_at=uow.now, contact="closed", clock="ok")
            uow.commit()
    return village


@contextmanager
def bridged(village: Village, wanted: HomeAssistant) -> Iterator[threading.Event]:
    """The bridge at work; it ends in order."""
    stopping = threading.Event()
    work = HomeAssistantWork(village.house, wanted, stopping, 0.05, 0.05)
    thread = threading.Thread(target=work.run)
    thread.start()
    try:
        yield stopping
    finally:
        stopping.set()
        thread.join()


def state(home: Home) -> dict[str, Any]:
    raw = home.heard.get(STATE)
    return json.loads(raw) if raw else {}


def failure(village: Village) -> str | None:
    with village.house.reading() as uow:
        bridge = uow.bridges.of_town(village.cast.municipality.id)
    return None if bridge is None else bridge.failure if not bridge.is_up else "up"


def test_halls_are_announced_renamed_and_missed(
    hall: Village, broker: HomeBroker, home: Home, eventually: Eventually
) -> None:
    with bridged(hall, broker.wanted()):
        eventually(lambda: home.heard.get(BRIDGE) == b"online", "the bridge says that it is there")
        later = broker.home()
        eventually(lambda: len(later.heard) == 3, "what was told is kept for who comes later")
        check_announcement(CONFIG, json.loads(later.heard[CONFIG]))
        assert json.loads(later.heard[STATE])["connectivity"] == "ON"
        assert set(later.heard) == {CONFIG, STATE, BRIDGE}
        later.close()

        with hall.house.unit_of_work() as uow:
            uow.connection.execute(
                update(venues).where(venues.c.slug == "dgh-benken").values(name="Bürgerhaus")
            )
            uow.commit()
        eventually(lambda: "Bürgerhaus" in home.heard[CONFIG].decode(), "the new name")
        with hall.house.unit_of_work() as uow:
            uow.doors.note("d-benken", reports_online=False)
            uow.commit()
        eventually(lambda: state(home)["connectivity"] == "OFF", "the door is away")
        assert failure(hall) == "up"

    eventually(lambda: home.heard[BRIDGE] == b"offline", "a goodbye")


def test_a_killed_worker_is_shown_as_away(
    hall: Village, broker: HomeBroker, home: Home, eventually: Eventually
) -> None:
    address = [hall.url, str(broker.port), PASSWORDS["dorfschluessel"]]
    command = [*MORTAL, sys.executable, "-m", "tests.booking_server.bridge_worker", *address]
    worker = subprocess.Popen(command)
    try:
        eventually(lambda: home.heard.get(BRIDGE) == b"online", "the bridge is up", seconds=20)
    finally:
        worker.kill()
        worker.wait()

    eventually(lambda: home.heard[BRIDGE] == b"offline", "the will of the killed worker")
    later = broker.home()
    eventually(lambda: later.heard.get(BRIDGE) == b"offline", "the will is kept")
    later.close()


def test_a_home_assistant_that_starts_is_told_everything_again_and_nothing_else_is_heard(
    hall: Village, broker: HomeBroker, home: Home, eventually: Eventually
) -> None:
    def count(topic: str) -> int:
        return [one for one, _ in home.client.received].count(topic)

    with bridged(hall, broker.wanted()):
        eventually(lambda: count(BRIDGE) == 1, "told once")
        home.client.publish("dorfschluessel/befehl", b"OPEN")
        home.client.publish("homeassistant/device/dorfschluessel_dgh-benken/set", b"UNLOCK")
        home.client.publish("homeassistant/status", b"offline")
        home.client.publish("homeassistant/status", b"online")
        eventually(lambda: count(CONFIG) == 2 and count(STATE) == 2 and count(BRIDGE) == 2, "told again")

    with hall.house.reading() as uow:
        assert uow.connection.execute(select(door_commands)).all() == []


def test_a_broker_that_went_away_is_found_again(
    hall: Village, broker: HomeBroker, home: Home, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    home.close()
    with bridged(hall, broker.wanted()):
        eventually(lambda: failure(hall) == "up", "the bridge is up")
        broker.stop()
        eventually(lambda: failure(hall) in ("unreachable", "silent"), "the line says so")
        broker.start()
        eventually(lambda: failure(hall) == "up", "up again")
        again = broker.home()
        eventually(lambda: set(again.heard) >= {CONFIG, STATE, BRIDGE}, "an empty broker is told everything")
        again.close()

    with bridged(hall, broker.wanted(password="wrong-canary")):
        eventually(lambda: failure(hall) == "refused", "the line says what is wrong")
    assert "canary" not in caplog.text


def test_the_password_goes_only_to_a_broker_the_authority_vouches_for(
    hall: Village,
    tmp_path: Path,
    free_port: Callable[[], int],
    mosquitto: Path,
    eventually: Eventually,
) -> None:
    known, _ = [HomeBroker(tmp_path / name, free_port(), mosquitto, tls=ring) for name, ring in RINGS]
    known.start()
    try:
        for ca_file, said in (
            (tmp_path / "known" / "ca.crt", "up"),
            (tmp_path / "other" / "ca.crt", "certificate"),
            (tmp_path / "missing.crt", "certificate"),
        ):
            with bridged(hall, known.wanted(ca_file=str(ca_file))):
                eventually(lambda said=said: failure(hall) == said, f"the line says {said}")
            bridges.note(hall.house, hall.cast.municipality.id, failure="silent")
    finally:
        known.stop()


def test_a_bridge_that_fails_holds_up_no_mail_and_does_not_end_the_worker(
    hall: Village, tmp_path: Path, free_port: Callable[[], int], eventually: Eventually
) -> None:
    settings = load_settings(
        {
            "DATABASE_URL": hall.url,
            "MASTER_KEY": MASTER_KEY.hex(),
            "SECRET_KEY": MASTER_KEY.hex(),
            "MAILBOX_DIR": str(tmp_path / "mail"),
            "HOME_ASSISTANT_HOST": "127.0.0.1",
            "HOME_ASSISTANT_PORT": str(free_port()),
            "HOME_ASSISTANT_TOWN": "wiesenburg-mark",
        }
    )
    stopping = threading.Event()
    worker = threading.Thread(target=run_worker, args=(hall.house, settings, stopping))
    worker.start()
    try:
        eventually(lambda: failure(hall) == "unreachable", "the bridge has failed")
        bookings.book(hall.house, a_request())
        eventually(lambda: list((tmp_path / "mail").glob("*.eml")), "the mail left", seconds=10)
        assert worker.is_alive()
    finally:
        stopping.set()
        worker.join()


def test_what_nobody_foresaw_is_noted_and_tried_again(
    hall: Village, broker: HomeBroker, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(bridges, "halls_shown", broken)
        with bridged(hall, broker.wanted()):
            eventually(lambda: failure(hall) == "unforeseen", "the line says so")
            patch.undo()
            eventually(lambda: failure(hall) == "up", "it was tried again")


def test_what_breaks_before_there_is_a_connection_does_not_end_the_bridge(
    hall: Village, broker: HomeBroker, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def broken(*_: object) -> None:
        tries.append(1)
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(bridges, "town_at", broken)
        with bridged(hall, broker.wanted()):
            eventually(lambda: len(tries) > 1, "it was tried again")
            patch.undo()
            eventually(lambda: failure(hall) == "up", "it came up")


def test_a_message_of_any_size_does_not_fill_the_memory(
    hall: Village, broker: HomeBroker, home: Home, eventually: Eventually
) -> None:
    home.client.publish("homeassistant/status", bytes(5_000_000), retain=True)

    with bridged(hall, broker.wanted()):
        eventually(lambda: failure(hall) == "silent", "it was not read")
        home.client.publish("homeassistant/status", b"", retain=True)
        eventually(lambda: failure(hall) == "up", "it came up when that was gone")


def test_pauses_grow_vary_and_stay_bounded() -> None:
    drawn = [[pause(tries) for _ in range(50)] for tries in (1, 4, 400)]

    assert all(1 <= one <= 2 for one in drawn[0])
    assert all(8 <= one <= 16 for one in drawn[1])
    assert all(LONGEST_PAUSE_S / 2 <= one <= LONGEST_PAUSE_S for one in drawn[2])
    assert all(len(set(one)) > 1 for one in drawn)
