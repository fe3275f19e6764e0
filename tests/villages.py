"""Fresh villages for tests: a real database each, the standing cast, a stopped clock."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp

from booking_server.services.foundation.house import House
from tests.builders import StoppedClock, Village, a_house, migrated, populate, read_cast
from tests.postgres import PostgresServer


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
        path = Path(mkdtemp(dir=place)) / "village.db"
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


@dataclass
class Villages:
    """Makes villages, all alike and each with a database of its own."""

    copies: SqliteCopies | PostgresCopies
    database_kind: str
    place: Path

    @contextmanager
    def another(self) -> Iterator[Village]:
        """Yield one that nothing has happened in yet."""
        with self.copies.copy(self.place) as url:
            clock = StoppedClock()
            house = a_house(url, clock)
            yield Village(house, clock, read_cast(house), url)
            house.database.close()
