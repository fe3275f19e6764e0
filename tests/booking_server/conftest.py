"""A fresh village for every test: a real database, the standing cast, a stopped clock."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from booking_server.services.house import House
from tests.builders import StoppedClock, Village, a_house, migrated, populate, read_cast
from tests.postgres import PostgresServer, start_postgres


@dataclass
class SqliteCopies:
    """Gives every test a copy of one populated file."""

    directory: Path

    @cached_property
    def _cast(self) -> Path:
        path = self.directory / "cast.db"
        house = _populated(f"sqlite:///{path}")
        with house.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        house.database.close()
        return path

    @contextmanager
    def copy(self, place: Path) -> Iterator[str]:
        path = place / "village.db"
        shutil.copyfile(self._cast, path)
        yield f"sqlite:///{path}"


@dataclass
class PostgresCopies:
    """Gives every test a copy of one populated database."""

    server: PostgresServer

    @cached_property
    def _cast(self) -> str:
        name = self.server.create()
        _populated(self.server.url(name)).database.close()
        return name

    @contextmanager
    def copy(self, _place: Path) -> Iterator[str]:
        name = self.server.create(template=self._cast)
        yield self.server.url(name)
        self.server.drop(name)


def _populated(url: str) -> House:
    house = a_house(migrated(url), StoppedClock())
    populate(house)
    return house


@pytest.fixture(scope="session")
def sqlite_copies(tmp_path_factory: pytest.TempPathFactory) -> SqliteCopies:
    """Populated SQLite files."""
    return SqliteCopies(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this run's own; its absence is a failure."""
    server = start_postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_copies(postgres: PostgresServer) -> PostgresCopies:
    """Populated PostgreSQL databases."""
    return PostgresCopies(postgres)


@pytest.fixture
def database_kind() -> str:
    """Which database the village stands on; folders whose tests run on both override it."""
    return "sqlite"


@pytest.fixture
def village(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Village]:
    """The village in which a test plays."""
    copies: SqliteCopies | PostgresCopies = request.getfixturevalue(f"{database_kind}_copies")
    with copies.copy(tmp_path) as url:
        clock = StoppedClock()
        house = a_house(url, clock)
        yield Village(house, clock, read_cast(house), url)
        house.database.close()
