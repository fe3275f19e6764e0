"""People from the command line."""

import pytest

from booking_server.cli import main
from tests.builders import MASTER_KEY, Village

TOWN = "wiesenburg-mark"


@pytest.fixture(autouse=True)
def environment(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", village.url)
    monkeypatch.setenv("MASTER_KEY", MASTER_KEY.hex())
    monkeypatch.setenv("SECRET_KEY", "11" * 32)


def test_people_are_added_listed_given_roles_and_relieved_of_them(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["user", "add", "otto@example.org", "Frau Otto", "keyholder", TOWN, "--hall", "dgh-benken"]) == 0
    )
    assert main(["user", "grant", "otto@example.org", "technician", TOWN]) == 0
    assert main(["user", "revoke", "otto@example.org", "keyholder", TOWN, "--hall", "dgh-benken"]) == 0
    capsys.readouterr()

    assert main(["user", "list"]) == 0

    assert "Frau Otto <otto@example.org>\n  technician wiesenburg-mark all halls\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["user", "grant", "niemand@example.org", "clerk", TOWN], "Diese Adresse hat niemand"),
        (["user", "grant", "weber@example.org", "clerk", "berlin"], "Zur Wahl stehen: bad-belzig"),
        (["user", "revoke", "weber@example.org", "clerk", TOWN], "die letzte Person"),
        (["user", "revoke", "stolle@example.org", "clerk", TOWN], "hat die Person nicht"),
    ],
)
def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(arguments) == 2
    assert told in capsys.readouterr().err
