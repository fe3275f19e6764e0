"""Garbage from everywhere at once, through the real input classes: survived, told once, codes still open."""

import os
import pty
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lock_agent import journal
from lock_agent.core.values import Input, KeyPressed
from lock_agent.hardware.bench_chip import BenchChip
from lock_agent.hardware.inputs import open_inputs
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.snapshots import KINDS
from lock_agent.snapshots import store as put_in_force
from lock_agent.store import Store
from lock_agent.units import open_door
from lock_agent.wiring import Inputs, SerialWiring, WiegandWiring, Wire
from tests.lock_agent.server import RIGHT_PIN
from tests.lock_agent.stores import a_store, applied
from tests.lock_agent.test_door import Hands
from tests.lock_agent.test_wiegand import bits

D0, D1, CONTACT, TAMPER = 5, 6, 23, 26
SEED = 20261123


class Storm:
    """A door with a Wiegand keypad, a serial scanner and two contacts, and somebody who means harm."""

    def __init__(self, data: Path) -> None:
        self.store = _furnished(data)
        self.chip, self.loop, self.hands = BenchChip(), Loop(), Hands(self.store)
        self.chance = random.Random(SEED)
        self.now_ns = 10**15
        self.wire, near = pty.openpty()
        os.set_blocking(self.wire, False)
        inputs = Inputs(
            keypad=WiegandWiring(D0, D1, "up"),
            scanner=SerialWiring(os.ttyname(near), 9600),
            contact=Wire(CONTACT, "up", True),
            tamper=Wire(TAMPER, "up", True),
        )
        for pin in (CONTACT, TAMPER):
            self.chip.drive(pin, 0)
        self.heard: list[Input] = []
        self.unit = open_door(
            Site(data, load_settings(), Machine(), "monday"),
            self.loop,
            strike=self.hands,
            signals=self.hands,
            sources=open_inputs(inputs, lambda: self.chip),
        )
        self.unit.door.watch(lambda happened, _: self.heard.append(happened))
        os.close(near)

    def rage(self) -> None:
        """Do one thing nobody should do."""
        act: Callable[[], object] = self.chance.choice([self._noise, self._rattle, self._babble])
        act()
        self.loop.turn(0)

    def calm(self) -> None:
        """Let the door hear everything out."""
        end = time.monotonic() + 0.2
        while (rest := end - time.monotonic()) > 0:
            self.loop.turn(rest)

    def type(self, keys: str) -> None:
        """Type on the Wiegand keypad."""
        for key in keys:
            self._frame(bits("0123456789*#".index(key), 4))
        end = self.heard.count(KeyPressed("#")) + 1
        while self.heard.count(KeyPressed("#")) < end:
            self.loop.turn(0.1)

    def close(self) -> None:
        self.unit.close()
        self.loop.close()
        os.close(self.wire)

    def _noise(self) -> None:
        frame = [self.chance.randrange(2) for _ in range(self.chance.choice([1, 3, 5, 9, 25, 27, 33, 70]))]
        self._frame(frame)

    def _rattle(self) -> None:
        self.chip.drive(self.chance.choice([CONTACT, TAMPER]), self.chance.choice([0, 1, None]))

    def _babble(self) -> None:
        text = self.chance.choice([b"https://example.org/\r", b"\xff\x00\x1b[A", b"7" * 900, b"\r", b"12a\n"])
        try:
            os.write(self.wire, text)
        except BlockingIOError:
            self.loop.turn(0)

    def _frame(self, frame: list[int]) -> None:
        for value in frame:
            self.chip.pulse(D1 if value else D0, self.now_ns)
            self.now_ns += 1_000_000
        self.now_ns += 60_000_000


def _furnished(data: Path) -> Store:
    store = a_store(data)
    with store.transaction() as connection:
        for kind in KINDS:
            put_in_force(connection, kind, applied(kind, 1, RIGHT_PIN))
    return store


@pytest.fixture
def storm(tmp_path: Path) -> Iterator[Storm]:
    one = Storm(tmp_path)
    yield one
    one.close()


def test_a_storm_of_garbage_opens_nothing_is_told_once_and_keeps_nobody_out(
    storm: Storm, volume: Callable[[int, int], int]
) -> None:
    for _ in range(volume(2000, 200_000)):
        storm.rage()
    assert storm.hands.pulses == []

    storm.calm()
    storm.type(f"*{RIGHT_PIN}#")
    while not storm.hands.pulses:
        storm.loop.turn(0.1)

    assert [ms for ms, _ in storm.hands.pulses] == [200]
    events = journal.pending(storm.store.reader, most=1000)
    told = Counter((event.data["part"], event.data["fault"]) for event in events if event.type == "device")
    assert told[("reader", "garbage")] == told[("scanner", "garbage")] == 1
    assert len(events) < 100
