"""Booking over HTTP: eight clients at once, and fifty rivals for one slot."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier
from time import perf_counter
from typing import Any

from booking_server.domain.bookings import BookingRequest
from booking_server.services.verify import verify
from tests.bench.clocks import Laps
from tests.bench.figures import Bar, Figure, Spread, single
from tests.bench.served import Server, Visitor, served
from tests.bench.village import found, morning, open_house, request

CLIENTS, BOOKINGS_EACH = 8, 50
RIVALS, SLOTS = 50, 6
ANSWERED_MS = 2000
BOOKED, TAKEN = 201, 409


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    database = folder / "house.db"
    found(database).database.close()
    with served(database, folder / "web.log") as server:
        yield _throughput(server)
        yield from _race(server)
    house = open_house(database)
    yield single("violations verify finds afterwards", "", len(verify(house)), bar=Bar(0))
    house.database.close()


def body(wanted: BookingRequest) -> dict[str, Any]:
    """Return a request as the API takes it."""
    return {
        "venue": wanted.venue_slug,
        "spaces": list(wanted.space_slugs),
        "start": wanted.period.start.isoformat(),
        "end": wanted.period.end.isoformat(),
        "persons": wanted.persons,
        "occasion": wanted.occasion,
        "organizer": {"name": wanted.organizer.name, "email": wanted.organizer.email},
        "house_rules_accepted": wanted.house_rules_accepted,
    }


def _throughput(server: Server) -> Figure:
    numbers = count()
    laps = Laps()

    def client(_: int) -> None:
        visitor = Visitor(server.port)
        for _ in range(BOOKINGS_EACH):
            wanted = body(request(morning(next(numbers)), "saal"))
            laps.take(lambda wanted=wanted: visitor.post("/api/v1/bookings", wanted))
        visitor.close()

    cpu, started = server.seen.cpu_ms, perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(client, range(CLIENTS)))
    seconds = perf_counter() - started
    done = CLIENTS * BOOKINGS_EACH
    spread = Spread.of(laps.wall, cpu=(server.seen.cpu_ms - cpu) / done)
    note = f"{done / seconds:.0f} bookings a second; CPU is the server's"
    return Figure(f"a booking over HTTP, {CLIENTS} clients at once", "ms", spread, note=note)


def _race(server: Server) -> Iterator[Figure]:
    laps = Laps()
    winners: list[int] = []
    slots = CLIENTS * BOOKINGS_EACH

    for slot in range(slots, slots + SLOTS):
        answers: list[int] = []
        wanted = body(request(morning(slot), "saal"))
        start = Barrier(RIVALS)

        def rival(
            _: int, wanted: dict[str, Any] = wanted, start: Barrier = start, answers: list[int] = answers
        ) -> None:
            visitor = Visitor(server.port)
            start.wait()
            laps.take(
                lambda: answers.append(visitor.post("/api/v1/bookings", wanted, wanted=(BOOKED, TAKEN)))
            )
            visitor.close()

        with ThreadPoolExecutor(RIVALS) as pool:
            list(pool.map(rival, range(RIVALS)))
        winners.append(answers.count(BOOKED))

    name = f"{RIVALS} rivals for one slot, answered"
    yield Figure(name, "ms", Spread.of(laps.wall), Bar(ANSWERED_MS, of="p95"))
    unclear = sum(number != 1 for number in winners)
    yield single(f"  of {SLOTS} slots, those without exactly one winner", "", unclear, bar=Bar(0))
