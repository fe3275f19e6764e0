"""The real switch classes on simulated copper."""

from collections.abc import Callable

import pytest

from lock_agent.core.values import ContactChanged, ContactFound, ExitPressed, Input, TamperChanged
from lock_agent.hardware.switches import Button, Switch, say_contact, say_tamper
from lock_agent.wiring import Wire
from tests.lock_agent.copper import Copper

PIN = 23
OPEN_HIGH = Wire(PIN, "up", active_high=True)
PRESSED_LOW = Wire(PIN, "up", active_high=False)


@pytest.fixture
def copper() -> Copper:
    return Copper()


def move(copper: Copper, level: int | None) -> None:
    """Move the switch at the moment the clock of the test shows."""
    copper.chip.drive(PIN, level)


@pytest.mark.parametrize(("level", "is_open"), [(0, False), (None, True)])
def test_the_contact_tells_first_how_it_finds_the_door(
    copper: Copper, level: int | None, is_open: bool
) -> None:
    move(copper, level)
    contact = Switch(copper.lines, OPEN_HIGH, say_contact, clock=copper)

    assert copper.run(contact, 1000) == [ContactFound(is_open)]
    assert contact.due() is None
    contact.close()


def test_a_door_that_is_opened_and_closed_is_told_once_each(copper: Copper) -> None:
    move(copper, 0)
    contact = Switch(copper.lines, OPEN_HIGH, say_contact, clock=copper)
    copper.run(contact, 10)

    for level, said in ((None, ContactChanged(True)), (0, ContactChanged(False))):
        move(copper, level)
        move(copper, 0 if level is None else None)
        move(copper, level)
        assert copper.run(contact, 20) == []
        assert copper.run(contact, 30) == [said]
    contact.close()


def test_a_cut_wire_reads_as_an_open_door(copper: Copper) -> None:
    move(copper, 0)
    contact = Switch(copper.lines, OPEN_HIGH, say_contact, clock=copper)
    copper.run(contact, 10)

    move(copper, None)

    assert copper.run(contact, 50) == [ContactChanged(True)]
    contact.close()


@pytest.mark.parametrize(("level", "said"), [(0, []), (None, [TamperChanged(True)])])
def test_a_housing_open_at_boot_is_told_and_a_closed_one_is_not(
    copper: Copper, level: int | None, said: list[Input]
) -> None:
    move(copper, level)
    tamper = Switch(copper.lines, OPEN_HIGH, say_tamper, clock=copper)

    assert copper.run(tamper, 1000) == said
    tamper.close()


@pytest.mark.parametrize("wire", [PRESSED_LOW, Wire(PIN, "down", active_high=True)])
def test_the_way_out_opens_once_for_a_press(copper: Copper, wire: Wire) -> None:
    move(copper, 1 - wire.active_high)
    button = Button(copper.lines, wire, ExitPressed(), clock=copper)
    assert copper.run(button, 50) == []

    move(copper, int(wire.active_high))
    assert copper.run(button, 5000) == [ExitPressed()]
    move(copper, 1 - wire.active_high)

    assert copper.run(button, 5000) == []
    button.close()


def test_what_is_shorter_than_a_millisecond_never_wakes_the_door(copper: Copper) -> None:
    Switch(copper.lines, OPEN_HIGH, say_contact, clock=copper)

    assert copper.chip.debounced == {PIN: 1000}


@pytest.mark.parametrize(
    "make",
    [
        lambda copper: Switch(copper.lines, OPEN_HIGH, say_contact),
        lambda copper: Button(copper.lines, PRESSED_LOW, ExitPressed()),
    ],
)
def test_a_line_that_is_taken_is_said_as_such(copper: Copper, make: Callable[[Copper], object]) -> None:
    copper.chip.dead.add(PIN)

    with pytest.raises(OSError, match="GPIO 23: GPIO busy"):
        make(copper)
