"""Fifty visitors want the same hall at the same moment, over HTTP: one gets it (I1)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from tests.end_to_end.running_demo import RunningDemo, this_minute

RIVALS = 50
HOUR = timedelta(hours=1)


def rush(demo: RunningDemo, wishes: list[dict[str, Any]]) -> Counter[str]:
    """Send all wishes at once; count how each ended."""
    start = Barrier(len(wishes))

    def wish(one: dict[str, Any]) -> str:
        start.wait()
        answer = demo.book(**one)
        return "won" if answer.status == 201 else f"{answer.status} {answer.content.get('code')}"

    with ThreadPoolExecutor(len(wishes)) as pool:
        return Counter(pool.map(wish, wishes))


@pytest.fixture(scope="module")
def hall(demo: RunningDemo) -> dict[str, Any]:
    """A hall with several rooms where nobody needs to be asked."""
    return next(hall for hall in demo.free_halls() if len(hall["spaces"]) > 1)


@dataclass(frozen=True)
class Plan:
    """How the rivals' wishes differ, on days of the plan's own, and how many rounds it gets."""

    day: int
    rounds: int
    shift: Callable[[int], timedelta] = lambda _: timedelta()
    wants_room: Callable[[int], bool] = lambda _: False


PLANS = {
    "the same slot": Plan(200, 20),
    "half overlapping": Plan(330, 10, shift=lambda rival: rival % 3 * HOUR),
    "whole hall against one room": Plan(400, 10, wants_room=lambda rival: rival % 2 == 1),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_of_fifty_rivals_exactly_one_wins(demo: RunningDemo, hall: dict[str, Any], plan: Plan) -> None:
    room = hall["spaces"][0]["slug"]
    first = this_minute() + timedelta(days=plan.day)

    for number in range(plan.rounds):
        start = first + number * 12 * HOUR
        wishes = [
            {
                "venue": hall["slug"],
                "start": start + plan.shift(rival),
                "end": start + plan.shift(rival) + 4 * HOUR,
                **({"spaces": [room]} if plan.wants_room(rival) else {}),
            }
            for rival in range(RIVALS)
        ]

        outcome = rush(demo, wishes)

        assert outcome == {"won": 1, "409 booking-overlaps": RIVALS - 1}


def test_buffers_count_between_rivals(demo: RunningDemo) -> None:
    """Back to back is free where a hall has no buffers, and taken where it needs time to tidy up."""
    start = this_minute() + timedelta(days=300)
    outcomes = set()
    for hall in demo.free_halls():
        outcome = rush(
            demo,
            [
                {"venue": hall["slug"], "start": start, "end": start + HOUR},
                {"venue": hall["slug"], "start": start + HOUR, "end": start + 2 * HOUR},
            ],
        )
        outcomes.add(tuple(sorted(outcome.items())))

    assert outcomes == {(("won", 2),), (("409 booking-overlaps", 1), ("won", 1))}
