"""Housing, cards and parts that fail, and what the door makes of the leaf at boot."""

import pytest

from lock_agent.core.values import (
    CardShown,
    ContactChanged,
    ContactFound,
    Disturbed,
    EmergencyPressed,
    Pattern,
    Pulse,
    Record,
    Restored,
    Signal,
    TamperChanged,
    Ticked,
)
from tests.lock_agent.bench import NOON, WEDDING, WEDDING_FROM, Bench


def ready(now: int = NOON) -> Bench:
    """Return a connected door that has said what it thinks of its clock."""
    door = Bench(now).connect()
    door.happen(Ticked())
    return door


def test_a_housing_that_is_opened_is_an_alarm_and_closing_it_is_none() -> None:
    door = ready()

    door.happen(TamperChanged(True))
    assert door.record("alarm").data == {"kind": "tamper"}
    door.happen(TamperChanged(False))

    assert door.record("device").data == {"part": "housing", "fault": "closed"}
    assert door.records("alarm") == []
    assert door.pulses == 0


def test_a_door_found_open_at_boot_was_forced_by_nobody_but_does_not_stay_open_unnoticed() -> None:
    door = ready()

    door.happen(ContactFound(True))
    assert door.record("door").data == {"open": True, "found": True}
    assert door.records("alarm") == []

    door.later(300).happen(Ticked())
    assert door.record("alarm").data == {"kind": "held_open"}
    assert Signal(Pattern.HELD_OPEN) in door.effects


def test_a_door_found_closed_and_opened_by_nobody_is_an_alarm() -> None:
    door = ready()
    door.happen(ContactFound(False))

    door.happen(ContactChanged(True))

    assert door.record("alarm").data == {"kind": "forced_open"}


def test_the_emergency_release_is_an_alarm_and_opens() -> None:
    record, pulse = ready().happen(EmergencyPressed())

    assert isinstance(record, Record)
    assert record.data == {"kind": "emergency", "ms": 5000}
    assert pulse == Pulse(5000)


def test_whoever_flees_forces_no_door() -> None:
    door = ready()
    door.happen(EmergencyPressed())

    door.later(3).happen(ContactChanged(True))

    assert door.records("alarm") == []


def test_a_part_that_fails_is_told_once_an_hour() -> None:
    door, told = ready(), 0
    for _ in range(2 * 3600 + 1):
        door.later(1).happen(Disturbed("keypad", "garbage"))
        told += len(door.records("device"))

    assert told == 3


def test_each_part_and_each_fault_is_told_for_itself() -> None:
    door = ready()

    told = [
        len(door.records("device", door.happen(Disturbed(part, fault))))
        for part, fault in [("keypad", "stuck"), ("keypad", "missing"), ("scanner", "missing")] * 2
    ]

    assert told == [1, 1, 1, 0, 0, 0]


def test_a_part_that_is_there_again_may_fail_again() -> None:
    door = ready()
    door.happen(Disturbed("scanner", "missing"))

    door.happen(Restored("scanner"))
    assert door.record("device").data == {"part": "scanner", "fault": "restored"}
    door.happen(Disturbed("scanner", "missing"))

    assert door.record("device").data == {"part": "scanner", "fault": "missing"}


def test_whoever_holds_rubbish_before_the_scanner_gets_an_answer_each_time() -> None:
    door = ready()
    for _ in range(3):
        assert Signal(Pattern.TYPING_ERROR) in door.happen(Disturbed("scanner", "garbage"))

    assert door.happen(Disturbed("keypad", "garbage"))[1:] == ()


def test_a_card_opens_nothing_and_costs_no_attempt() -> None:
    door = ready(WEDDING_FROM)
    for _ in range(40):
        door.later(1).happen(CardShown())
        assert door.record("access").data == {"granted": False, "reason": "unknown", "cls": "card"}

    assert door.type(WEDDING) == "ok"


def test_cards_are_looked_at_once_a_second() -> None:
    door = ready()
    door.happen(CardShown())

    door.happen(CardShown())

    assert door.record("access").data["reason"] == "throttled"
    assert door.effects[-1] == Signal(Pattern.WAIT)


@pytest.mark.parametrize("event", [TamperChanged(True), Disturbed("scanner", "garbage"), CardShown()])
def test_nothing_that_happens_to_the_hardware_moves_the_strike(event: object) -> None:
    door = ready()

    door.happen(event)  # type: ignore[arg-type]

    assert door.pulses == 0
