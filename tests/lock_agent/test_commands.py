"""Remote release (protocol §5): for this session, now, once; never from a shelf."""

import time
from collections.abc import Callable

import pytest

from lock_agent.contract import topics
from lock_agent.contract.commands import Result
from lock_agent.contract.topics import Channel
from tests.lock_agent.hall import Hall
from tests.lock_agent.server import BENKEN, RIGHT_PIN, cfg
from tests.waiting import until

HALLS = Callable[..., Hall]
ID = "c0ffee-0001"


@pytest.fixture(params=[False, True], ids=["one process", "real processes"])
def hall(halls: HALLS, request: pytest.FixtureRequest) -> Hall:
    """A furnished hall."""
    one = halls(processes=request.param)
    one.furnish(RIGHT_PIN)
    return one


def outcome(hall: Hall) -> list[tuple[str, str]]:
    return [(result.state, result.reason) for result in hall.server.results]


def test_a_remote_release_is_accepted_then_done_and_in_the_log(hall: Hall) -> None:
    hall.server.command(ID)

    until(lambda: outcome(hall) == [("accepted", ""), ("done", "")], "done")
    until(lambda: [level for _, level in hall.strike()] == [1, 0], "one pulse")
    until(lambda: hall.server.attempts() == ["ok"], "logged")
    (opened,) = [event for event in hall.server.journal() if event.type == "access"]
    assert opened.data["command"] == ID


def test_a_retained_command_is_not_honoured(hall: Hall) -> None:
    hall.server.command(ID, retain=True)  # the broker hands it on at once, and again at every connect
    until(lambda: len(hall.server.results) == 2, "as it was live, it is obeyed once")
    first = hall.server.session()

    hall.network(False)
    hall.network(True)
    until(lambda: hall.server.online() and hall.server.session() != first, "a new session")
    hall.enter(RIGHT_PIN)
    until(lambda: len(hall.server.attempts()) == 2, "told")

    assert {state for state, _ in outcome(hall)} == {"accepted", "done"}, (
        "the second time it is not even read"
    )
    assert hall.server.attempts() == ["ok", "ok"]


def test_a_command_of_an_old_session_is_refused(hall: Hall) -> None:
    hall.server.command(ID, session="0ld-5e5510n")

    until(lambda: outcome(hall) == [("refused", "session")], "refused")
    assert hall.strike() == []


def test_a_command_that_waited_in_the_broker_is_refused(hall: Hall) -> None:
    hall.network(False)
    until(lambda: not hall.server.online(), "gone")
    hall.server.command(ID)  # the broker keeps it for the door
    hall.network(True)

    until(lambda: outcome(hall) == [("refused", "session")], "refused")
    assert hall.strike() == []


def test_a_command_past_its_end_is_refused(hall: Hall) -> None:
    hall.server.command(ID, exp=int(time.time()) - 1)

    until(lambda: outcome(hall) == [("refused", "expired")], "refused")
    assert hall.strike() == []


def test_a_command_is_obeyed_once(hall: Hall) -> None:
    raw = hall.server.command(ID)
    until(lambda: len(hall.server.results) == 2, "done")

    topic = topics.topic(Channel.CMD, "d-benken")
    hall.server._client.publish(topic, raw, 1).wait_for_publish(5)
    hall.server.command("c0ffee-0002", "identify")
    until(lambda: len(hall.server.results) == 4, "the next one is done")

    assert [result.id for result in hall.server.results] == [ID, ID, "c0ffee-0002", "c0ffee-0002"]
    assert hall.server.attempts() == ["ok"]


def test_a_door_is_held_open_from_afar_over_a_power_cut_until_it_is_released(hall: Hall) -> None:
    hall.server.put("cfg", 2, cfg(hold_open_allowed=True).to_body())
    until(lambda: hall.server.applied("cfg") == 2, "allowed")
    assert not hall.enter("")["granted"]
    end = int(time.time()) + 3600

    hall.server.command(ID, "hold_open", args={"until": end})

    until(lambda: mode(hall) == ("hold_open", end), "held open, and said so")
    assert hall.enter("")["granted"]
    hall.power(False)
    hall.power(True)
    until(lambda: hall.server.online() and hall.state()["clock"]["quality"] == "ok", "back")
    assert hall.enter("")["granted"]

    hall.server.command("c0ffee-0002", "release")

    until(lambda: mode(hall) == ("secured", None), "secured, and said so")
    assert not hall.enter("")["granted"]
    told = list(dict.fromkeys(hall.server.results))  # a power cut may have one told again
    assert [one.state for one in told] == ["accepted", "done"] * 2


def mode(hall: Hall) -> tuple[str, int | None]:
    """Return how the door says it is held."""
    door = hall.server.reports[BENKEN][-1].door
    return door.mode, door.hold_until


def test_a_door_whose_hall_forbids_it_is_not_held_open(hall: Hall) -> None:
    hall.server.command(ID, "hold_open", args={"until": int(time.time()) + 3600})

    until(lambda: hall.server.results == [Result(ID, "refused", "not_allowed")], "refused")
    assert not hall.enter("")["granted"]


def test_a_sync_brings_a_report(hall: Hall) -> None:
    before = len(hall.server.reports["d-benken"])

    hall.server.command(ID, "sync")

    until(lambda: outcome(hall) == [("accepted", ""), ("done", "")], "done")
    until(lambda: len(hall.server.reports["d-benken"]) > before, "a report")
