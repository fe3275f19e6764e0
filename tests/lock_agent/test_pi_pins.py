"""gpiozero's real lgpio pins, on a chip that is not there: what the strike's wire sees."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gpiozero.pins.pi import PiBoardInfo

from lock_agent.hardware.bench_chip import BenchChip
from lock_agent.hardware.pi_pins import pi_factory
from lock_agent.hardware.strike import GpioStrike

PI_3B = 0xA02082
PIN = 17


@pytest.fixture
def chip(monkeypatch: pytest.MonkeyPatch) -> Iterator[BenchChip]:
    """A chip in place of lgpio; gpiozero's driver is imported for it, and forgotten after it."""
    one = BenchChip()
    monkeypatch.setitem(sys.modules, "lgpio", one)  # type: ignore[arg-type]
    sys.modules.pop("gpiozero.pins.lgpio", None)
    yield one
    sys.modules.pop("gpiozero.pins.lgpio", None)


Make = Callable[[bool], GpioStrike]


@pytest.fixture
def strike(chip: BenchChip) -> Iterator[Make]:
    factory: Any = pi_factory()
    factory._info = PiBoardInfo.from_revision(PI_3B)
    yield lambda active_high: GpioStrike(PIN, active_high=active_high, pin_factory=factory)
    factory.close()


def levels(chip: BenchChip) -> list[int]:
    """Return the levels the wire was driven to, one after the other."""
    return [level for level in chip.seen[PIN] if level is not None]


@pytest.mark.parametrize("active_high", [True, False])
def test_the_strike_is_energised_by_its_pulse_and_by_nothing_else(
    chip: BenchChip, strike: Make, active_high: bool
) -> None:
    secured, energised = int(not active_high), int(active_high)

    one = strike(active_high)
    assert set(levels(chip)) == {secured}, "not even for a moment at the start"
    one.pulse(5000)
    assert levels(chip)[-1] == energised
    one.secure()
    assert levels(chip)[-1] == secured
    one.close()

    assert levels(chip).count(energised) == 1
    assert chip.seen[PIN][-1] is None, "the pin floats in the end"
