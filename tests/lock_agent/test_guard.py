"""The guard: a process of its own that secures the strike whatever becomes of the door (protocol §10)."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lock_agent.core.values import Disturbed, Input, Restored
from lock_agent.hardware.caretaker import Caretaker
from lock_agent.hardware.guarded import GuardedOutputs
from lock_agent.hardware.history import FileHistory, Transition
from lock_agent.loop import Loop
from tests.waiting import until

DOOR = """
import sys
from pathlib import Path
from lock_agent.hardware.guarded import GuardedOutputs
from lock_agent.loop import Loop
from lock_agent.hardware.caretaker import Caretaker
from lock_agent.programs.guard import starter
from lock_agent.programs.options import Options

def obey():
    outputs.pulse(int(sys.stdin.readline()))
    print("pulsed", flush=True)

loop = Loop()
outputs = GuardedOutputs(starter(Options(data=Path(sys.argv[1]), bench=True)))
Caretaker(outputs, loop)
loop.watch(sys.stdin, obey)
loop.run()
"""
"""A door reduced to its strike: it pulses when told."""


class Guard:
    """A guard and the door's end of its socket, held by the test."""

    def __init__(self, data: Path) -> None:
        self.history = FileHistory(data / "strike.history")
        self.orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "lock_agent.cli", "guard", "--bench", "--data", str(data)]
        with theirs:
            command += ["--orders", str(theirs.fileno())]
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()])

    def pulse(self, ms: int, *, asked_ago_ms: int = 0) -> None:
        asked = time.monotonic_ns() // 1_000_000 - asked_ago_ms
        self.orders.send(f"pulse {ms} {asked}".encode())

    def await_on(self) -> None:
        until(lambda: self.levels()[-1:] == [1], "energised")

    def levels(self) -> list[int]:
        return levels(self.history)

    def longest_ms(self) -> int:
        return longest(list(self.history.read()))


def levels(history: FileHistory) -> list[int]:
    """Return the levels the pin went through."""
    return [level for _, level in history.read()]


def longest(transitions: list[Transition]) -> int:
    """Return the longest time energised, ms; the strike must be secured at the end."""
    assert [level for _, level in transitions] == [1, 0] * (len(transitions) // 2)
    ups, downs = transitions[0::2], transitions[1::2]
    return max(down - up for (up, _), (down, _) in zip(ups, downs, strict=True))


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Guard]:
    one = Guard(tmp_path)
    yield one
    one.orders.close()
    try:
        one.process.wait(5)
    finally:
        one.process.kill()


def test_a_pulse_ends_by_the_guards_own_clock_while_the_door_hangs(guard: Guard) -> None:
    guard.pulse(200)

    until(lambda: guard.levels() == [1, 0], "secured")
    assert 200 <= guard.longest_ms() < 700


def test_a_pulse_ends_when_the_door_is_gone(guard: Guard) -> None:
    guard.pulse(8000)
    guard.await_on()

    guard.orders.close()

    assert guard.process.wait(5) == 0
    assert guard.longest_ms() < 1000


def test_sigterm_ends_the_pulse(guard: Guard) -> None:
    guard.pulse(8000)
    guard.await_on()

    guard.process.terminate()

    assert guard.process.wait(5) == 0
    assert guard.levels() == [1, 0]


def test_an_exception_in_the_guard_ends_the_pulse(guard: Guard) -> None:
    guard.pulse(8000)
    guard.await_on()

    guard.process.send_signal(signal.SIGALRM)  # nobody handles it: the next guard finds the pin energised

    guard.process.wait(5)
    successor = Guard(guard.history._path.parent)
    until(lambda: successor.levels() == [1, 0], "the successor secures")
    successor.orders.close()
    successor.process.wait(5)


def test_a_pulse_that_waited_for_a_hanging_guard_opens_for_nobody(guard: Guard) -> None:
    guard.pulse(100, asked_ago_ms=5000)
    guard.pulse(100)

    until(lambda: guard.levels() == [1, 0], "only the second one")


@pytest.mark.parametrize("order", [b"pulse", b"pulse -1 0", b"pulse x 0", b"open", b"\xff" * 64])
def test_an_order_nobody_knows_does_nothing(guard: Guard, order: bytes) -> None:
    guard.orders.send(order)
    guard.pulse(50)

    until(lambda: guard.levels() == [1, 0], "only the pulse")


def test_a_killed_guard_is_replaced_by_one_that_secures(tmp_path: Path) -> None:
    history = FileHistory(tmp_path / "strike.history")
    with _a_door(tmp_path) as door:
        _pulse(door, 8000)
        until(lambda: list(history.read()), "energised")

        os.kill(_guard_of(door), signal.SIGKILL)
        until(lambda: levels(history) == [1, 0], "secured by the next guard")
        _pulse(door, 50)
        until(lambda: levels(history) == [1, 0, 1, 0], "which serves the door")
        door.kill()


def test_the_strike_is_never_energised_longer_than_its_pulse_when_the_door_is_killed(
    tmp_path: Path, volume: Callable[[int, int], int]
) -> None:
    chance = random.Random(20261123)
    history = FileHistory(tmp_path / "strike.history")
    for number in range(volume(8, 300)):
        guard = Guard(tmp_path)
        door = _holder(guard.orders)
        pulse_ms = chance.choice([30, 60, 8000])
        guard.pulse(pulse_ms)
        guard.orders.close()  # from now on the door alone holds the guard's other end
        until(lambda seen=2 * number: len(list(history.read())) > seen, "energised")
        _let_pass(chance.random() / 20)

        killed_ms = time.monotonic_ns() // 1_000_000
        door.kill()
        door.wait(5)

        guard.process.wait(5)
        (up, _), (down, _) = list(history.read())[-2:]
        assert down <= min(up + pulse_ms, max(killed_ms, up)) + 500
    assert levels(history) == [1, 0] * volume(8, 300)


def _let_pass(seconds: float) -> None:
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() >= end, "time passes")


def _holder(orders: socket.socket) -> "subprocess.Popen[bytes]":
    """Return a process that is nothing but a door's end of the socket: quick to start, as easy to kill."""
    return subprocess.Popen(["sleep", "60"], pass_fds=[orders.fileno()])


def _a_door(data: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", DOOR, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )


def _pulse(door: "subprocess.Popen[bytes]", ms: int) -> None:
    assert door.stdin is not None
    assert door.stdout is not None
    door.stdin.write(f"{ms}\n".encode())
    assert door.stdout.readline() == b"pulsed\n"


def _guard_of(door: "subprocess.Popen[bytes]") -> int:
    children = Path(f"/proc/{door.pid}/task/{door.pid}/children").read_text().split()
    return int(children[-1])


def test_a_guard_that_cannot_start_does_not_keep_the_door_busy() -> None:
    starts: list[float] = []

    def start(_: socket.socket) -> int:
        starts.append(time.monotonic())
        return 0  # gone at once: nobody holds the other end

    loop = Loop()
    outputs = GuardedOutputs(start)
    Caretaker(outputs, loop)
    until(lambda: loop.turn(0.05) or len(starts) >= 3, "two successors")
    outputs.close()
    loop.close()

    assert starts[2] - starts[0] >= 1.9


class Staff:
    """Guards that are hired, say that they serve, and leave."""

    def __init__(self) -> None:
        self.ends: list[socket.socket] = []

    def start(self, end: socket.socket) -> int:
        self.ends.append(end.dup())
        return 7

    def serve(self) -> None:
        self.ends[-1].send(b"ready")

    def leave(self) -> None:
        self.ends.pop().close()


def test_a_door_whose_strike_nobody_can_drive_says_so_once_and_when_it_is_over() -> None:
    heard: list[Input] = []
    staff, loop = Staff(), Loop()
    outputs = GuardedOutputs(staff.start)
    caretaker = Caretaker(outputs, loop, pause_s=0.01)

    for _ in range(3):
        staff.leave()
        until(lambda: loop.turn(0.05) or staff.ends, "the next one")
    caretaker.report_to(heard.append)
    assert heard == [Disturbed("strike", "missing")]
    staff.serve()
    until(lambda: loop.turn(0.05) or len(heard) > 1, "over")

    assert heard == [Disturbed("strike", "missing"), Restored("strike")]
    outputs.close()
    loop.close()
    staff.leave()


def test_a_guard_that_served_is_replaced_at_once_and_without_a_word() -> None:
    heard: list[Input] = []
    staff, loop = Staff(), Loop()
    outputs = GuardedOutputs(staff.start)
    Caretaker(outputs, loop, pause_s=3600).report_to(heard.append)

    for _ in range(3):
        staff.serve()
        loop.turn(0.05)
        staff.leave()
        until(lambda: loop.turn(0.05) or staff.ends, "the next one")

    assert heard == []
    outputs.close()
    loop.close()
    staff.leave()


def test_a_pulse_for_a_guard_that_has_just_died_is_given_to_the_next() -> None:
    ends: list[socket.socket] = []
    outputs = GuardedOutputs(lambda end: ends.append(end.dup()) or 7)
    ends[0].close()

    outputs.pulse(200)
    outputs.revive()

    assert ends[1].recv(64).startswith(b"pulse 200 ")
    ends[1].close()
    outputs.close()
