"""A hall end to end: people type, plugs are pulled, and the server ends up knowing everything once."""

from collections.abc import Callable

import pytest

from tests.lock_agent.hall import Hall
from tests.lock_agent.server import RIGHT_PIN, WRONG_PIN
from tests.waiting import until

HALLS = Callable[..., Hall]


@pytest.mark.parametrize("processes", [False, True], ids=["one process", "real processes"])
def test_a_right_code_opens_and_a_wrong_one_does_not(halls: HALLS, processes: bool) -> None:
    hall = halls(processes=processes)
    hall.furnish()

    right = hall.enter(RIGHT_PIN)
    wrong = hall.enter(WRONG_PIN)
    mistyped = hall.enter("12345672")

    assert right == {"granted": True, "strike_ms": 200, "reason": "ok"}
    assert wrong == {"granted": False, "strike_ms": 0, "reason": "unknown"}
    assert mistyped == {"granted": False, "strike_ms": 0, "reason": "typing_error"}
    until(lambda: len(hall.strike()) == 2, "the pulse is over")
    (up, on), (down, off) = hall.strike()
    assert (on, off) == (1, 0)
    assert 200 <= down - up < 700
    until(lambda: hall.server.attempts() == ["ok", "unknown", "typing_error"], "the server knows")
    assert hall.server.gaps() == []


def test_digits_without_hash_wait_in_the_keypad(halls: HALLS) -> None:
    hall = halls()
    hall.furnish()

    half = hall.simulator.ask(op="keys", keys=RIGHT_PIN[:4])
    rest = hall.enter(RIGHT_PIN[4:])

    assert half == {"granted": False, "strike_ms": 0, "reason": "incomplete"}
    assert rest["granted"]


@pytest.mark.parametrize("processes", [False, True], ids=["one process", "real processes"])
def test_events_of_a_cut_off_hall_arrive_once_and_in_order(halls: HALLS, processes: bool) -> None:
    hall = halls(processes=processes)
    hall.furnish()
    hall.network(False)
    until(lambda: not hall.server.online(), "the will is published")

    for digits in (RIGHT_PIN, WRONG_PIN, RIGHT_PIN, "12345672"):
        hall.enter(digits)
    assert hall.state()["outbox"]["depth"] >= 4
    assert hall.server.attempts() == []
    hall.network(True)

    until(lambda: len(hall.server.attempts()) == 4, "the server knows")
    assert hall.server.attempts() == ["ok", "unknown", "ok", "typing_error"]
    assert (hall.server.gaps(), hall.server.changed) == ([], [])
    until(lambda: hall.state()["outbox"]["depth"] == 0, "acknowledged")


@pytest.mark.parametrize("processes", [False, True], ids=["one process", "real processes"])
def test_a_power_cut_loses_nothing_and_counts_as_a_boot(halls: HALLS, processes: bool) -> None:
    hall = halls(processes=processes)
    hall.furnish()
    hall.network(False)
    hall.enter(RIGHT_PIN)
    until(lambda: [level for _, level in hall.strike()] == [1], "energised")

    hall.power(False)
    dark = hall.state()
    assert (dark["powered"], dark["strike"][-1][1]) == (False, 0)
    assert hall.enter(RIGHT_PIN)["reason"] == "no_power"
    hall.power(True)

    assert hall.state()["boot"] == 2
    assert hall.enter(RIGHT_PIN)["granted"], "a door opens without a network right after booting"
    hall.network(True)
    until(lambda: len(hall.server.attempts()) == 2, "the server knows")
    assert hall.server.gaps() == []


def leaf(hall: Hall) -> list[bool]:
    """Return how the leaf moved, as far as the server knows."""
    return [bool(event.data["open"]) for event in hall.server.journal() if "open" in event.data]


def alarms(hall: Hall) -> list[str]:
    """Return the alarms the server knows of."""
    return [str(event.data["kind"]) for event in hall.server.journal() if event.type == "alarm"]


@pytest.mark.parametrize("processes", [False, True], ids=["one process", "real processes"])
def test_a_door_that_is_forced_and_a_housing_that_is_opened_are_alarms_at_the_server(
    halls: HALLS, processes: bool
) -> None:
    hall = halls(processes=processes)
    hall.furnish()
    ask = hall.simulator.ask

    ask(op="exit")
    until(lambda: len(hall.strike()) == 2, "let out")
    for is_open in (True, False):
        ask(op="contact", open=is_open)
        until(lambda is_open=is_open: leaf(hall)[-1:] == [is_open], "the leaf has moved")
    ask(op="tamper", open=True)

    until(lambda: alarms(hall) == ["tamper"], "only the housing: who leaves forces no door")
    assert ask(op="emergency") == {"ok": False}, "profile A has no emergency release"


@pytest.mark.parametrize("processes", [False, True], ids=["one process", "real processes"])
def test_a_door_opened_by_nobody_is_an_alarm_even_of_a_cut_off_hall(halls: HALLS, processes: bool) -> None:
    hall = halls(processes=processes)
    hall.furnish()
    hall.network(False)
    until(lambda: not hall.server.online(), "the will is published")

    hall.simulator.ask(op="contact", open=True)
    until(lambda: hall.state()["outbox"]["depth"] >= 2, "recorded")
    hall.network(True)

    until(lambda: alarms(hall) == ["forced_open"], "the server knows")


def test_guesses_are_still_counted_after_a_power_cut(halls: HALLS) -> None:
    hall = halls()
    hall.furnish()
    for _ in range(6):
        assert hall.enter(WRONG_PIN)["reason"] == "unknown"
    assert hall.enter(RIGHT_PIN)["reason"] == "throttled"

    hall.power(False)
    hall.power(True)

    assert hall.enter(RIGHT_PIN)["reason"] == "throttled"


def test_an_event_is_at_the_server_within_a_fifth_of_a_second(halls: HALLS) -> None:
    hall = halls(processes=True)
    hall.furnish()

    hall.enter(WRONG_PIN)

    until(lambda: hall.server.attempts() == ["unknown"], "the event", seconds=0.2)
