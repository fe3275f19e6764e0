"""The application as a WSGI server loads it: set up by the environment alone."""

from pathlib import Path

import pytest

from booking_server.settings import SettingInvalid
from booking_server.storage.database import StorageError
from booking_server.wsgi import application
from tests.builders import MASTER_KEY, migrated


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'here.db'}")
    monkeypatch.setenv("MASTER_KEY", MASTER_KEY.hex())
    monkeypatch.setenv("SECRET_KEY", MASTER_KEY.hex())
    return monkeypatch


@pytest.mark.usefixtures("environment")
def test_it_answers_once_the_database_is_migrated(tmp_path: Path) -> None:
    migrated(f"sqlite:///{tmp_path / 'here.db'}")

    assert application().test_client().get("/healthz", base_url="http://127.0.0.1:8000").status_code == 200


@pytest.mark.usefixtures("environment")
def test_it_does_not_start_on_a_database_of_another_version() -> None:
    with pytest.raises(StorageError):
        application()


def test_it_does_not_start_without_its_master_key(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("MASTER_KEY")

    with pytest.raises(SettingInvalid, match="MASTER_KEY"):
        application()
