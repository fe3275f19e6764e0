"""How a hall is, in signals: the word of a door that is away counts for nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_server.domain.doors import Door, DoorEvent
from booking_server.domain.hall_signals import HallSignals, LastEvent, SeenDoor, signals_of
from tests.builders import NOW

WELL = Door(
    "d",
    "v",
    "m",
    1,
    "Haupteingang",
    1,
    b"",
    reports_online=True,
    last_seen_at=NOW,
    clock="ok",
    contact="closed",
)
AWAY = replace(WELL, id="e", last_seen_at=NOW - timedelta(minutes=20))
HELD = {"mode": "hold_open", "hold_until": NOW + timedelta(hours=1)}


def event(type_: str, *, granted: bool | None = None, **data: object) -> DoorEvent:
    return DoorEvent("d", 1, 1, type_, NOW, "ok", granted, "ok", data)


def of(*doors: Door, last: DoorEvent | None = None, told: tuple[DoorEvent, ...] = ()) -> HallSignals:
    return signals_of([SeenDoor(door, told) for door in doors], last, NOW)


def test_a_hall_whose_door_is_well_is_locked_closed_and_connected() -> None:
    assert of(WELL) == HallSignals(
        is_unlocked=False,
        is_open=False,
        is_connected=True,
        has_problem=False,
        is_tampered_with=False,
        last_event=None,
        last_event_at=None,
        sync_age=timedelta(),
    )


def test_what_a_door_said_before_it_went_away_is_not_known_any_more() -> None:
    signals = of(replace(AWAY, **HELD))  # type: ignore[arg-type]

    assert (signals.is_connected, signals.is_unlocked, signals.is_open) == (False, None, None)
    assert signals.sync_age == timedelta(minutes=20)


def test_one_open_door_opens_a_hall_and_one_silent_door_leaves_it_unknown() -> None:
    assert of(WELL, replace(WELL, contact="open")).is_open is True
    assert of(AWAY, replace(WELL, contact="open")).is_open is True
    assert of(AWAY, WELL).is_open is None
    assert of(replace(WELL, contact="unknown"), WELL).is_open is None


def test_a_hall_is_unlocked_while_a_door_is_held_open() -> None:
    assert of(WELL, replace(WELL, **HELD)).is_unlocked is True  # type: ignore[arg-type]
    assert of(replace(WELL, mode="hold_open", hold_until=NOW)).is_unlocked is False


@pytest.mark.parametrize("changes", [{"rival_at": NOW}, {"pin_off": True}, {"clock": "untrusted"}])
def test_what_somebody_must_look_at_is_a_problem(changes: dict[str, object]) -> None:
    assert of(WELL, replace(WELL, **changes)).has_problem  # type: ignore[arg-type]


def test_an_alarm_that_stands_is_a_problem_and_one_of_the_housing_is_tampering() -> None:
    forced = of(WELL, told=(event("alarm", kind="forced_open"),))
    housing = of(WELL, told=(event("alarm", kind="tamper"),))

    assert (forced.has_problem, forced.is_tampered_with) == (True, False)
    assert (housing.has_problem, housing.is_tampered_with) == (False, True)
    assert not of(WELL, told=(event("alarm", kind="held_open"), event("door", open=False))).has_problem


def test_codes_a_door_lacks_make_its_knowledge_as_old_as_they_are() -> None:
    made = NOW - timedelta(minutes=7)

    assert signals_of([SeenDoor(WELL, (), made)], None, NOW).sync_age == timedelta(minutes=7)
    assert signals_of([SeenDoor(AWAY, (), made)], None, NOW).sync_age == timedelta(minutes=20)
    assert of(WELL, replace(WELL, last_seen_at=None)).sync_age is None


@pytest.mark.parametrize(
    ("last", "word"),
    [
        (event("access", granted=True), LastEvent.OPENED),
        (event("access", granted=False), LastEvent.REFUSED),
        (event("mode", kind="hold_open"), LastEvent.HELD_OPEN),
        (event("mode", kind="left"), LastEvent.SECURED),
        (event("alarm", kind="tamper"), LastEvent.ALARM),
        (event("device", fault="missing"), LastEvent.DEVICE),
        (event("lost", cause="card"), LastEvent.LOST),
    ],
)
def test_the_last_event_is_told_in_a_word(last: DoorEvent, word: LastEvent) -> None:
    signals = of(WELL, last=last)

    assert (signals.last_event, signals.last_event_at) == (word, NOW)
