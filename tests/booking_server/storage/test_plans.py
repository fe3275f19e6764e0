"""What a page costs grows with what it shows, not with what is stored: SQLite takes the right index."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from booking_server.domain.figures.span import Span
from booking_server.domain.people import Grant, Role
from booking_server.services.bookings import bookings
from booking_server.services.desk import figures
from booking_server.services.foundation.house import House
from booking_server.services.halls import halls
from booking_server.services.holders import holder_pages, holders
from booking_server.services.people import people
from calendars.period import Period
from tests.builders import WEDDING, Village, a_request

OCTOBER = Period(datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
STORED_FOR_YEARS = ("bookings", "booking_spaces", "occupancy", "access_codes", "audit", "outbox")


@pytest.fixture
def database_kind() -> str:
    """PostgreSQL knows how many rows there are and chooses by that."""
    return "sqlite"


def plans(house: House, action: Callable[[], object]) -> list[str]:
    """Return how SQLite looks for the rows of every statement of an action."""
    sent = statements(house, action)
    with house.database.engine.connect() as connection:
        return [
            row.detail
            for statement, parameters in sent
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def statements(house: House, action: Callable[[], object]) -> list[tuple[str, Any]]:
    """Return every statement of an action with its values."""
    sent: list[tuple[str, Any]] = []
    engine = house.database.engine

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    action()
    event.remove(engine, "before_cursor_execute", note)
    return sent


def test_the_page_of_a_month_walks_through_nothing_that_piles_up(village: Village) -> None:
    for day in range(30):  # with few of them SQLite would find the right index whatever is asked
        shift = timedelta(days=day)
        bookings.book(village.house, a_request(period=Period(WEDDING.start + shift, WEDDING.end + shift)))

    told = plans(village.house, lambda: halls.hall(village.house, "dgh-benken", OCTOBER))

    assert any("occupancy" in line for line in told)
    for table in STORED_FOR_YEARS:
        assert not [line for line in told if line.startswith(f"SCAN {table}")]
    assert not [line for line in told if "bookings" in line and "(status=?)" in line]


def test_the_tenant_gate_asks_for_rows_one_by_one(village: Village) -> None:
    booking = bookings.book(village.house, a_request()).booking
    here = village.house.within([booking.municipality_id])

    def look() -> None:
        with here.reading() as uow:
            uow.bookings.get(booking.id)
            uow.quotes.of_booking(booking.id)
            uow.access_codes.of_booking(booking.id)

    told = plans(here, look)

    assert any("bookings" in line for line in told)
    assert not [line for line in told if line.startswith("SCAN")]


def test_pages_about_people_ask_as_often_for_many_as_for_few(village: Village) -> None:
    house, clerk = village.house, village.cast.frau_weber
    pages: tuple[Callable[[], object], ...] = (
        lambda: people.list_people(house, clerk),
        lambda: holder_pages.halls_of(house, clerk),
    )
    few = [len(statements(house, page)) for page in pages]

    for number, hall in enumerate([village.cast.benken, village.cast.schlamau] * 4):
        grant = Grant(Role.KEYHOLDER, hall.municipality_id, hall.id)
        name, email = f"Person {number}", f"{number}@example.org"
        person = people.add_person(house, clerk, name=name, email=email, grant=grant)
        holders.give(house, clerk, hall.slug, person.id)

    assert [len(statements(house, page)) for page in pages] == few
    lines = {line.venue.slug: line for line in holder_pages.halls_of(house, clerk)}
    assert {slug: line.holders for slug, line in lines.items()} == {
        "dgh-benken": 4,
        "dgh-schlamau": 4,
        "dgh-reetz": 0,
    }
    assert not any(line.pressing for line in lines.values())


def test_figures_of_a_hall_are_one_range_of_an_index(village: Village) -> None:
    for day in range(30):
        shift = timedelta(days=day)
        bookings.book(village.house, a_request(period=Period(WEDDING.start + shift, WEDDING.end + shift)))
    autumn, weber = Span(date(2026, 9, 1), date(2026, 11, 1)), village.cast.frau_weber
    here = village.house.within([village.cast.municipality.id])

    told = plans(here, lambda: figures.of_hall(here, weber, "dgh-benken", autumn))

    for table in (*STORED_FOR_YEARS, "door_events", "payments", "invoices", "deposit_moves"):
        assert not [line for line in told if line.startswith(f"SCAN {table}")], table
    assert [line for line in told if "ix_bookings_venue_id_starts_at (venue_id=? AND starts_at>?" in line]
