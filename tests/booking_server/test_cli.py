"""The oracle on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from booking_server.cli import main
from booking_server.services.bookings import bookings
from lock_agent.cli import main as agent
from lock_agent.version import VERSION
from tests.builders import Village, a_request


@pytest.mark.parametrize("command", [main, agent], ids=["the server", "a door"])
def test_every_program_says_its_version(
    command: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.split()[1:] == [VERSION]


def test_verify_needs_a_file_and_no_key(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    bookings.book(village.house, a_request())

    assert main(["verify", village.url.removeprefix("sqlite:///")]) == 0
    assert capsys.readouterr().out == "all invariants hold\n"


def test_verify_without_an_address_looks_where_the_demo_keeps_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DEMO_DIR", str(tmp_path))

    assert main(["verify"]) != 0
    assert str(tmp_path) in capsys.readouterr().err


def test_verify_says_what_is_wrong_and_exits_1(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    booked = bookings.book(village.house, a_request()).booking
    with village.house.unit_of_work() as uow:
        uow.occupancy.release(booked.id)
        uow.commit()

    assert main(["verify", village.url]) == 1
    said = capsys.readouterr().out
    assert f"I1: the occupancy of booking {booked.id} (confirmed) is not what its times" in said
    assert said.endswith("1 violations\n")


def test_verify_of_nothing_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "none.db")]) == 2
    assert "there is no database at" in capsys.readouterr().err


def test_verify_sees_a_broken_audit_chain_and_an_overlap(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    bookings.book(village.house, a_request())
    other = bookings.book(village.house, a_request("dgh-reetz")).booking
    with village.house.unit_of_work() as uow:
        for trigger in ("audit_is_never_changed", "occupancy_may_not_overlap"):
            uow.connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        uow.connection.exec_driver_sql("UPDATE audit SET actor = 'nobody' WHERE id = 3")
        uow.connection.exec_driver_sql(
            "INSERT INTO occupancy SELECT space_id, datetime(starts_at, '+1 hour') || '.000000', ends_at,"
            " venue_id, ? FROM occupancy LIMIT 1",
            (other.id,),
        )
        uow.commit()

    assert main(["verify", village.url]) == 1
    said = capsys.readouterr().out
    assert "I12: the audit log was changed at or before line 3" in said
    assert "overlap in space" in said
