"""Inputs that are missing, come back, or never come; and lgpio, loaded without its trap."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lock_agent.core.values import Disturbed, ExitPressed, Input, KeyPressed, Restored
from lock_agent.hardware.bench_chip import BenchChip
from lock_agent.hardware.driver import NOT_INSTALLED, load_lgpio
from lock_agent.hardware.inputs import open_inputs
from lock_agent.hardware.lines import MOST_EDGES, Edges, Lines
from lock_agent.hardware.plugged import Plugged
from lock_agent.wiring import Inputs, SerialWiring, UsbWiring, WiegandWiring, Wire
from tests.lock_agent.copper import MATRIX, Copper


class Socket:
    """A place a device is plugged into, and the device."""

    def __init__(self) -> None:
        self.now = 10**12
        self.inside = False
        self.opened = self.closed = 0
        self._edges = Edges()

    def open(self) -> "Socket":
        if not self.inside:
            raise OSError("no such device")
        self.opened += 1
        return self

    def fileno(self) -> int:
        return self._edges.fileno()

    def due(self) -> float | None:
        return None

    def happened(self) -> list[Input]:
        if not self.inside:
            raise OSError("gone")
        return [KeyPressed("1")] if self._edges.take() else []

    def press(self) -> None:
        self._edges.add(1, 0, 1)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def socket() -> Socket:
    return Socket()


@pytest.fixture
def plugged(socket: Socket) -> Iterator[Plugged]:
    one = Plugged("keypad", socket.open, clock=lambda: socket.now)
    yield one
    one.close()


def test_a_device_that_is_there_is_no_news(socket: Socket, plugged: Plugged) -> None:
    socket.inside = True
    assert plugged.happened() == []

    socket.press()

    assert plugged.happened() == [KeyPressed("1")]


def test_a_missing_device_is_told_once_and_looked_for_every_two_seconds(
    socket: Socket, plugged: Plugged, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for _ in range(100):
        found += plugged.happened()
        assert plugged.due() == (socket.now + 2 * 10**9) / 1e9
        socket.now += 2 * 10**9

    assert found == [Disturbed("keypad", "missing")]
    assert capsys.readouterr().err.count("no such device") == 1


def test_a_device_that_comes_back_is_told_and_works(socket: Socket, plugged: Plugged) -> None:
    plugged.happened()
    before = plugged.fileno()

    socket.inside = True
    socket.now += 2 * 10**9
    assert plugged.happened() == [Restored("keypad")]
    socket.press()

    assert plugged.happened() == [KeyPressed("1")]
    assert plugged.fileno() == before


def test_a_device_that_is_pulled_out_is_let_go_and_may_come_back_again_and_again(
    socket: Socket, plugged: Plugged
) -> None:
    socket.inside = True
    plugged.happened()
    for _ in range(3):
        socket.inside = False
        assert plugged.happened() == [Disturbed("keypad", "missing")]
        socket.inside = True
        socket.now += 2 * 10**9
        assert plugged.happened() == [Restored("keypad")]

    assert (socket.opened, socket.closed) == (4, 3)


def test_every_input_of_a_profile_has_a_source() -> None:
    chip = BenchChip()
    inputs = Inputs(
        keypad=MATRIX,
        scanner=SerialWiring("/dev/no-scanner", 9600),
        contact=Wire(23, "up", True),
        exit=Wire(25, "up", False),
        tamper=Wire(26, "up", True),
        emergency=Wire(7, "up", False),
    )
    chip.drive(25, 1)

    sources = open_inputs(inputs, lambda: chip)

    first = [source.happened() for source in sources]
    assert [len(said) for said in first] == [0, 1, 1, 0, 1, 0]
    assert first[1] == [Disturbed("scanner", "missing")]
    for source in sources:
        source.close()
    assert {pin for pin, line in chip.lines.items() if line.is_output or line.pull_up} == set()


def test_a_door_without_gpio_says_so_for_each_part_and_lives() -> None:
    def load() -> object:
        raise OSError(NOT_INSTALLED)

    inputs = Inputs(keypad=WiegandWiring(23, 24, "up"), scanner=UsbWiring("/dev/input/by-id/none"))
    sources = open_inputs(inputs, load)

    assert [source.happened() for source in sources] == [
        [Disturbed("keypad", "missing")],
        [Disturbed("scanner", "missing")],
    ]
    for source in sources:
        source.close()


def test_a_chip_is_found_by_its_label_whatever_its_number() -> None:
    chip = BenchChip("pinctrl-rp1", chip=4)
    Lines(chip).drain(5)

    assert chip.lines[5].is_output


def test_a_chip_of_something_else_is_left_alone() -> None:
    with pytest.raises(OSError, match="Kein Chip mit den Pins"):
        Lines(BenchChip("pcf8574"))


def test_edges_nobody_takes_fill_no_memory() -> None:
    edges = Edges()
    for number in range(3 * MOST_EDGES):
        edges.add(5, number % 2, number)

    taken = edges.take()
    edges.close()
    edges.add(5, 0, 1)

    assert len(taken) == MOST_EDGES
    assert taken[-1].at_ns == 3 * MOST_EDGES - 1


def test_the_way_out_works_through_it_all() -> None:
    copper = Copper()
    copper.chip.drive(25, 1)
    (source,) = open_inputs(Inputs(exit=Wire(25, "up", False)), lambda: copper.chip)
    assert source.happened() == []

    copper.chip.drive(25, 0)
    found: list[Input] = list(source.happened())
    while not found:
        found += source.happened()

    assert found == [ExitPressed()]
    source.close()


LGPIO = """
import os
os.mkfifo(".lgd-nfy0")
pipe = os.open(".lgd-nfy0", os.O_RDWR)
"""
"""What lgpio does when it is imported."""


@pytest.fixture
def lgpio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "lgpio.py").write_text(LGPIO)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(work)
    sys.modules.pop("lgpio", None)
    yield work
    sys.modules.pop("lgpio", None)


def test_lgpio_leaves_nothing_in_the_working_directory_and_works_where_that_is_read_only(lgpio: Path) -> None:
    module = load_lgpio()

    os.write(module.pipe, b"edge")
    assert os.read(module.pipe, 4) == b"edge"
    assert list(lgpio.iterdir()) == []
    assert Path.cwd() == lgpio
    os.close(module.pipe)


def test_two_programs_in_one_directory_do_not_take_each_others_edges(lgpio: Path) -> None:
    first = load_lgpio()
    sys.modules.pop("lgpio")
    second = load_lgpio()

    os.write(first.pipe, b"edge")
    os.set_blocking(second.pipe, False)
    with pytest.raises(BlockingIOError):
        os.read(second.pipe, 4)
    for module in (first, second):
        os.close(module.pipe)


def test_a_machine_without_lgpio_is_told_in_so_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lgpio", None)

    with pytest.raises(OSError, match="Das Paket lgpio fehlt"):
        load_lgpio()
