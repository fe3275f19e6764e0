"""Booking over HTTP: eight clients at once, and fifty rivals for one slot."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, count
from pathlib import Path
from threading import Barrier
from time import perf_counter
from typing import Any

from booking_server.domain.bookings import BookingRequest
from booking_server.services.operation.verify import verify
from tests.bench.clocks import Laps
from tests.bench.figures import Bar, Figure, Spread, single
from tests.bench.served import Server, Visitor, served
from tests.bench.village import found, morning, open_house, request

CLIENTS, BOOKINGS_EACH = 8, 50
RIVALS, SLOTS = 50, 6
ANSWERED_MS = 2000
BOOKED, TAKEN = 201, 409
Body = dict[str, Any]


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


def body(wanted: BookingRequest) -> Body:
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

    def client(_: int) -> list[float]:
        wanted = [body(request(morning(next(numbers)), "saal")) for _ in range(BOOKINGS_EACH)]
        return _post(server, wanted, (BOOKED,))[0]

    cpu, started = server.seen.cpu_ms, perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        taken = list(chain.from_iterable(pool.map(client, range(CLIENTS))))
    seconds = perf_counter() - started
    spread = Spread.of(taken, cpu=(server.seen.cpu_ms - cpu) / len(taken))
    note = f"{len(taken) / seconds:.0f} bookings a second; CPU is the server's"
    return Figure(f"a booking over HTTP, {CLIENTS} clients at once", "ms", spread, note=note)


def _race(server: Server) -> Iterator[Figure]:
    taken: list[float] = []
    unclear = 0
    first = CLIENTS * BOOKINGS_EACH
    for slot in range(first, first + SLOTS):
        wall, statuses = _rivals(server, body(request(morning(slot), "saal")))
        taken += wall
        unclear += statuses.count(BOOKED) != 1
    bar = Bar(ANSWERED_MS, of="p95")
    yield Figure(f"{RIVALS} rivals for one slot, answered", "ms", Spread.of(taken), bar)
    yield single(f"  of {SLOTS} slots, those without exactly one winner", "", unclear, bar=Bar(0))


def _rivals(server: Server, wanted: Body) -> tuple[list[float], list[int]]:
    """Return how long each rival waited, and the answers."""
    start = Barrier(RIVALS)

    def rival(_: int) -> tuple[list[float], list[int]]:
        start.wait()
        return _post(server, [wanted], (BOOKED, TAKEN))

    with ThreadPoolExecutor(RIVALS) as pool:
        outcome = list(pool.map(rival, range(RIVALS)))
    return [wall[0] for wall, _ in outcome], [statuses[0] for _, statuses in outcome]


def _post(server: Server, bodies: list[Body], expected: tuple[int, ...]) -> tuple[list[float], list[int]]:
    visitor = Visitor(server.port)
    laps, statuses = Laps(), []
    for wanted in bodies:
        statuses.append(laps.take(partial(visitor.post, "/api/v1/bookings", wanted, wanted=expected)))
    visitor.close()
    return laps.wall, statuses
