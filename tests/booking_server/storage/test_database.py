"""The wall behind the rules: what the database itself makes impossible."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Lock

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.errors import BookingOverlaps
from booking_server.domain.occupancy import Occupancy
from booking_server.services.bookings import bookings
from booking_server.services.operation.verify import verify
from booking_server.storage import database, postgresql, walls
from booking_server.storage.database import WRITERS_AT_ONCE, open_database
from booking_server.storage.errors import BaselineMissing, SchemaOutdated, StorageError, StorageUnavailable
from booking_server.storage.migrate import require_current_schema, require_ready
from booking_server.storage.tables import audit, metadata, occupancy
from booking_server.storage.unit_of_work import write
from calendars.period import Period
from tests.builders import NOW, WEDDING, Village, a_request

HOUR = timedelta(hours=1)


def occupy(village: Village, booking_id: str, period: Period) -> None:
    """Store occupancy without asking any rule, as a careless program would."""
    space = village.cast.benken.spaces[0]
    with village.house.unit_of_work() as uow:
        uow.occupancy.add([Occupancy(space.id, space.venue_id, booking_id, period)])
        uow.commit()


@pytest.mark.parametrize(
    ("shift_start", "shift_end"),
    [(-1, 1), (1, -1), (-1, -1), (1, 1), (0, 0), (-5, -9.99), (9.99, 5), (0, 3), (-3, 0)],
)
def test_an_overlap_is_impossible_in_the_database(
    village: Village, shift_start: float, shift_end: float
) -> None:
    booked = bookings.book(village.house, a_request()).booking
    clash = Period(WEDDING.start + shift_start * HOUR, WEDDING.end + shift_end * HOUR)

    with pytest.raises((BookingOverlaps, IntegrityError)) as refused:
        occupy(village, booked.id, clash)

    assert "overlap" in str(refused.value) or "belegt" in str(refused.value)


def test_an_error_of_the_database_does_not_tell_what_was_to_be_stored(village: Village) -> None:
    twice = replace(village.cast.frau_stolle, email="anna.lehmann@example.org")

    with pytest.raises(IntegrityError) as refused, village.house.unit_of_work() as uow:
        uow.people.add(twice, ["one", "two"])

    assert "INSERT INTO people" in str(refused.value)
    assert "lehmann" not in str(refused.value)


def test_an_overlap_is_found_behind_many_others(village: Village) -> None:
    booked = bookings.book(village.house, a_request()).booking
    for day in range(5, 300):
        occupy(village, booked.id, Period(WEDDING.start + day * 24 * HOUR, WEDDING.end + day * 24 * HOUR))

    with pytest.raises(BookingOverlaps):
        occupy(village, booked.id, Period(WEDDING.start + 150 * 24 * HOUR - HOUR,
                                          WEDDING.start + 150 * 24 * HOUR + HOUR))  # fmt: skip


def test_back_to_back_is_allowed(village: Village) -> None:
    booked = bookings.book(village.house, a_request()).booking

    occupy(village, booked.id, Period(WEDDING.end, WEDDING.end + HOUR))
    occupy(village, booked.id, Period(WEDDING.start - HOUR, WEDDING.start))


def test_occupancy_and_the_audit_log_are_never_changed(village: Village) -> None:
    bookings.book(village.house, a_request())

    for statement in (
        update(occupancy).values(ends_at=WEDDING.end + HOUR),
        update(audit).values(actor="somebody else"),
        delete(audit),
    ):
        with pytest.raises(IntegrityError), village.house.unit_of_work() as uow:
            uow.connection.execute(statement)


def test_a_naive_time_is_never_stored(village: Village) -> None:
    with pytest.raises(StatementError, match="naive"), village.house.unit_of_work() as uow:
        uow.doors.note("d", last_seen_at=datetime(2026, 10, 2, 19, 0))


def test_only_a_few_writers_of_one_process_go_to_the_database_at_once(village: Village) -> None:
    database = village.house.database
    most = 1 if database.is_sqlite else WRITERS_AT_ONCE
    here, counting = {"at": 0, "most": 0}, Lock()
    together, a_moment = Barrier(most, timeout=60), Event()

    def visit(_number: int) -> None:
        with database.writing():
            with counting:
                here["at"] += 1
                here["most"] = max(here["most"], here["at"])
            together.wait()
            a_moment.wait(0.02)
            with counting:
                here["at"] -= 1

    with ThreadPoolExecutor(3 * most) as pool:
        list(pool.map(visit, range(3 * most)))

    assert here == {"at": 0, "most": most}


def test_without_commit_nothing_happened(village: Village) -> None:
    with write(village.house.database, NOW) as uow:
        uow.audit.add("nobody", "nothing", "nowhere")

    with village.house.reading() as uow:
        assert uow.audit.of_subject("nowhere") == ()


WANTED = {
    "sqlite": {
        "PRAGMA journal_mode": "wal",
        "PRAGMA synchronous": 2,
        "PRAGMA foreign_keys": 1,
        "PRAGMA busy_timeout": 5000,
        "PRAGMA trusted_schema": 0,
    },
    "postgresql": {
        "SHOW synchronous_commit": "on",
        "SHOW fsync": "on",
        "SHOW full_page_writes": "on",
        "SHOW TimeZone": "UTC",
        "SHOW statement_timeout": "2s",
        "SHOW lock_timeout": "1s",
    },
}


def test_every_connection_keeps_the_baseline(village: Village) -> None:
    database = village.house.database
    wanted = WANTED[database.engine.dialect.name]

    with database.writing() as first, database.reading() as second:
        for connection in (first, second):
            found = {asked: connection.exec_driver_sql(asked).scalar_one() for asked in wanted}
            assert found == wanted


def test_who_only_reads_cannot_write(village: Village) -> None:
    if village.house.database.is_sqlite:
        return  # a reader there is kept from writing by nothing but the unit of work

    with pytest.raises(DBAPIError, match="read-only"), village.house.reading() as uow:
        uow.venues.touch(village.cast.benken.id, NOW)


def test_a_reader_sees_one_consistent_state(village: Village) -> None:
    with village.house.reading() as uow:
        before = uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=list(BookingStatus))
        bookings.book(village.house, a_request())
        after = uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=list(BookingStatus))

    assert before == after == ()


def test_a_postgresql_that_forgets_commits_is_refused(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgresql.BASELINE, "fsync", "off")  # stands for a server where it is

    if village.house.database.is_sqlite:
        open_database(village.url).close()
    else:
        with pytest.raises(BaselineMissing, match="fsync is on, wanted off"):
            open_database(village.url)


@pytest.mark.parametrize("url", ["mysql://dorf@localhost/dorf", "a database"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL"):
        open_database(url)


def test_a_database_without_the_baseline_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("booking_server.storage.sqlite.prepare", lambda *_: None)

    with pytest.raises(BaselineMissing):
        open_database(f"sqlite:///{tmp_path}/naked.db")


def test_a_database_nobody_migrated_is_refused(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "old.db").close()

    with pytest.raises(SchemaOutdated, match="dorfschluessel migrate"):
        require_current_schema(f"sqlite:///{tmp_path}/old.db")


def test_every_wall_is_looked_for_by_its_name(village: Village) -> None:
    with village.house.reading() as uow:
        assert walls.standing(uow.connection) == walls.WALLS[uow.connection.dialect.name]
    require_ready(village.url)


def test_a_database_that_lost_a_wall_is_refused(village: Village) -> None:
    drop = {
        "sqlite": "DROP TRIGGER occupancy_may_not_overlap",
        "postgresql": "ALTER TABLE occupancy DROP CONSTRAINT ex_occupancy_may_not_overlap",
    }
    with village.house.database.writing() as connection:
        connection.exec_driver_sql(drop[connection.dialect.name])
        connection.commit()

    with pytest.raises(BaselineMissing, match=r"lacks (ex_)?occupancy_may_not_overlap"):
        require_ready(village.url)
    assert any("lacks" in sentence for sentence in verify(village.house))


def test_the_migrations_build_the_tables_the_program_knows(village: Village) -> None:
    with village.house.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_that_hangs_takes_not_every_writer_along(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LONGEST_QUEUE_S", 0.01)
    held, go_on = Barrier(2, timeout=10), Event()
    places = 1 if village.house.database.is_sqlite else WRITERS_AT_ONCE

    def hang(_: int) -> None:
        with village.house.unit_of_work():
            held.wait()
            assert go_on.wait(10)

    with ThreadPoolExecutor(places) as writers:
        hanging = []
        for number in range(places):
            hanging.append(writers.submit(hang, number))
            held.wait()
        with pytest.raises(StorageUnavailable):
            bookings.book(village.house, a_request())
        with village.house.reading() as uow:
            assert uow.venues.municipalities()
        go_on.set()
        for one in hanging:
            one.result()

    assert bookings.book(village.house, a_request()).booking.id
