"""Door and link are killed at random while people type: nothing answered is lost, nothing doubled."""

import random
from collections.abc import Callable, Iterable
from itertools import pairwise

from lock_agent.hardware.history import FileHistory
from lock_agent.programs.options import HISTORY
from tests.lock_agent.hall import Hall
from tests.lock_agent.server import RIGHT_PIN, WRONG_PIN
from tests.waiting import until

HALLS = Callable[..., Hall]
MISTYPED = "12345672"


def test_kills_of_door_and_link_lose_and_double_no_answered_attempt(
    halls: HALLS, volume: Callable[[int, int], int]
) -> None:
    chance = random.Random(20261123)
    hall = halls(processes=True)
    hall.furnish()
    answered: list[str] = []
    for _ in range(volume(32, 2000)):
        until(lambda: "boot" in hall.state(), "the door serves")
        killer = hall.kill_later(chance.choice(["door", "door", "link"]), chance.random() / 8)
        for _ in range(3):
            reason = hall.enter(chance.choice([RIGHT_PIN, RIGHT_PIN, MISTYPED, WRONG_PIN])).get("reason")
            answered += [reason] if reason in ("ok", "unknown", "typing_error", "throttled") else []
        killer.join()

    until(hall.is_settled, "everything is at the server", seconds=30)

    assert (hall.server.gaps(), hall.server.changed) == ([], [])
    assert is_part(answered, hall.server.attempts()), "an attempt the door had answered is missing"
    assert len(answered) > volume(32, 2000)
    until(lambda: FileHistory(hall.data / HISTORY).newest(1)[0][1] == 0, "secured at the end")
    assert longest_ms(hall) <= 200 + 500


def test_power_cuts_lose_and_double_no_answered_attempt(
    halls: HALLS, volume: Callable[[int, int], int]
) -> None:
    hall = halls(processes=True)
    hall.furnish()
    answered: list[str] = []
    for number in range(volume(4, 200)):
        hall.network(number % 2 == 0)
        answered += [str(hall.enter(digits)["reason"]) for digits in (RIGHT_PIN, MISTYPED)]
        hall.power(False)
        hall.power(True)
    hall.network(True)

    until(hall.is_settled, "everything is at the server", seconds=30)

    assert hall.server.attempts() == answered
    assert (hall.server.gaps(), hall.server.changed) == ([], [])
    assert hall.state()["boot"] == 1 + volume(4, 200)


def is_part(few: Iterable[str], many: Iterable[str]) -> bool:
    """Return whether `few` stand in `many` in this order, with others between them or not."""
    rest = iter(many)
    return all(one in rest for one in few)


def longest_ms(hall: Hall) -> int:
    """Return the longest time the strike of a hall was energised."""
    transitions = list(FileHistory(hall.data / HISTORY).read())
    return max(down - up for (up, level), (down, _) in pairwise(transitions) if level)
