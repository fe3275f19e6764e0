"""Kill any process at any time: what was acknowledged is there, once; the strike ends (I2, I3, I8)."""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from itertools import pairwise
from typing import Any

from booking_server.demo.layout import Layout
from booking_server.web.demo.control import DoorSilent, ask_door
from tests.end_to_end.kill_load import HOUR, OPENING, TYPING_ERROR, Load, arrived
from tests.end_to_end.running_demo import RunningDemo, this_minute
from tests.waiting import until

LONGEST_PULSE_MS = 5_500
SERVER_PARTS = ("web", "worker", "broker", "simulator")
EVERYBODY = {*SERVER_PARTS, "door", "link"}
AS_OFTEN = {"web": 10, "simulator": 10, "worker": 20}
"""How often each is killed beside the others' 30; nothing ends before everybody was."""

SIMULATOR_IN_THOUSANDS = 3
"""With it all doors but one are away for seconds: killed as often as among sixty it would cost an hour."""

BEFORE_IT_SERVES = 0.2
"""How often web or simulator is killed again before it serves: always, and nobody would be served at all."""

READERS = 20
"""Halls where codes are held to readers: two thousand events come of sixty kills."""


def parts(demo: RunningDemo, real: str, chance: random.Random) -> dict[str, int]:
    """Processes to kill, by name: the demo's own, and door, link and guard of one hall."""
    found = {name: pid for name, pid in demo.pids.items() if name in SERVER_PARTS}
    if not serves(demo) and chance.random() > BEFORE_IT_SERVES:
        found.pop("web", None)
    try:
        return found | (ask_door(Layout(demo.directory).control, real, "state").get("pids") or {})
    except DoorSilent:
        if chance.random() > BEFORE_IT_SERVES:
            found.pop("simulator", None)
        return found


def serves(demo: RunningDemo) -> bool:
    try:
        return demo.ask("GET", "/healthz/live").status == 200
    except (OSError, HTTPException):
        return False


def kill_one(demo: RunningDemo, real: str, chance: random.Random, as_often: dict[str, int]) -> str:
    found = sorted(parts(demo, real, chance).items())
    if not found:
        return "nobody"  # everything is starting just now
    ((name, pid),) = chance.choices(found, [as_often.get(name, 30) for name, _ in found])
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return "nobody"
    return name


def test_nothing_acknowledged_is_lost_or_doubled_whatever_is_killed(
    demo: RunningDemo, volume: Callable[[int, int], int]
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    slugs = [hall["slug"] for hall in demo.free_halls()]
    real = next(slug for slug in slugs if demo.state(slug).get("pids"))
    readers = [real, *(slug for slug in slugs if slug != real)][:READERS]
    as_often = AS_OFTEN | {"simulator": volume(AS_OFTEN["simulator"], SIMULATOR_IN_THOUSANDS)}
    load = Load(demo, slugs, pause_s=volume(50, 1_000) / 1_000)
    keys = {slug: demo.book(slug, this_minute(), this_minute() + 20 * HOUR).content for slug in readers}
    for booked in keys.values():
        demo.wait_until_on_door(booked)
    threads = [load.run(load.book), *(load.run(load.open_door, slug, keys[slug]) for slug in keys)]

    killed: Counter[str] = Counter()
    try:
        while not load.trouble and not is_enough(load, killed, volume):
            load.stopping.wait(chance.uniform(0.1, 1.5))
            killed[kill_one(demo, real, chance, as_often)] += 1
    finally:
        load.stopping.set()
        for thread in threads:
            thread.join()

    assert load.trouble == []
    for slug in keys:
        demo.wait_until_online(slug, seconds=90)
    every_booking_stands_once(demo, load.booked)
    everything_arrived_once(demo, load, keys)
    no_pulse_was_too_long(demo, real)
    demo.verify()
    print(f"killed {dict(killed)}, {len(load.booked)} bookings, {load.opened.total()} openings,", end=" ")
    print(f"{load.mistyped.total()} typing errors")
    print(f"{arrived(demo)} events, each once")
    assert arrived(demo) >= volume(2_000, 100_000)


def is_enough(load: Load, killed: Counter[str], volume: Callable[[int, int], int]) -> bool:
    """Whether everybody was killed, so many in all, and so much recorded meanwhile (beside what doors do)."""
    ended, recorded = killed.total() - killed["nobody"], load.opened.total() + load.mistyped.total()
    return killed.keys() >= EVERYBODY and ended >= volume(60, 3_000) and recorded >= volume(2_000, 100_000)


def every_booking_stands_once(demo: RunningDemo, booked: list[dict[str, Any]]) -> None:
    assert len(booked) > 20, "too little load to prove anything"
    assert len({one["id"] for one in booked}) == len(booked)
    for one in booked:
        found = demo.booking(one)
        assert found["status"] == "confirmed"
        assert found["access"]["pin"] == one["access"]["pin"]


def everything_arrived_once(demo: RunningDemo, load: Load, keys: dict[str, dict[str, Any]]) -> None:
    with suppress(AssertionError):  # what is missing is told below, door by door
        until(lambda: not missing(demo, load, keys), "everything arrived", seconds=300)
    assert missing(demo, load, keys) == []
    for booked in keys.values():
        for counted, which, about in recorded(load, booked):
            assert 3 < counted <= arrived(demo, which, about) <= load.tried[booked["id"]]


def recorded(load: Load, booked: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Return what a hall's door said it did: how often, and what is to be found of it at the server."""
    (door,) = booked["access"]["doors"]
    return [
        (load.opened[booked["id"]], OPENING, booked["id"]),
        (load.mistyped[booked["id"]], TYPING_ERROR, door["door"]),
    ]


def missing(demo: RunningDemo, load: Load, keys: dict[str, dict[str, Any]]) -> list[str]:
    """Say of which doors how much is not at the server, and what waits there."""
    return [
        f"{slug}: {found} of {counted}, {demo.state(slug).get('outbox')}"
        for slug, booked in keys.items()
        for counted, which, about in recorded(load, booked)
        if (found := arrived(demo, which, about)) < counted
    ]


def no_pulse_was_too_long(demo: RunningDemo, slug: str) -> None:
    until(lambda: not demo.state(slug)["strike"][-1][1], "the last pulse has ended", seconds=8)
    history = demo.state(slug)["strike"]
    pulses = [off - on for (on, high), (off, low) in pairwise(history) if high and not low]
    assert pulses
    assert max(pulses) <= LONGEST_PULSE_MS, pulses
