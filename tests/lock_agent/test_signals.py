"""Light and sound on mock pins."""

from itertools import combinations
from typing import Any

import pytest

from lock_agent.core.values import Pattern
from lock_agent.hardware.bench_pins import bench_factory
from lock_agent.hardware.signals import PATTERNS, GpioSignals
from tests.lock_agent.test_strike import Stopwatch

PINS = {"green": 22, "red": 27, "buzzer": 24}


def history(factory: Any, name: str) -> list[bool]:
    """Return the whole history of one output."""
    return [state.state for state in factory.pin(PINS[name]).states]


def play(pattern: str) -> Any:
    """Play a pattern to its end; return the pins it was played on."""
    clock, factory = Stopwatch(), bench_factory()
    signals = GpioSignals(PINS, pin_factory=factory, clock=clock)
    signals.show(pattern)
    while (due := signals.due()) is not None:
        clock.now = due
        signals.expire()
    return factory


@pytest.mark.parametrize("pattern", Pattern)
def test_every_pattern_of_the_core_is_played_and_ends_dark(pattern: Pattern) -> None:
    factory = play(pattern.value)

    played = {name: history(factory, name) for name in PINS}
    assert any(len(states) > 1 for states in played.values())
    assert all(states[-1] is False for states in played.values())


def test_the_door_knows_no_pattern_it_cannot_play() -> None:
    assert set(PATTERNS) == {pattern.value for pattern in Pattern}


def test_a_right_code_shows_green_once() -> None:
    factory = play("granted")

    assert history(factory, "green") == [False, True, False]
    assert history(factory, "red") == [False]


def test_a_refusal_flashes_and_beeps_three_times() -> None:
    factory = play("refused")

    assert history(factory, "red") == [False, True, False, True, False, True, False]
    assert history(factory, "buzzer") == [False, True, False, True, False, True, False]


def rhythm(pattern: str, *outputs: str) -> str:
    """Return what a pattern shows, or sounds like, without regard to colour: a mark per 40 ms."""
    lit: set[str] = set()
    marks = ""
    for at in range(0, 6000, 40):
        for step in PATTERNS[pattern]:
            if at - 40 < step.ms <= at and step.output in outputs:
                (lit.add if step.on else lit.discard)(step.output)
        marks += "#" if lit else "."
    return marks


ANSWERS = ("granted", "refused", "typing_error", "wait")


@pytest.mark.parametrize("outputs", [("green", "red"), ("buzzer",)], ids=["seen", "heard"])
def test_who_sees_no_colours_or_hears_nothing_can_tell_the_answers_apart(outputs: tuple[str, ...]) -> None:
    rhythms = [rhythm(pattern, *outputs) for pattern in ANSWERS]

    assert all("#" in marks for marks in rhythms)
    for one, other in combinations(rhythms, 2):
        assert sum(a != b for a, b in zip(one, other, strict=True)) >= 5, "at least 200 ms differ"


def test_a_new_pattern_ends_the_one_before() -> None:
    clock, factory = Stopwatch(), bench_factory()
    signals = GpioSignals(PINS, pin_factory=factory, clock=clock)

    signals.show("granted")
    assert signals.lit() == "green"
    signals.show("refused")

    assert signals.lit() == "red"


def test_the_click_of_a_key_does_not_cut_off_an_answer() -> None:
    clock, factory = Stopwatch(), bench_factory()
    signals = GpioSignals(PINS, pin_factory=factory, clock=clock)

    signals.show("granted")
    signals.show("key")

    assert signals.lit() == "green"


def test_a_pattern_nobody_knows_stays_dark() -> None:
    assert all(history(play("disco"), name) == [False] for name in PINS)
