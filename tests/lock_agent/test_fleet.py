"""`simulate --doors N`: many real doors on one selector, and a script of what happens to them."""

import json
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lock_agent.bench.fleet import FILES_A_DOOR, make_room, prepare
from lock_agent.bench.script import ScriptInvalid, parse_script
from lock_agent.settings import SettingsInvalid
from tests.lock_agent.conftest import Broker
from tests.lock_agent.fleet import MISTYPED, Fleet
from tests.lock_agent.server import Server, enrol
from tests.waiting import until

SCRIPT = f"""
[[outage]]
kind = "network"
at_s = 0
for_s = 1.0

[[outage]]
kind = "power"
at_s = 0.5
for_s = 0.1
doors = [3]

[[visit]]
at_s = 0.2
over_s = 0.2
keys = "{MISTYPED}#"
"""


@pytest.fixture
def fleet(tmp_path: Path, broker: Broker, server: Server) -> Iterator[Fleet]:
    one = Fleet(tmp_path / "fleet", broker.port, 5, SCRIPT)
    yield one
    one.stop()


def test_what_a_script_lets_happen_reaches_the_server_once(fleet: Fleet, server: Server) -> None:
    fleet.await_ready()
    devices = [f"d-hall-{number:04d}" for number in range(1, 6)]
    until(lambda: fleet.ask(op="state", door="door-0003").get("boot") == 2, "the third was without power")

    until(lambda: all(server.attempts(device) == ["typing_error"] for device in devices), "told", seconds=20)
    until(lambda: fleet.totals()["waiting"] == 0, "acknowledged")

    totals = fleet.totals()
    assert (totals["doors"], totals["powered"]) == (5, 5)
    assert totals["recorded"] == sum(len(server.journal(device)) for device in devices)
    assert [server.gaps(device) for device in devices] == [[]] * 5
    assert fleet.ask(op="state", door="door-0001")["boot"] == 1
    assert {
        f"door {number}: keys: granted=False strike_ms=0 reason=typing_error" for number in (1, 5)
    } <= set(fleet.said())


def test_each_door_keeps_the_enrolment_it_has(tmp_path: Path) -> None:
    enrol(tmp_path / "door-0002", 1, device="d-my-own")
    like = enrol(tmp_path / "like", 1, device="d-hall") / "enrolment.json"

    paths = prepare(tmp_path, 2, like=like)

    names = [json.loads((path / "enrolment.json").read_bytes())["device"] for path in paths]
    assert names == ["d-hall-0001", "d-my-own"]


def test_more_doors_than_open_files_are_refused_with_the_number_that_fits() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    with pytest.raises(SettingsInvalid, match=rf": {(hard - 64) // FILES_A_DOOR} Türen"):
        make_room(hard)


def test_a_scene_spread_over_time_comes_to_one_door_after_the_other() -> None:
    (visit,) = parse_script({"visit": [{"at_s": 10, "over_s": 8, "keys": "1#"}]})

    assert list(visit.cast(4)) == [(1, 10.0), (2, 12.0), (3, 14.0), (4, 16.0)]


def test_a_scene_for_some_doors_leaves_the_others_alone() -> None:
    begin, end = parse_script(
        {"outage": [{"kind": "power", "at_s": 1, "for_s": 2, "every_s": 60, "doors": [2, 9]}]}
    )

    assert (list(begin.cast(4)), list(end.cast(4))) == ([(2, 1.0)], [(2, 3.0)])
    assert (begin.request, end.request) == ({"op": "power", "on": False}, {"op": "power", "on": True})
    assert begin.every_s == end.every_s == 60


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ({"flood": [{}]}, "flood"),
        ({"outage": {}}, "outage"),
        ({"outage": [{"kind": "water", "at_s": 1, "for_s": 1}]}, "water"),
        ({"outage": [{"kind": "power", "at_s": 1}]}, "for_s"),
        ({"outage": [{"kind": "power", "at_s": 1, "for_s": 60, "every_s": 60}]}, "begins again"),
        ({"visit": [{"at_s": -1, "keys": "1#"}]}, "at_s"),
        ({"visit": [{"at_s": 1, "keys": "1#", "every_s": 0}]}, "every_s"),
        ({"visit": [{"at_s": 1}]}, "scan"),
        ({"visit": [{"at_s": 1, "keys": "1#", "door": 1}]}, "door is unknown"),
        ({"clock": [{"at_s": 1, "offset_s": 9, "doors": [0]}]}, "from 1"),
    ],
)
def test_a_script_nobody_can_play_is_refused_with_the_reason(script: dict[str, Any], reason: str) -> None:
    with pytest.raises(ScriptInvalid, match=reason):
        parse_script(script)
