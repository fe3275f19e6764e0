"""Live and ready are two questions: a process that lives need not be able to serve anybody."""

from dataclasses import replace

from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from booking_server.domain.operation import LATE_AFTER
from booking_server.jobs.schedule import TICK_EVERY
from booking_server.services.operation import operation
from booking_server.settings import Settings
from booking_server.storage.database import Database
from booking_server.web.app import create_app
from tests.booking_server.web.conftest import MakeSite
from tests.builders import Village

WELL = {"status": "ok", "database": "reachable", "schema": "current", "worker": "ticking"}


def asked(client: FlaskClient) -> tuple[int, dict[str, str], int]:
    """How `ready` answers, with what, and how `live` does."""
    answer = client.get("/healthz/ready")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.get_json(), client.get("/healthz/live").status_code


def test_a_worker_that_turns_makes_it_ready_and_one_that_stopped_unready(
    village: Village, make_site: MakeSite
) -> None:
    client = make_site().test_client()
    assert asked(client) == (503, {**WELL, "status": "not ready", "worker": "never seen"}, 200)

    operation.tick(village.house)
    village.clock.forward(seconds=20)
    operation.tick(village.house)
    village.clock.forward(seconds=LATE_AFTER.total_seconds())
    assert asked(client) == (200, WELL, 200)

    village.clock.forward(seconds=1)
    assert asked(client) == (503, {**WELL, "status": "not ready", "worker": "late"}, 200)
    assert LATE_AFTER > 4 * TICK_EVERY, "a busy worker is not called gone"


def test_a_database_of_another_version_is_not_ready(village: Village, make_site: MakeSite) -> None:
    operation.tick(village.house)
    with village.house.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        uow.commit()

    status, told, live = asked(make_site().test_client())

    assert (status, told["schema"], live) == (503, "another version", 200)


def test_without_its_database_it_lives_and_is_not_ready(village: Village, settings: Settings) -> None:
    nowhere = Database(create_engine("sqlite:////nowhere/at/all.db"))
    client = create_app(replace(village.house, database=nowhere), settings).test_client()

    status, told, live = asked(client)

    assert (status, told["database"], live) == (503, "unreachable", 200)
    assert "/nowhere" not in str(told)
