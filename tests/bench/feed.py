"""Calendars of a thousand and ten thousand entries: written, sent, asked for again; what memory it takes.

The writer alone is measured in process, the page over HTTP, at last with 200 000 bookings stored.
"""

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from calendars.ical_event import CalendarEvent
from calendars.ical_write import write_calendar
from calendars.period import Period
from tests.bench.clocks import Laps
from tests.bench.figures import Bar, Figure, Spread, single
from tests.bench.served import Answer, Server, Visitor, served
from tests.bench.stock import Plan, fill
from tests.bench.table import number
from tests.bench.village import SLUG, found

EVENTS, FEW, STORED = 10_000, 1_000, 200_000
ELSEWHERE = "dgh-grubo"
HOUR = timedelta(hours=1)
BUSY = tuple(time(hour) for hour in range(4, 20))
HOURLY, HOURLY_ELSEWHERE = Plan(BUSY, HOUR, SLUG), Plan(BUSY, HOUR, ELSEWHERE)
PATH = f"/kalender/{SLUG}.ics"
WRITTEN_MS, SENT_MS = {FEW: 30, EVENTS: 300}, {FEW: 100, EVENTS: 1000}
UNCHANGED_MS, GROWTH_MIB = 5, 64
WRITES, ASKS = 7, 200


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    for count in (FEW, EVENTS):
        yield _written(count)
    house = found(folder / "house.db")
    fill(house, 0, EVENTS, HOURLY)
    with served(folder / "house.db", folder / "web.log") as server:
        visitor = Visitor(server.port)
        for count, path in ((FEW, f"{PATH}?from={_day_of(FEW)}"), (EVENTS, PATH)):
            yield from _sent(server, visitor, count, path)
        yield from _unchanged(server, visitor, "the same feed")
        visitor.close()
    fill(house, 0, STORED - EVENTS, HOURLY_ELSEWHERE)
    house.database.close()
    with served(folder / "house.db", folder / "web.log") as server:
        visitor = Visitor(server.port)
        yield from _sent(server, visitor, EVENTS, PATH, f", {number(STORED)} bookings stored")
        yield from _unchanged(server, visitor, f"with {number(STORED)} stored, the feed")
        visitor.close()


def _written(count: int) -> Figure:
    """The writer alone: entries as a hall has them, no two at one time, most of them of few words."""
    now = datetime.now(UTC).replace(microsecond=0)
    events = [_entry(n, now + n * HOUR) for n in range(count)]
    laps = Laps()
    for _ in range(WRITES):
        laps.take(lambda: sum(map(len, write_calendar("DGH", events, prodid="-//bench", refresh=HOUR))))
    bar = Bar(WRITTEN_MS[count])
    return Figure(f"{number(count)} entries written", "ms", laps.spread, bar, "the writer alone")


def _entry(n: int, start: datetime) -> CalendarEvent:
    return CalendarEvent(
        uid=f"{n:016x}@dorfschluessel",
        period=Period(start, start + HOUR),
        summary="belegt" if n % 10 else f"Fest Nr. {n}; mit Kaffee, Kuchen",
        created=start - 30 * HOUR,
        last_modified=start - 20 * HOUR,
        description="Saal, Küche",
        location="Dorfgemeinschaftshaus Benken, Dorfstraße 1, 14827 Wiesenburg/Mark OT Benken",
        url="https://dgh.example.org/hallen/dgh-benken",
    )


def _sent(server: Server, visitor: Visitor, count: int, path: str, more: str = "") -> Iterator[Figure]:
    memory = server.seen.peak_mib
    feeds: list[Answer] = []
    spread = _timed(server, lambda: feeds.append(visitor.get(path)), WRITES)
    whole = gzip.decompress(feeds[0].body)
    size = f"{len(whole) / 1e6:.1f} MB, sent as {len(feeds[0].body) / 1e3:.0f} kB"
    note = f"{whole.count(b'BEGIN:VEVENT')} events, {size}; CPU is the server's"
    yield Figure(f"a feed of {number(count)} entries{more}", "ms", spread, Bar(SENT_MS[count]), note)
    grown = server.seen.peak_mib - memory
    peak = f"peak {server.seen.peak_mib:.0f} MiB"
    yield single("  growth of the server's peak memory", "MiB", grown, bar=Bar(GROWTH_MIB), note=peak)


def _unchanged(server: Server, visitor: Visitor, name: str) -> Iterator[Figure]:
    etag = visitor.get(PATH).etag
    unchanged = _timed(server, lambda: visitor.get(PATH, etag=etag), ASKS)
    yield Figure(f"{name} unchanged, answered 304", "ms", unchanged, Bar(UNCHANGED_MS))


def _day_of(count: int) -> str:
    """Return the day from which so many of the stored uses are to come; they reach a year ahead."""
    return str(datetime.now(UTC).date() + timedelta(days=365 - count // len(BUSY)))


def _timed(server: Server, action: Callable[[], object], times: int) -> Spread:
    laps, cpu = Laps(), server.seen.cpu_ms
    for _ in range(times):
        laps.take(action)
    return Spread.of(laps.wall, cpu=(server.seen.cpu_ms - cpu) / times)
