"""What outlives a power cut, and what becomes of it when it was damaged."""

import contextlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lock_agent.contract.errors import ContractError, MalformedMessage
from lock_agent.core import Durable, after_loss, durable, must_store, parse_durable, write
from lock_agent.core.values import KeyPressed, Ticked
from tests.lock_agent.bench import (
    NOON,
    SCHMIDT,
    UNHEARD_OFFLINE,
    WEDDING_FROM,
    WRONG,
    WRONG_OFFLINE,
    Bench,
    token,
)


def lived_in() -> Durable:
    """Return what a door has stored after an eventful evening."""
    door = Bench(WEDDING_FROM, may_hold_open=True)
    for code in (UNHEARD_OFFLINE, WRONG, WRONG_OFFLINE, SCHMIDT[:-2] + "00", "079999990"):
        door.enter(code)
    door.scan(token(single_use=True, may_hold_open=True))
    return replace(door.stored, barred={"concert": WEDDING_FROM})


def test_what_is_stored_is_read_back() -> None:
    stored = lived_in()

    assert stored.used
    assert stored.entered
    assert stored.throttle.pin_wrong
    assert stored.hold
    assert stored.visit
    assert parse_durable(write(stored)) == stored


def test_what_a_door_stored_before_it_knew_of_modes_is_read() -> None:
    stored = lived_in()
    fields = json.loads(write(stored))
    for name in ("hold", "barred", "visit"):
        del fields[name]

    assert parse_durable(json.dumps(fields).encode()) == replace(stored, hold=None, barred={}, visit=None)


@pytest.mark.parametrize(
    "damaged",
    [
        {"hold": {"until": 1}},
        {"hold": {"until": -1, "ref": None, "token": ""}},
        {"hold": {"until": 1, "ref": None, "token": "0bad"}},
        {"visit": {"until": 1, "ref": "x", "token": "", "h": "00"}},
        {"barred": {"x": "y"}},
        {"barred": []},
    ],
)
def test_a_mode_that_cannot_be_read_is_none(damaged: dict[str, object]) -> None:
    fields = json.loads(write(lived_in()))

    with pytest.raises(MalformedMessage):
        parse_durable(json.dumps({**fields, **damaged}).encode())


def test_every_attempt_has_to_be_stored() -> None:
    for code in (WRONG, WRONG_OFFLINE, UNHEARD_OFFLINE):
        door = Bench(WEDDING_FROM)
        door.happen(Ticked())
        before = door.stored
        door.enter(code)
        assert must_store(before, door.state)


def test_idle_keys_need_no_write() -> None:
    door = Bench()
    door.happen(Ticked())

    door.later(1).happen(KeyPressed("1"))

    assert not must_store(door.stored, door.state)


def test_a_throttle_is_never_read_as_empty_by_mistake() -> None:
    fields = json.loads(write(lived_in()))
    for damaged in ({}, {**fields, "throttle": {}}, {**fields, "throttle": None}, {**fields, "used": []}):
        with pytest.raises(MalformedMessage):
            parse_durable(json.dumps(damaged).encode())


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_store_is_noticed_or_read(data: st.DataObject) -> None:
    raw = bytearray(write(lived_in()))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    with contextlib.suppress(ContractError):
        parse_durable(bytes(raw))


def test_a_loss_keeps_the_floor_it_is_given() -> None:
    assert after_loss(NOON).floor == NOON
    assert durable(Bench().state) == Durable(NOON, NOON, proven=NOON, agreed=NOON, powered=NOON)


def test_what_the_version_before_stored_is_read() -> None:
    stored = json.loads(write(lived_in()))
    del stored["throttle"]["holder_tries"]

    assert parse_durable(json.dumps(stored).encode()) == lived_in()
