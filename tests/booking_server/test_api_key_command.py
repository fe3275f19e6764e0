"""dorfschluessel api-key list, add, revoke."""

import argparse

import pytest

from booking_server.commands import api_keys as command
from booking_server.domain.errors import NotFound
from booking_server.services.partners import api_keys
from tests.builders import Village

TOWN = argparse.Namespace(municipality="wiesenburg-mark", name="Portal", scopes=["bookings:read"])


def test_a_key_is_given_listed_and_ended(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.give(village.house, TOWN) == 0
    token = capsys.readouterr().out.strip()
    key = api_keys.whose(village.house, token)
    assert key is not None

    command.show(village.house, TOWN)
    said = capsys.readouterr().out
    assert said == f"{key.id}  Portal  bookings:read  last used 2026-09-28\n"
    assert token not in said

    command.revoke(village.house, argparse.Namespace(key=key.id))
    assert api_keys.whose(village.house, token) is None
    with pytest.raises(NotFound):
        command.revoke(village.house, argparse.Namespace(key="0" * 16))
    with pytest.raises(NotFound):
        command.show(village.house, argparse.Namespace(municipality="nirgends"))
