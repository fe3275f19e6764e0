"""dorfschluessel app check, push, remove."""

import argparse

import pytest

from booking_server.commands import app
from tests.booking_server.app import InApp

TOWN = argparse.Namespace(municipality="wiesenburg-mark", hall="")


def test_the_account_is_checked_without_changing_anything(
    in_app: InApp, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.check(in_app.house, TOWN) == 0

    said = capsys.readouterr().out
    assert "angemeldet als „Wiesenburg/Mark“, die App ist hier eingeschaltet." in said
    assert "0 Häuser, 0 Veranstaltungen, 0 Meldungen" in said
    in_app.app.control(accounts=[{"client_id": "wiesenburg-mark", "secret": "neu", "provider": "x"}])
    assert app.check(in_app.house, TOWN) == 1
    assert "nimmt die Zugangsdaten nicht an" in capsys.readouterr().err


def test_everything_is_pushed_and_removed_by_hand(in_app: InApp, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.push(in_app.house, TOWN) == 0
    assert len(in_app.titles("PointOfInterest")) == 3

    assert app.remove(in_app.house, TOWN) == 0
    assert in_app.app.records() == []
    assert app.push(in_app.house, TOWN) == 1
    assert "Die App ist ausgeschaltet." in capsys.readouterr().err


def test_one_hall_is_pushed_alone(in_app: InApp) -> None:
    in_app.push()
    sent = len(in_app.app.control()["log"])

    app.push(in_app.house, argparse.Namespace(municipality="wiesenburg-mark", hall="dgh-benken"))

    assert len(in_app.app.control()["log"]) == sent + 1
