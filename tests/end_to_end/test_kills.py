"""Kill any process at any time: what was acknowledged is there, once; the strike ends (I2, I3, I8)."""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from tests.end_to_end.running_demo import RunningDemo, this_minute
from tests.waiting import until

HOUR = timedelta(hours=1)
LONGEST_PULSE_MS = 5_500
SERVER_PARTS = ("web", "worker", "broker", "simulator")


@dataclass
class Load:
    """Visitors who book and people who type, each in a thread, until told to stop."""

    demo: RunningDemo
    slugs: list[str]
    stopping: threading.Event = field(default_factory=threading.Event)
    booked: list[dict[str, Any]] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    trouble: list[BaseException] = field(default_factory=list)

    def book(self) -> None:
        """Book hour after hour; every booking is asked for twice with one key, as by a double click."""
        number = 0
        while not self.stopping.is_set():
            slug = self.slugs[number % len(self.slugs)]
            start = this_minute() + timedelta(days=200) + number * HOUR
            answers = [self.demo.book(slug, start, start + HOUR, key=f"kill-{number}") for _ in range(2)]
            ids = {answer.content.get("id") for answer in answers}
            assert len(ids) == 1, answers
            assert {answer.status for answer in answers} <= {200, 201}, answers
            self.booked.append(answers[0].content)
            number += 1
            self.stopping.wait(0.05)

    def open_doors(self, slug: str, booked: dict[str, Any]) -> None:
        """Hold the QR code before the reader again and again; count what was tried and what was granted."""
        while not self.stopping.is_set():
            self.tried[booked["id"]] += 1
            try:
                answer = self.demo.ask("POST", f"/demo/tueren/{slug}/scan", {"text": booked["access"]["qr"]})
            except OSError:
                continue
            if answer.status == 200 and answer.content.get("granted"):
                self.opened[booked["id"]] += 1
            self.stopping.wait(1.0)

    def run(self, work: Callable[..., None], *arguments: Any) -> threading.Thread:
        """Start one thread of the load; what goes wrong in it fails the test."""

        def guarded() -> None:
            try:
                work(*arguments)
            except BaseException as error:
                self.trouble.append(error)

        thread = threading.Thread(target=guarded)
        thread.start()
        return thread


def parts(demo: RunningDemo, real: str) -> dict[str, int]:
    """Every process there is to kill, by name: the demo's own, and door, link and guard of one hall."""
    found = {name: pid for name, pid in demo.pids.items() if name in SERVER_PARTS}
    answer = demo.ask_until_answered("GET", f"/demo/tueren/{real}/zustand")
    return found | (answer.content.get("pids") or {})


def kill_one(demo: RunningDemo, real: str, chance: random.Random) -> str:
    name, pid = chance.choice(sorted(parts(demo, real).items()))
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
    other = next(slug for slug in slugs if slug != real)
    load = Load(demo, [slug for slug in slugs if slug not in (real, other)])
    keys = {slug: demo.book(slug, this_minute(), this_minute() + 8 * HOUR).content for slug in (real, other)}
    for booked in keys.values():
        demo.wait_until_on_door(booked)
    threads = [load.run(load.book), *(load.run(load.open_doors, slug, keys[slug]) for slug in keys)]

    killed: Counter[str] = Counter()
    try:
        while killed.total() - killed["nobody"] < volume(60, 3_000) and not load.trouble:
            load.stopping.wait(chance.uniform(0.1, 1.5))
            killed[kill_one(demo, real, chance)] += 1
    finally:
        load.stopping.set()
        for thread in threads:
            thread.join()

    assert load.trouble == []
    assert set(killed) >= {"web", "worker", "broker", "simulator", "door", "link"}, killed
    for slug in keys:
        demo.wait_until_online(slug, seconds=90)
    every_booking_stands_once(demo, load.booked)
    every_opening_arrived_once(demo, load, list(keys.values()))
    no_pulse_was_too_long(demo, real)
    demo.verify()
    print(f"killed {dict(killed)}, {len(load.booked)} bookings, {load.opened.total()} openings")


def every_booking_stands_once(demo: RunningDemo, booked: list[dict[str, Any]]) -> None:
    assert len(booked) > 20, "too little load to prove anything"
    assert len({one["id"] for one in booked}) == len(booked)
    for one in booked:
        found = demo.booking(one)
        assert found["status"] == "confirmed"
        assert found["access"]["pin"] == one["access"]["pin"]


def every_opening_arrived_once(demo: RunningDemo, load: Load, keys: list[dict[str, Any]]) -> None:
    for one in keys:
        opened, tried = load.opened[one["id"]], load.tried[one["id"]]
        assert opened > 3, "too few openings to prove anything"
        until(partial(has_arrived, demo, one, opened), f"{opened} openings arrived", seconds=90)
        assert opened <= arrived(demo, one) <= tried


def arrived(demo: RunningDemo, booked: dict[str, Any]) -> int:
    return sum(event["granted"] for event in demo.booking(booked)["events"])


def has_arrived(demo: RunningDemo, booked: dict[str, Any], opened: int) -> bool:
    return arrived(demo, booked) >= opened


def no_pulse_was_too_long(demo: RunningDemo, slug: str) -> None:
    history = demo.state(slug)["strike"]
    until(lambda: not demo.state(slug)["strike"][-1][1], "the last pulse has ended", seconds=8)
    pulses = [off - on for (on, high), (off, low) in pairwise(history) if high and not low]
    assert pulses
    assert max(pulses) <= LONGEST_PULSE_MS, pulses
