"""The watchdog of the door: fed by a door that works, and by no other."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lock_agent.canary import Canary
from lock_agent.core.values import KeyPressed, Ticked
from lock_agent.programs.watchdog import Watchdog, interval_s
from tests.lock_agent.bench import DAY, Bench
from tests.lock_agent.server import enrol
from tests.waiting import until


@pytest.mark.parametrize("bench", [Bench(), Bench().connect(), Bench(has_rtc=False).set_clock(0)])
def test_the_canary_sings_in_any_state_of_a_sound_door(bench: Bench) -> None:
    for digits in ["99999999"] * 40:
        bench.enter(digits)

    assert Canary().sings(bench.state, bench.moment)
    assert Canary().sings(bench.later(90 * DAY).state, bench.moment)


def test_the_canary_leaves_no_trace() -> None:
    bench = Bench()
    before = bench.state

    Canary().sings(bench.state, bench.moment)

    assert bench.state is before
    assert bench.pulses == 0


def test_the_canary_falls_silent_with_a_mind_that_lets_everybody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    one_key = Ed25519PrivateKey.generate()
    monkeypatch.setattr(Ed25519PrivateKey, "generate", lambda: one_key)
    bench = Bench()

    assert not Canary().sings(bench.state, bench.moment), "what is taken for forged was let in"


def test_the_canary_falls_silent_with_a_mind_that_breaks() -> None:
    bench = Bench()
    broken = replace(bench.state, clock=None)  # type: ignore[arg-type]

    assert not Canary().sings(broken, bench.moment)


def fed(*steps: str, sings: bool = True) -> int:
    """Return how often a watchdog is fed: `t`ick, `k`ey, `c`heck."""
    meals: list[int] = []
    watchdog = Watchdog(lambda: sings, lambda: meals.append(1))
    for step in steps:
        if step == "c":
            watchdog.check()
        else:
            watchdog.observe(Ticked() if step == "t" else KeyPressed("1"), ())
    return len(meals)


def test_a_door_that_ticks_is_fed_and_one_that_only_hears_keys_is_not() -> None:
    assert fed("t", "c", "t", "t", "c") == 2
    assert fed("c", "k", "c") == 0
    assert fed("t", "c", "c", "c") == 1


def test_a_silent_canary_starves_the_watchdog() -> None:
    assert fed("t", "c", sings=False) == 0


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 10.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 10.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_systemd_says_whether_and_how_often_it_wants_to_hear(
    environment: dict[str, str], seconds: float | None
) -> None:
    assert interval_s(environment) == seconds


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    one = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.bind(str(tmp_path / "notify"))
    one.settimeout(10)
    yield one
    one.close()


def test_a_real_door_feeds_its_watchdog_until_it_hangs(tmp_path: Path, listener: socket.socket) -> None:
    data = enrol(tmp_path / "door", 1883)
    environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "4500000"}
    environment.pop("WATCHDOG_PID", None)
    command = [sys.executable, "-m", "lock_agent.cli", "door", "--data", str(data), "--bench"]
    door = subprocess.Popen(command, env=environment)

    assert listener.recv(64) == b"READY=1"
    assert listener.recv(64) == b"WATCHDOG=1"
    door.send_signal(signal.SIGSTOP)
    until(lambda: "T (stopped)" in Path(f"/proc/{door.pid}/status").read_text(), "hangs")
    while select.select([listener], [], [], 0)[0]:
        listener.recv(64)
    readable, _, _ = select.select([listener], [], [], 2)
    door.send_signal(signal.SIGCONT)
    door.terminate()
    door.wait(10)

    assert not readable
