"""A fresh village for every test: a real database, the standing cast, a stopped clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app_server.running import RunningApp, running_app
from tests.booking_server.app import InApp, connect
from tests.booking_server.doors import PaperDoor, enrol
from tests.booking_server.lora import RadioDoor
from tests.builders import Village
from tests.postgres import PostgresServer, start_postgres
from tests.villages import PostgresCopies, SqliteCopies, Villages


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
def villages(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Villages:
    """For a test that needs more than one village."""
    return Villages(request.getfixturevalue(f"{database_kind}_copies"), database_kind, tmp_path)


@pytest.fixture
def village(villages: Villages) -> Iterator[Village]:
    """The village in which a test plays."""
    with villages.another() as village:
        yield village


@pytest.fixture
def door(village: Village) -> PaperDoor:
    """Benken's door, enrolled."""
    return enrol(village.house, village.cast.benken)


@pytest.fixture
def radio(village: Village, door: PaperDoor) -> RadioDoor:
    """Benken's door over LoRaWAN; it was told the time, so that only revocations are due."""
    one = RadioDoor(village, door)
    first = one.next_frame()
    assert first is not None
    assert first.revoked == ()
    return one


@pytest.fixture(scope="session")
def app_process() -> Iterator[RunningApp]:
    """A server of the Bad Belzig App, in a process of its own."""
    with running_app() as app:
        yield app


@pytest.fixture
def app_server(app_process: RunningApp) -> RunningApp:
    """The app's server, which has forgotten what other tests told it."""
    app_process.control(reset=True)
    return app_process


@pytest.fixture
def in_app(village: Village, app_server: RunningApp) -> InApp:
    """Wiesenburg/Mark with the app switched on."""
    return connect(village, app_server)
