"""A fresh village for every test: a real database, the standing cast, a stopped clock."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import StoppedClock, Village, a_house, migrated, populate, read_cast


@pytest.fixture(scope="session")
def populated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the standing cast, made once and copied for every test."""
    path = tmp_path_factory.mktemp("database") / "cast.db"
    house = a_house(migrated(f"sqlite:///{path}"), StoppedClock())
    populate(house)
    with house.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.database.close()
    return path


@pytest.fixture
def village(populated_database: Path, tmp_path: Path) -> Iterator[Village]:
    """The village in which a test plays."""
    path = tmp_path / "village.db"
    shutil.copyfile(populated_database, path)
    clock = StoppedClock()
    house = a_house(f"sqlite:///{path}", clock)
    yield Village(house, clock, read_cast(house), f"sqlite:///{path}")
    house.database.close()
