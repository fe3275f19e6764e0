"""What people do most, on SQLite and on PostgreSQL, taking turns: both on the same disk, both durable.

The CPU is this process's; what PostgreSQL's own processes use comes on top of it, and is in the wall time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter

from booking_server.domain.bookings import BookingRequest
from booking_server.domain.people import Deed, Person
from booking_server.domain.series import Plan, SeriesRequest
from booking_server.services.bookings import bookings, quoting
from booking_server.services.foundation.house import House
from booking_server.services.money import tariffs
from booking_server.services.operation.verify import verify
from booking_server.services.requests import decisions
from booking_server.services.series import series
from booking_server.storage.migrate import current_revision, migrate
from booking_server.storage.transfer import differences, export_to, import_from
from booking_server.web.app import create_app
from calendars.recurrence import Clock, Frequency, Rule, Season
from tests.bench.clocks import Action, growth, in_turns
from tests.bench.figures import Bar, Figure, Spread, single
from tests.bench.served import HOST, settings
from tests.bench.stock import fill
from tests.bench.table import number
from tests.bench.village import SLUG, copied, found, morning, open_house, request
from tests.booking_server.tariff_cast import BENKEN
from tests.postgres import PostgresServer, start_postgres

FEW, MANY = 20_000, 200_000
DATES = 52
KINDS = ("SQLite", "PostgreSQL")
P95_MS, GROWTH = 50, 1.2


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    server = start_postgres(on_disk=True)
    try:
        yield from _deeds(found(folder / "deeds.db"), found(_new(server)))
        yield from _pages(folder, server)
    finally:
        server.stop()


def _new(server: PostgresServer) -> str:
    return server.url(server.create())


def _deeds(*houses: House) -> Iterator[Figure]:
    for house in houses:
        _publish_tariff(house)
    for name, deed, rounds in (
        ("quote", _quotes, 200),
        ("booking with approval: asked, then approved", _approvals, 100),
        (f"series of {DATES} dates: preview, then all in one transaction", _series, 5),
    ):
        yield from _compared(name, [deed(house) for house in houses], rounds=rounds)
    wrong = sum(len(verify(house)) for house in houses)
    yield single("violations verify finds afterwards in both", "", wrong, bar=Bar(0))
    for house in houses:
        house.database.close()


def _compared(name: str, actions: list[Action], *, rounds: int, bar: Bar | None = None) -> Iterator[Figure]:
    spreads = in_turns(*actions, rounds=rounds, warm_up=2)
    for kind, spread in zip(KINDS, spreads, strict=True):
        yield Figure(f"{name}, {kind}", "ms", spread, bar)
    yield single("  PostgreSQL ÷ SQLite", "×", spreads[1].median / spreads[0].median)


def _quotes(house: House) -> Action:
    wanted = request(morning(1))
    return lambda: quoting.look_up(house, wanted)


def _approvals(house: House) -> Action:
    with house.reading() as uow:
        hall = next(hall for hall in uow.venues.all() if hall.approval == "required")
        here = {"municipality_id": hall.municipality_id, "venue_id": hall.id}
        head = next(one for one in uow.people.all() if one.may(Deed.DECIDE_REQUEST, **here))
    numbers = count()

    def ask_and_approve() -> None:
        wanted = replace(request(morning(8 * next(numbers))), venue_slug=hall.slug)
        asked = bookings.book(house, wanted).booking
        decisions.approve(house, asked.id, head)

    return ask_and_approve


def _series(house: House) -> Action:
    begin = datetime.now(UTC).date() + timedelta(days=7)
    weeks = Season(begin, begin + timedelta(weeks=DATES) - timedelta(days=1))
    hours = count(8)

    def look_and_save() -> None:
        hour = next(hours)
        plan = Plan(Rule(Frequency.WEEKLY, begin.weekday()), weeks, Clock(time(hour), time(hour, 45)))
        wanted = _asked(plan)
        assert series.preview(house, wanted).bookable == DATES
        series.save(house, wanted)

    return look_and_save


def _asked(plan: Plan) -> SeriesRequest:
    one: BookingRequest = request(morning(0))
    return SeriesRequest(
        venue_slug=one.venue_slug,
        plan=plan,
        persons=one.persons,
        occasion=one.occasion,
        organizer=one.organizer,
        house_rules_accepted=True,
        space_slugs=("kueche",),
    )


def _publish_tariff(house: House) -> None:
    with house.reading() as uow:
        hall = uow.venues.by_slug(SLUG)
        clerk = next(one for one in uow.people.all() if _is_clerk(one, hall.municipality_id))
    kept = tariffs.add_schedule(house, clerk, municipality_id=hall.municipality_id, name="Entgelte")
    tariffs.set_halls(house, clerk, kept.id, (SLUG,))
    tariffs.publish(house, clerk, kept.id, BENKEN)


def _is_clerk(person: Person, municipality_id: str) -> bool:
    return any(g.venue_id is None and g.municipality_id == municipality_id for g in person.grants)


def _pages(folder: Path, server: PostgresServer) -> Iterator[Figure]:
    few = found(folder / "few.db")
    fill(few, 0, FEW)
    few_there = server.create()
    seconds = _move(few, server.url(few_there), folder)
    yield single(f"export of {number(FEW)} bookings and all that goes with them", "s", seconds[0])
    yield single("import of it, SQLite to PostgreSQL", "s", seconds[1])
    many, many_there = copied(few, folder / "many.db"), server.url(server.create(template=few_there))
    with _opened(server.url(few_there)) as pg_few, _opened(many_there) as pg_many:
        yield single("tables that differ afterwards", "", _different(few, pg_few), bar=Bar(0))
        for house in (many, pg_many):
            fill(house, FEW, MANY)
        _look_over(pg_many)
        spreads = in_turns(*(_page(house, folder) for house in (few, many, pg_few, pg_many)), rounds=60)
    yield from _page_figures(spreads)
    few.database.close()
    many.database.close()


def _look_over(house: House) -> None:
    """Have PostgreSQL count its rows, as it does by itself in a running installation; SQLite never does."""
    with house.database.writing() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _page_figures(spreads: tuple[Spread, ...]) -> Iterator[Figure]:
    stored = [(kind, size) for kind in KINDS for size in (FEW, MANY)]
    for (kind, size), spread in zip(stored, spreads, strict=True):
        yield Figure(f"month page, {number(size)} bookings, {kind}", "ms", spread, Bar(P95_MS, of="p95"))
    for kind, few, many in zip(KINDS, spreads[::2], spreads[1::2], strict=True):
        note = f"by wall time, which neighbours disturb: {many.median / few.median:.2f}"
        yield single(
            f"month page, growth of CPU time, {kind}", "×", growth(few, many), bar=Bar(GROWTH), note=note
        )
    yield single("  PostgreSQL ÷ SQLite", "×", spreads[3].median / spreads[1].median)


def _page(house: House, folder: Path) -> Action:
    client = create_app(house, settings(folder / "unused.db")).test_client()
    month = (datetime.now(UTC) + timedelta(days=60)).strftime("%Y-%m")

    def look() -> None:
        answer = client.get(f"/hallen/{SLUG}?monat={month}", base_url=f"http://{HOST}")
        assert answer.status_code == 200, answer.status
        answer.close()

    return look


def _move(house: House, url: str, folder: Path) -> tuple[float, float]:
    """Bring all data into an empty database; return the seconds that export and import took."""
    migrate(url)
    file = folder / "export.gz"
    with _opened(url) as there:
        export = _seconds(partial(export_to, house.database, file, revision=current_revision()))
        into = _seconds(partial(import_from, there.database, file, revision=current_revision()))
    return export, into


def _seconds(action: Callable[[], object]) -> float:
    began = perf_counter()
    action()
    return perf_counter() - began


def _different(one: House, other: House) -> int:
    return len(list(differences(one.database, other.database)))


@contextmanager
def _opened(url: str) -> Iterator[House]:
    house = open_house(url)
    try:
        yield house
    finally:
        house.database.close()
