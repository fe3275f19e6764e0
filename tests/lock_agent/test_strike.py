"""The strike on a mock pin: the real class, the whole history of the pin."""

from collections.abc import Iterator
from typing import Any

import pytest

from lock_agent.hardware.bench_pins import RecordingPin, bench_factory, record
from lock_agent.hardware.history import MemoryHistory
from lock_agent.hardware.strike import GpioStrike

PIN = 17


class Stopwatch:
    """A monotonic clock that is wound by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def factory() -> Iterator[Any]:
    made = bench_factory()
    yield made
    made.reset()


def a_strike(factory: Any, clock: Stopwatch, *, active_high: bool = True) -> GpioStrike:
    return GpioStrike(PIN, active_high=active_high, pin_factory=factory, clock=clock)


def levels(factory: Any) -> list[bool]:
    """Return the whole history of the pin."""
    pin: RecordingPin = factory.pin(PIN)
    return [state.state for state in pin.states]


def test_a_strike_is_secured_from_the_first_moment(factory: Any, clock: Stopwatch) -> None:
    a_strike(factory, clock)

    assert levels(factory) == [False]


def test_a_pulse_energises_once_and_ends_by_itself(factory: Any, clock: Stopwatch) -> None:
    strike = a_strike(factory, clock)

    strike.pulse(5000)
    assert levels(factory) == [False, True]
    clock.now += 4.999
    strike.expire()
    assert levels(factory) == [False, True]
    clock.now += 0.001
    strike.expire()

    assert levels(factory) == [False, True, False]


def test_a_pulse_is_never_longer_than_eight_seconds(factory: Any, clock: Stopwatch) -> None:
    strike = a_strike(factory, clock)

    strike.pulse(60_000)

    assert strike.due() == clock.now + 8


def test_a_pulse_is_never_longer_than_the_coil_bears(factory: Any, clock: Stopwatch) -> None:
    strike = GpioStrike(PIN, active_high=True, longest_ms=3000, pin_factory=factory, clock=clock)

    strike.pulse(5000)

    assert strike.due() == clock.now + 3


def test_a_second_pulse_ends_the_first_and_is_one_of_its_own(factory: Any, clock: Stopwatch) -> None:
    strike = a_strike(factory, clock)
    strike.pulse(5000)

    clock.now += 1
    strike.pulse(5000)

    assert levels(factory) == [False, True, False, True]
    assert strike.due() == clock.now + 5


@pytest.mark.parametrize("ms", [0, -5000])
def test_a_pulse_of_no_length_does_nothing(factory: Any, clock: Stopwatch, ms: int) -> None:
    strike = a_strike(factory, clock)

    strike.pulse(ms)

    assert levels(factory) == [False]
    assert strike.due() is None


def test_closing_ends_the_pulse(factory: Any, clock: Stopwatch) -> None:
    strike = a_strike(factory, clock)
    strike.pulse(5000)

    strike.close()
    strike.close()

    assert levels(factory) == [False, True, False]


def test_a_strike_that_is_active_low_rests_high(factory: Any, clock: Stopwatch) -> None:
    strike = a_strike(factory, clock, active_high=False)

    strike.pulse(5000)
    strike.secure()

    assert levels(factory)[1:] == [True, False, True]


def test_what_a_killed_owner_left_energised_is_secured_first(factory: Any, clock: Stopwatch) -> None:
    history = MemoryHistory()
    history.add(1, 1)
    record(factory, PIN, history)

    a_strike(factory, clock)

    assert [level for _, level in history.newest()] == [1, 0]
