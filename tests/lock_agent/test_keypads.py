"""The real keypad classes on simulated copper."""

from collections.abc import Iterator

import pytest

from lock_agent.core.values import CardShown, Disturbed, Input, KeyPressed
from lock_agent.hardware.keypads import MatrixKeypad, WiegandReader
from lock_agent.wiring import WiegandWiring
from tests.lock_agent.copper import LAYOUT, MATRIX, Copper
from tests.lock_agent.test_wiegand import bits, card

D0, D1 = 23, 24


@pytest.fixture
def copper() -> Copper:
    return Copper()


@pytest.fixture
def keypad(copper: Copper) -> Iterator[MatrixKeypad]:
    one = MatrixKeypad(copper.lines, MATRIX, clock=copper, pause=lambda _: None)
    assert copper.run(one, 100) == []
    yield one
    one.close()


@pytest.mark.parametrize("key", "".join(LAYOUT))
def test_every_key_is_found_at_its_crossing(copper: Copper, keypad: MatrixKeypad, key: str) -> None:
    with copper.held(key):
        assert copper.run(keypad, 500) == [KeyPressed(key)]

    assert copper.run(keypad, 100) == []


def test_a_key_counts_ten_milliseconds_after_it_is_pressed(copper: Copper, keypad: MatrixKeypad) -> None:
    with copper.held("5"):
        assert copper.run(keypad, 9) == []
        assert copper.run(keypad, 2) == [KeyPressed("5")]


def test_at_rest_nothing_is_scanned(copper: Copper, keypad: MatrixKeypad) -> None:
    assert keypad.due() is None
    with copper.held("5"):
        copper.run(keypad, 50)
        assert keypad.due() is not None

    copper.run(keypad, 50)
    assert keypad.due() is None


def test_a_key_held_at_boot_counts(copper: Copper) -> None:
    with copper.held("0"):
        keypad = MatrixKeypad(copper.lines, MATRIX, clock=copper, pause=lambda _: None)
        assert copper.run(keypad, 100) == [KeyPressed("0")]

    keypad.close()


def test_three_corners_show_a_fourth_key_and_none_counts(copper: Copper, keypad: MatrixKeypad) -> None:
    with copper.held("1"), copper.held("2"), copper.held("4"):
        assert copper.run(keypad, 200) == []
    copper.run(keypad, 50)

    with copper.held("5"):
        assert copper.run(keypad, 50) == [KeyPressed("5")]


def test_a_jammed_key_is_told_once_and_the_others_still_count(copper: Copper, keypad: MatrixKeypad) -> None:
    with copper.held("3"):
        assert copper.run(keypad, 30_000) == [KeyPressed("3"), Disturbed("keypad", "stuck")]
        with copper.held("8"):
            assert copper.run(keypad, 500) == [KeyPressed("8")]


def test_no_output_of_the_matrix_is_ever_driven_high(copper: Copper, keypad: MatrixKeypad) -> None:
    with copper.held("1"), copper.held("4"):
        copper.run(keypad, 100)

    assert all(copper.chip.lines[row].open_drain for row in MATRIX.rows)


def test_a_closed_keypad_gives_its_lines_back(copper: Copper) -> None:
    MatrixKeypad(copper.lines, MATRIX, clock=copper).close()

    assert copper.chip.lines == {}


def test_a_keypad_whose_lines_are_taken_leaves_none_of_them_claimed(copper: Copper) -> None:
    copper.chip.dead.add(MATRIX.columns[1])

    with pytest.raises(OSError, match="GPIO 16"):
        MatrixKeypad(copper.lines, MATRIX, clock=copper)

    assert set(copper.chip.lines) <= {MATRIX.columns[1]}


@pytest.fixture
def reader(copper: Copper) -> Iterator[WiegandReader]:
    one = WiegandReader(copper.lines, WiegandWiring(D0, D1, "up"), clock=copper)
    yield one
    one.close()


def send(copper: Copper, *frames: list[int]) -> None:
    """Send frames over the wires, faster than anybody reads them."""
    at_ns = 77
    for frame in frames:
        for value in frame:
            copper.chip.pulse(D1 if value else D0, at_ns)
            at_ns += 1_000_000
        at_ns += 60_000_000


def test_keys_and_cards_are_told_apart(copper: Copper, reader: WiegandReader) -> None:
    send(copper, bits(4, 4), card(4711), bits(0xF0, 8), bits(11, 4))

    found: list[Input] = [KeyPressed("4"), CardShown(), KeyPressed("0"), KeyPressed("#")]
    assert copper.run(reader, 100) == found


def test_a_frame_ends_after_25_ms_of_silence(copper: Copper, reader: WiegandReader) -> None:
    send(copper, bits(7, 4))

    assert copper.run(reader, 24) == []
    assert copper.run(reader, 2) == [KeyPressed("7")]
    assert reader.due() is None


def test_garbage_on_the_wires_is_told_as_such(copper: Copper, reader: WiegandReader) -> None:
    send(copper, [1] * 5000, bits(7, 4))

    assert copper.run(reader, 100) == [Disturbed("reader", "garbage"), KeyPressed("7")]
