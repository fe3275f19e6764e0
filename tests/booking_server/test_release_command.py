"""The door program from its publisher to one hall, then to all; each step by its command."""

from pathlib import Path

import pytest

from booking_server.cli import main
from booking_server.locks.release_shelf import Shelf
from booking_server.services.doors import releases
from tests.builders import MASTER_KEY, Village
from tests.lock_agent.releases import KEYS, a_release, a_wheel

SHELF = "releases"


@pytest.fixture(autouse=True)
def environment(village: Village, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", village.url)
    monkeypatch.setenv("MASTER_KEY", MASTER_KEY.hex())
    monkeypatch.setenv("SECRET_KEY", "11" * 32)
    monkeypatch.setenv("RELEASES_DIR", SHELF)
    monkeypatch.setenv("RELEASE_KEYS", f"r1={KEYS['r1'].hex()}")


def test_a_release_goes_from_its_publisher_to_one_hall_and_then_to_all(
    village: Village, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, content = a_wheel("0.2.0")
    Path(name).write_bytes(content)
    assert main(["release", "key", "--out", "publisher.key"]) == 0
    monkeypatch.setenv("RELEASE_KEYS", capsys.readouterr().out.strip())
    assert Path("publisher.key").stat().st_mode & 0o077 == 0

    signing = ["--key", "publisher.key", "--number", "7", "--out", "7.dgh"]
    assert main(["release", "sign", name, *signing]) == 0
    assert main(["release", "add", "7.dgh"]) == 0
    assert main(["release", "allow", "7", "dgh-benken"]) == 0
    assert main(["release", "list"]) == 0
    assert capsys.readouterr().out.endswith("7  0.2.0  1 Häuser\n")

    assert main(["release", "allow", "7", "--all"]) == 0
    with village.house.reading() as uow:
        assert releases.halls_by_release(village.house) == {7: len(uow.venues.all())}


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (a_release(7, "0.2.0", kid="s1"), "unknown_key"),
        (a_release(7, "0.2.0")[:-1], "nicht vollständig"),
        (a_release(7, "0.2.0") + b"x", "Hinter den Paketen"),
        (b"PK\3\4", "Stimmt RELEASE_KEYS?"),
    ],
    ids=["a server's key", "short", "long", "garbage"],
)
def test_what_no_door_would_take_is_not_put_on_the_shelf(
    capsys: pytest.CaptureFixture[str], spoilt: bytes, told: str
) -> None:
    Path("spoilt.dgh").write_bytes(spoilt)

    assert main(["release", "add", "spoilt.dgh"]) == 2

    assert told in capsys.readouterr().err
    assert Shelf(Path(SHELF), KEYS).all() == ()


def test_a_number_is_given_once_and_only_what_lies_there_is_allowed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for version in ("0.2.0", "0.2.1"):
        Path(version).write_bytes(a_release(7, version))
    assert main(["release", "add", "0.2.0"]) == 0

    assert main(["release", "add", "0.2.1"]) == 2
    assert main(["release", "allow", "8", "--all"]) == 2
    assert main(["release", "allow", "7"]) == 2
    assert main(["release", "allow", "7", "dgh-nirgends"]) == 2

    (release,) = Shelf(Path(SHELF), KEYS).all()
    assert release.name == "0.2.0"


def test_a_server_without_a_shelf_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RELEASES_DIR")

    assert main(["release", "list"]) == 2
    assert "RELEASES_DIR" in capsys.readouterr().err
