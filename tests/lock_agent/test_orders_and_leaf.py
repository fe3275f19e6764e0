"""Commands from afar, the door leaf, and the way out."""

from dataclasses import replace

import pytest

from lock_agent.contract.commands import Command, Result
from lock_agent.core.values import (
    Answer,
    Commanded,
    ContactChanged,
    ExitPressed,
    Pattern,
    Pulse,
    Record,
    Resync,
    Signal,
    Ticked,
)
from tests.lock_agent.bench import NOON, WEDDING, WEDDING_FROM, WRONG, Bench

UNLATCH = Command(
    id="c0ffee01",
    op="unlatch",
    args={},
    session="5e5510n0",
    exp=NOON + 10,
    by="schmidt",
    why="Lieferung",
)


def ready(now: int = NOON) -> Bench:
    """Return a connected door that has said what it thinks of its clock."""
    door = Bench(now).connect()
    door.happen(Ticked())
    return door


def test_a_remote_release_opens_and_is_recorded_first() -> None:
    record, accepted, pulse, signal, done = ready().happen(Commanded(UNLATCH))

    assert isinstance(record, Record)
    assert record.data["command"] == UNLATCH.id
    assert "schmidt" not in repr(record)
    assert (accepted, done) == (Answer(Result(UNLATCH.id, "accepted")), Answer(Result(UNLATCH.id, "done")))
    assert (pulse, signal) == (Pulse(5000), Signal(Pattern.GRANTED))


def test_a_command_is_obeyed_once() -> None:
    door = ready()
    door.happen(Commanded(UNLATCH))

    assert door.happen(Commanded(UNLATCH)) == (Answer(Result(UNLATCH.id, "refused", "seen")),)
    assert door.pulses == 1


@pytest.mark.parametrize(("late_s", "pulses"), [(9, 1), (10, 0), (3600, 0)])
def test_an_expired_command_is_refused(late_s: int, pulses: int) -> None:
    door = ready().later(late_s)

    door.happen(Commanded(UNLATCH))

    assert door.pulses == pulses


def test_a_command_opens_while_the_keypad_is_throttled() -> None:
    door = ready()
    for _ in range(6):
        door.enter(WRONG)
    assert door.enter(WRONG) == "throttled"

    door.happen(Commanded(UNLATCH))

    assert door.pulses == 1


def test_a_door_shows_itself_and_asks_for_everything_again() -> None:
    door = ready()

    assert Signal(Pattern.IDENTIFY) in door.happen(Commanded(replace(UNLATCH, op="identify")))
    assert Resync() in door.happen(Commanded(replace(UNLATCH, op="sync", id="c0ffee02")))
    assert door.pulses == 0


def test_a_door_opened_by_nobody_is_an_alarm() -> None:
    door = ready()

    door.happen(ContactChanged(True))

    assert door.record("door").data == {"open": True}
    assert door.record("alarm").data == {"kind": "forced_open"}


@pytest.mark.parametrize(("seconds", "alarms"), [(15, 0), (16, 1)])
def test_a_door_may_be_opened_for_a_while_after_the_pulse(seconds: int, alarms: int) -> None:
    door = ready(WEDDING_FROM)
    door.type(WEDDING)

    door.later(seconds).happen(ContactChanged(True))

    assert len(door.records("alarm")) == alarms


def test_a_door_held_open_is_an_alarm_once() -> None:
    door = ready()
    door.happen(ExitPressed())
    door.happen(ContactChanged(True))

    alarms = []
    for _ in range(600):
        door.later(1).happen(Ticked())
        alarms += door.records("alarm")
    assert [alarm.data["kind"] for alarm in alarms] == ["held_open"]
    assert alarms[0].ts == NOON + 300

    door.happen(ContactChanged(False))
    assert door.record("door").data == {"open": False}
    assert door.later(600).happen(Ticked()) == ()


def test_the_way_out_is_always_free() -> None:
    door = Bench(has_rtc=False).set_clock(0)
    for _ in range(20):
        door.enter(WRONG)

    record, pulse = door.happen(ExitPressed())

    assert isinstance(record, Record)
    assert pulse == Pulse(5000)
