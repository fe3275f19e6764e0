"""Remote release (protocol §5): for this session, now, once; never from a shelf."""

import time
from collections.abc import Callable

import pytest

from lock_agent.contract import topics
from lock_agent.contract.commands import Result
from lock_agent.contract.topics import Channel
from tests.lock_agent.hall import Hall
from tests.lock_agent.server import RIGHT_PIN
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


def test_what_this_version_cannot_do_is_refused_by_name(hall: Hall) -> None:
    hall.server.command(ID, "hold_open")

    until(lambda: hall.server.results == [Result(ID, "refused", "not_supported")], "refused")


def test_a_sync_brings_a_report(hall: Hall) -> None:
    before = len(hall.server.reports["d-benken"])

    hall.server.command(ID, "sync")

    until(lambda: outcome(hall) == [("accepted", ""), ("done", "")], "done")
    until(lambda: len(hall.server.reports["d-benken"]) > before, "a report")
