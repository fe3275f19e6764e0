"""Real inputs on a real loop, up to the door's decision: what is pressed arrives, and soon."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lock_agent.core.values import ContactFound, ExitPressed, Input, KeyPressed
from lock_agent.hardware.bench_chip import BenchChip
from lock_agent.hardware.inputs import open_inputs
from lock_agent.loop import Loop
from lock_agent.machine import Machine
from lock_agent.served import Served
from lock_agent.settings import load_settings
from lock_agent.site import Site
from lock_agent.snapshots import KINDS
from lock_agent.snapshots import store as put_in_force
from lock_agent.units import open_door
from tests.lock_agent.copper import LAYOUT, MATRIX
from tests.lock_agent.server import RIGHT_PIN
from tests.lock_agent.stores import a_store, applied
from tests.lock_agent.test_door import Hands, reasons
from tests.waiting import until

INPUTS = load_settings().inputs
EXIT, CONTACT = 25, 23


@pytest.fixture
def chip() -> BenchChip:
    """A door of profile A whose leaf, housing and button are closed, untouched, at rest."""
    one = BenchChip()
    for pin, level in ((CONTACT, 0), (26, 0), (EXIT, 1)):
        one.drive(pin, level)
    return one


@pytest.fixture
def loop() -> Iterator[Loop]:
    one = Loop()
    yield one
    one.close()


def press(chip: BenchChip, key: str, loop: Loop, heard: list[Input]) -> float:
    """Hold a key until the door hears it, and let go of it; return how long that took, in seconds."""
    row = next(number for number, keys in enumerate(LAYOUT) if key in keys)
    ends = MATRIX.rows[row], MATRIX.columns[LAYOUT[row].index(key)]
    before, began = heard.count(KeyPressed(key)), time.monotonic()
    chip.bridge(*ends)
    serve_until(loop, lambda: heard.count(KeyPressed(key)) > before)
    took = time.monotonic() - began
    chip.part(*ends)
    for _ in range(8):  # at least three samples, however slow this machine is
        loop.turn(0.02)
    return took


def serve_until(loop: Loop, condition: Callable[[], bool]) -> None:
    """Let the loop work until something has happened."""
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "nothing is heard"
        loop.turn(0.1)


def turn(loop: Loop, seconds: float) -> None:
    """Let the loop work for a while."""
    end = time.monotonic() + seconds
    while (rest := end - time.monotonic()) > 0:
        loop.turn(rest)


def test_keys_and_buttons_reach_the_door_through_the_loop(chip: BenchChip, loop: Loop) -> None:
    heard: list[Input] = []
    served = [Served(source, loop, heard.append) for source in open_inputs(INPUTS, lambda: chip)]
    turn(loop, 0.05)
    assert ContactFound(False) in heard

    heard.clear()
    for key in "48#":
        press(chip, key, loop, heard)
    chip.drive(EXIT, 0)
    serve_until(loop, lambda: ExitPressed() in heard)

    assert heard == [KeyPressed("4"), KeyPressed("8"), KeyPressed("#"), ExitPressed()]
    for one in served:
        one.close()
    assert not any(line.is_output for line in chip.lines.values())


def test_a_door_at_rest_sleeps(chip: BenchChip, loop: Loop) -> None:
    heard: list[Input] = []
    served = [Served(source, loop, heard.append) for source in open_inputs(INPUTS, lambda: chip)]
    turn(loop, 0.1)

    turns, end = 0, time.monotonic() + 1
    while (rest := end - time.monotonic()) > 0:
        loop.turn(rest)
        turns += 1

    assert turns <= 3, "only the missing scanner is looked for"
    for one in served:
        one.close()


def test_a_code_typed_on_the_copper_opens_the_door(chip: BenchChip, loop: Loop, tmp_path: Path) -> None:
    store = a_store(tmp_path)
    with store.transaction() as connection:
        for kind in KINDS:
            put_in_force(connection, kind, applied(kind, 1, RIGHT_PIN))
    hands = Hands(store)
    unit = open_door(
        Site(tmp_path, replace(load_settings(), longest_pulse_ms=150), Machine(), "monday"),
        loop,
        strike=hands,
        signals=hands,
        sources=open_inputs(INPUTS, lambda: chip),
    )

    heard: list[Input] = []
    unit.door.watch(lambda happened, _: heard.append(happened))

    for key in f"{RIGHT_PIN}#":
        press(chip, key, loop, heard)
    until(lambda: loop.turn(0.01) or hands.pulses, "opened")

    assert [ms for ms, _ in hands.pulses] == [150], "no longer than the coil bears, whatever the server says"
    assert reasons(store) == ["ok"]
    unit.close()
    store.close()


def test_a_key_is_known_within_a_fiftieth_of_a_second(chip: BenchChip, loop: Loop) -> None:
    heard: list[Input] = []
    served = [Served(source, loop, heard.append) for source in open_inputs(INPUTS, lambda: chip)]
    turn(loop, 0.05)

    quickest = min(press(chip, "5", loop, heard) for _ in range(10))

    assert quickest < 0.02, "three samples, 5 ms apart, however busy this machine is else"
    for one in served:
        one.close()
