"""What pages about free times cost with few and with many bookings stored, taking turns."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from booking_server.services.foundation.house import House
from booking_server.services.operation.verify import verify
from booking_server.web.app import create_app
from tests.bench.clocks import Laps, growth, in_turns
from tests.bench.figures import Bar, Figure, Spread, single
from tests.bench.served import HOST, Visitor, served, settings
from tests.bench.stock import fill
from tests.bench.table import number
from tests.bench.village import SLUG, copied, found, size

FEW, MANY = 20_000, 200_000
ROUNDS = 80
PAGES = {
    "hall page": f"/hallen/{SLUG}",
    "availability in the API": f"/api/v1/venues/{SLUG}/availability",
    "list of halls": "/",
}
URL = f"http://{HOST}"
P95_MS, GROWTH = 50, 1.2


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    few = found(folder / "few.db")
    fill(few, 0, FEW)
    wrong = len(verify(few))
    yield single("violations verify finds in the smaller set", "", wrong, bar=Bar(0), note=size(few))
    many = copied(few, folder / "many.db")
    fill(many, FEW, MANY)
    for name, path in PAGES.items():
        yield from _growth(name, path, _app(few, folder), _app(many, folder))
    few.database.close()
    many.database.close()
    yield from _over_http(folder / "many.db", folder / "web.log")


def _growth(name: str, path: str, few: Flask, many: Flask) -> Iterator[Figure]:
    small, large = few.test_client(), many.test_client()
    spreads = in_turns(partial(_get, small, path), partial(_get, large, path), rounds=ROUNDS)
    for stored, spread in zip((FEW, MANY), spreads, strict=True):
        yield Figure(f"{name}, {number(stored)} bookings, in process", "ms", spread, _quick())
    by_wall = spreads[1].median / spreads[0].median
    note = f"by wall time, which neighbours disturb: {by_wall:.2f}"
    yield single(f"{name}, growth of CPU time", "×", growth(*spreads), bar=Bar(GROWTH), note=note)
    queries = _queries(many, path)
    yield single(
        "  queries", "", len(queries), note=f"about times taken: {sum('occupancy' in q for q in queries)}"
    )


def _over_http(database: Path, log: Path) -> Iterator[Figure]:
    with served(database, log) as server:
        visitor = Visitor(server.port)
        for name, path in PAGES.items():
            visitor.get(path)
            before = server.seen.cpu_ms
            laps = Laps()
            for _ in range(ROUNDS):
                laps.take(partial(visitor.get, path))
            cpu = (server.seen.cpu_ms - before) / ROUNDS
            yield Figure(
                f"{name}, {number(MANY)} bookings, over HTTP", "ms", Spread.of(laps.wall, cpu=cpu), _quick()
            )
        visitor.close()


def _quick() -> Bar:
    return Bar(P95_MS, of="p95")


def _app(house: House, folder: Path) -> Flask:
    return create_app(house, settings(folder / "unused.db"))


def _get(client: FlaskClient, path: str) -> None:
    answer = client.get(path, base_url=URL, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, answer.status
    answer.close()


def _queries(app: Flask, path: str) -> list[str]:
    sent: list[str] = []
    engine = app.extensions["house"].database.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    _get(app.test_client(), path)
    event.remove(engine, "before_cursor_execute", note)
    return [statement for statement in sent if not statement.startswith("BEGIN")]
