"""From a booking to the door that holds its code, and from a cancellation to the door that refuses it."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from booking_server.services.foundation.house import House
from tests.bench.figures import Bar, Figure, Spread
from tests.bench.village import SLUG, morning, open_house
from tests.bench.whole import free_halls, running
from tests.end_to_end.running_demo import Json, RunningDemo, this_minute

BOOKINGS = 40
ACKNOWLEDGED_MS, REFUSED_MS = 500, 10_000
PATIENCE_S, LOOK_S = 20.0, 0.005
MS_PER_S = 1000
HOUR = timedelta(hours=1)


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    with running(folder) as demo:
        house = open_house(demo.directory / "dorfschluessel.db")
        halls = free_halls(demo)
        booked = [_until_on_door(demo, house, number) for number in range(BOOKINGS)]
        note = "from the first byte of the request; web, worker, broker, link and door are five processes"
        bar = Bar(ACKNOWLEDGED_MS, of="p95")
        yield Figure("booking to code acknowledged by the door", "ms", Spread.of(booked), bar, note)
        refused = [_until_refused(demo, house, slug) for slug in halls]
        note = f"one in each of {len(halls)} halls; the PIN opened until then"
        bar = Bar(REFUSED_MS, of="p99")
        yield Figure("cancellation to PIN refused at the door", "ms", Spread.of(refused), bar, note)
        house.database.close()


def _until_on_door(demo: RunningDemo, house: House, number: int) -> float:
    """Book another half hour in the hall of the real processes; return milliseconds."""
    period = morning(number)
    begun = time.perf_counter()
    booked = _made(demo, SLUG, start=period.start, end=period.end, spaces=["saal"])
    _wait(lambda: _is_on_door(house, booked["id"]))
    return (time.perf_counter() - begun) * MS_PER_S


def _until_refused(demo: RunningDemo, house: House, slug: str) -> float:
    """Book a hall from now on, open its door, cancel; return milliseconds until the door refuses."""
    booked = _made(demo, slug, start=this_minute(), end=this_minute() + HOUR)
    pin = booked["access"]["pin"]
    _wait(lambda: _is_on_door(house, booked["id"]))
    assert demo.type(slug, pin)["granted"]
    begun = time.perf_counter()
    assert demo.cancel(booked).status == 200
    _wait(lambda: not demo.type(slug, pin)["granted"])
    return (time.perf_counter() - begun) * MS_PER_S


def _made(demo: RunningDemo, slug: str, **wanted: Any) -> Json:
    answer = demo.book(slug, **wanted)
    assert answer.status == 201, answer
    made: Json = answer.content
    return made


def _is_on_door(house: House, booking_id: str) -> bool:
    """Whether every door of the hall has applied a snapshot with the booking's code."""
    with house.reading() as uow:
        code = uow.access_codes.of_booking(booking_id)
        known = uow.access_codes.at_doors(code.id).values() if code else ()
    return bool(known) and all(one.brought_in and one.applied_version >= one.brought_in for one in known)


def _wait(happened: Callable[[], bool]) -> None:
    begun = time.perf_counter()
    while not happened():
        assert time.perf_counter() < begun + PATIENCE_S, f"not within {PATIENCE_S:g} s"
        time.sleep(LOOK_S)
