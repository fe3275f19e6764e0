"""All data goes from one database to the other and back, and never by halves."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from booking_server.cli import main
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.operation.verify import verify, verify_database
from booking_server.services.people import sign_in
from booking_server.services.promises import snapshots
from booking_server.services.requests import decisions
from booking_server.storage.database import Database, open_database
from booking_server.storage.migrate import current_revision
from booking_server.storage.tables import metadata, municipalities
from booking_server.storage.transfer import (
    DatabaseNotEmpty,
    ExportUnreadable,
    differences,
    export_to,
    import_from,
)
from tests.booking_server.doors import enrol
from tests.booking_server.holders import an_envelope
from tests.builders import Village, a_request, between, migrated
from tests.postgres import PostgresServer

REVISION = current_revision()


@pytest.fixture
def lively(village: Village) -> Village:
    """A village in which something of everything has happened."""
    house = village.house
    door = enrol(house, village.cast.benken).id
    booked = bookings.book(house, a_request(), idempotency_key="a key")
    an_envelope(village)
    snapshots.refresh(house, door, lambda *_: None)
    cancellations.cancel(house, booked.booking.id)
    asked = bookings.book(house, a_request("dgh-schlamau", occasion="Hochzeit „Ä“ 'x' \\ \U0001f389"))
    decisions.approve(house, asked.booking.id, village.cast.herr_krueger, reason="Gern!")
    bookings.book(house, a_request("dgh-reetz", between("2026-10-24 20:00", "2026-10-25 04:00")))
    sign_in.make_link(house, village.cast.frau_stolle.id)
    return village


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody writes to."""
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="module")
def empty_name(postgres: PostgresServer) -> str:
    """A migrated database on PostgreSQL that nobody writes to."""
    name = postgres.create()
    migrated(postgres.url(name))
    return name


@pytest.fixture
def other_url(
    village: Village, postgres: PostgresServer, empty_file: Path, empty_name: str, tmp_path: Path
) -> Iterator[str]:
    """An empty migrated database of the other kind."""
    if village.house.database.is_sqlite:
        name = postgres.create(template=empty_name)
        yield postgres.url(name)
        postgres.drop(name)
    else:
        shutil.copyfile(empty_file, tmp_path / "other.db")
        yield f"sqlite:///{tmp_path}/other.db"


def lines_of(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


def brought_over(database: Database, url: str, file: Path) -> Database:
    export_to(database, file, revision=REVISION)
    other = open_database(url)
    import_from(other, file, revision=REVISION)
    return other


def test_everything_goes_over_and_comes_back(
    lively: Village, other_url: str, empty_file: Path, tmp_path: Path
) -> None:
    shutil.copyfile(empty_file, tmp_path / "back.db")
    there = brought_over(lively.house.database, other_url, tmp_path / "there.gz")
    back = brought_over(there, f"sqlite:///{tmp_path}/back.db", tmp_path / "back.gz")

    assert list(differences(lively.house.database, there)) == []
    assert list(differences(lively.house.database, back)) == []
    assert tuple(verify_database(moved, lively.clock()) for moved in (there, back)) == ((), ())
    assert lines_of(tmp_path / "there.gz") == lines_of(tmp_path / "back.gz")
    there.close()
    back.close()


def test_life_goes_on_where_the_data_was_brought(lively: Village, other_url: str, tmp_path: Path) -> None:
    there = brought_over(lively.house.database, other_url, tmp_path / "export.gz")
    moved = type(lively.house)(there, lively.house.keyring, lively.house.policy, lively.clock)

    again = bookings.book(moved, a_request())

    assert again.is_new
    assert verify(moved) == ()
    assert len(list(differences(lively.house.database, there))) > 3
    there.close()


def test_every_table_is_part_of_an_export(lively: Village, tmp_path: Path) -> None:
    export_to(lively.house.database, tmp_path / "export.gz", revision=REVISION)

    lines = [json.loads(line) for line in lines_of(tmp_path / "export.gz")]
    told = {line["table"]: line["columns"] for line in lines if isinstance(line, dict) and "table" in line}
    assert told == {t.name: [c.name for c in t.columns] for t in metadata.tables.values()}


def test_an_export_is_its_owners_alone(lively: Village, tmp_path: Path) -> None:
    export_to(lively.house.database, tmp_path / "export.gz", revision=REVISION)

    assert (tmp_path / "export.gz").stat().st_mode & 0o777 == 0o600


def test_an_export_that_breaks_off_leaves_nothing_behind(lively: Village, tmp_path: Path) -> None:
    (tmp_path / "export.gz").mkdir()

    with pytest.raises(OSError, match="directory"):
        export_to(lively.house.database, tmp_path / "export.gz", revision=REVISION)

    assert [file.name for file in tmp_path.glob("export*")] == ["export.gz"]


def test_a_database_that_holds_something_takes_nothing_in(lively: Village, tmp_path: Path) -> None:
    export_to(lively.house.database, tmp_path / "export.gz", revision=REVISION)

    with pytest.raises(DatabaseNotEmpty, match="not empty"):
        import_from(lively.house.database, tmp_path / "export.gz", revision=REVISION)


def spoilt(kind: str, file: Path) -> bytes:
    lines = lines_of(file)
    text = b"".join(lines)
    changed = {
        "a line lost": b"".join([*lines[:5], *lines[6:]]),
        "a value changed": text.replace(b"Benken", b"Bemken", 1),
        "no end": b"".join(lines[:-1]),
        "another schema": text.replace(REVISION.encode(), b"9999", 1),
        "something else": b'{"format": "a letter"}\n',
    }
    if kind in changed:
        return gzip.compress(changed[kind])
    return b"no gzip at all" if kind == "no gzip" else file.read_bytes()[: len(text) // 20]


@pytest.mark.parametrize(
    "kind",
    ["cut off", "a line lost", "a value changed", "no end", "another schema", "something else", "no gzip"],
)
def test_a_damaged_export_is_refused_and_nothing_is_brought_in(
    lively: Village, other_url: str, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "export.gz"
    export_to(lively.house.database, file, revision=REVISION)
    file.write_bytes(spoilt(kind, file))
    other = open_database(other_url)

    with pytest.raises(ExportUnreadable):
        import_from(other, file, revision=REVISION)

    with other.reading() as connection:
        assert connection.execute(municipalities.select()).first() is None
    other.close()


def test_the_commands_move_a_database(
    lively: Village,
    other_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "export.gz"

    monkeypatch.setenv("DATABASE_URL", lively.url)
    assert main(["export", str(file)]) == 0
    monkeypatch.setenv("DATABASE_URL", other_url)
    assert main(["import", str(file)]) == 0
    assert main(["compare", lively.url, other_url]) == 0
    assert "every row is the same" in capsys.readouterr().out
    other = open_database(other_url)
    with other.writing() as connection:
        connection.execute(
            insert(municipalities).values(id="x", slug="x", name="X", ags="00000000", postcode="00000")
        )
        connection.commit()
    other.close()
    assert main(["compare", lively.url, other_url]) == 1
    assert "municipalities: 0 rows only in the first, 1 only in the second" in capsys.readouterr().out
    assert main(["import", str(file)]) == 2
    assert "not empty" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "nowhere" / "export.gz")]) == 2
    assert "nowhere/export.gz cannot be written: No such file or directory" in capsys.readouterr().err
