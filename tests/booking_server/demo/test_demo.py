"""The demo as a whole: ready by one command, heals by itself, leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.end_to_end.running_demo import RunningDemo, this_minute
from tests.processes import of_demo
from tests.waiting import until

HALL = "dgh-benken"


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int], mosquitto: Path
) -> Iterator[RunningDemo]:
    running = RunningDemo(tmp_path_factory.mktemp("demo"), free_port())
    running.start()
    yield running
    running.stop()


def another(demo: RunningDemo, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEMO_DIR": str(demo.directory), "PORT": str(demo.port), **settings}
    command = [sys.executable, "-m", "booking_server", "demo"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def a_code_reaches_its_door(demo: RunningDemo) -> None:
    """Takes part of every process: web, worker, broker, and the simulator's door and link."""
    start = this_minute() + timedelta(days=1, minutes=len(booked) * 30)
    answer = demo.ask_until_answered("GET", "/healthz")
    assert answer.status == 200
    answer = demo.book(HALL, start, start + timedelta(minutes=30), key=f"demo-test-{len(booked)}")
    assert answer.status in (200, 201), answer
    booked.append(answer.content)
    demo.wait_until_on_door(answer.content, seconds=60)


booked: list[dict[str, object]] = []


def test_when_it_is_ready_a_code_reaches_its_door(demo: RunningDemo) -> None:
    assert set(demo.pids) == {"supervisor", "broker", "worker", "web", "simulator"}
    a_code_reaches_its_door(demo)


@pytest.mark.parametrize("name", ["web", "worker", "broker", "simulator"])
def test_it_heals_when_a_process_is_killed(demo: RunningDemo, name: str) -> None:
    killed = demo.pids[name]

    os.kill(killed, signal.SIGKILL)

    until(lambda: demo.pids[name] != killed, f"{name} is started again", seconds=5)
    a_code_reaches_its_door(demo)


def test_a_taken_port_is_said_plainly(demo: RunningDemo, tmp_path: Path) -> None:
    second = another(demo, DEMO_DIR=str(tmp_path))

    assert second.returncode == 1
    assert f"port {demo.port} is taken by another program" in second.stderr


def test_a_second_demo_in_the_same_folder_is_refused(demo: RunningDemo, free_port: Callable[[], int]) -> None:
    second = another(demo, PORT=str(free_port()))

    assert second.returncode == 1
    assert f"a demo already runs in {demo.directory}" in second.stderr


def test_stopping_leaves_no_process_and_a_second_start_keeps_everything(demo: RunningDemo) -> None:
    a_code_reaches_its_door(demo)
    before = booked[-1]

    demo.stop()

    assert demo.process is not None
    assert demo.process.returncode == 0
    assert of_demo(demo.directory) == []
    demo.start()
    assert demo.booking(before)["id"] == before["id"]
    a_code_reaches_its_door(demo)
    demo.verify()


def test_nothing_outlives_a_killed_supervisor(demo: RunningDemo) -> None:
    assert demo.process is not None
    assert len(of_demo(demo.directory)) >= 5

    demo.process.kill()
    demo.process.communicate()

    until(lambda: not of_demo(demo.directory), "every process is gone", seconds=10)


def test_it_needs_no_broker_of_the_machine(tmp_path: Path, free_port: Callable[[], int]) -> None:
    demo = RunningDemo(tmp_path, free_port(), {"DEMO_BROKER": "amqtt"})
    try:
        demo.start()
        a_code_reaches_its_door(demo)
        demo.verify()
    finally:
        demo.stop()
