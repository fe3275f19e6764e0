"""A calendar feed of ten thousand bookings: written whole, asked for again, and what it takes of memory."""

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from pathlib import Path

from tests.bench.clocks import Laps
from tests.bench.figures import Bar, Figure, Spread, single
from tests.bench.served import Answer, Server, Visitor, served
from tests.bench.stock import Plan, fill
from tests.bench.village import SLUG, found

EVENTS = 10_000
HOURLY = Plan(tuple(time(hour) for hour in range(4, 20)), timedelta(hours=1), SLUG)
PATH = f"/kalender/{SLUG}.ics"
WRITTEN_MS, UNCHANGED_MS, GROWTH_MIB = 1000, 5, 64
WRITES, ASKS = 5, 200


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    house = found(folder / "house.db")
    fill(house, 0, EVENTS, HOURLY)
    house.database.close()
    with served(folder / "house.db", folder / "web.log") as server:
        visitor = Visitor(server.port)
        yield from _written(server, visitor)
        etag = visitor.get(PATH).etag
        unchanged = _timed(server, lambda: visitor.get(PATH, etag=etag), ASKS)
        yield Figure("the same feed unchanged, answered 304", "ms", unchanged, Bar(UNCHANGED_MS))
        visitor.close()


def _written(server: Server, visitor: Visitor) -> Iterator[Figure]:
    memory = server.seen.peak_mib
    feeds: list[Answer] = []
    spread = _timed(server, lambda: feeds.append(visitor.get(PATH)), WRITES)
    count, size = feeds[0].body.count(b"BEGIN:VEVENT"), len(feeds[0].body) / 1e6
    note = f"{count} events, {size:.1f} MB, over HTTP; CPU is the server's"
    yield Figure("a feed of 10 000 events, written whole", "ms", spread, Bar(WRITTEN_MS), note)
    grown = server.seen.peak_mib - memory
    yield single("  growth of the server's peak memory", "MiB", grown, bar=Bar(GROWTH_MIB))


def _timed(server: Server, action: Callable[[], object], times: int) -> Spread:
    laps, cpu = Laps(), server.seen.cpu_ms
    for _ in range(times):
        laps.take(action)
    return Spread.of(laps.wall, cpu=(server.seen.cpu_ms - cpu) / times)
