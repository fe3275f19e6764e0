"""A card that is full or takes no writes: rightful codes open, and what happened is told later (I16)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAID = ["ok", "ok", "typing_error", "unknown", "ok", "ok"]


@pytest.mark.parametrize("trouble", ["full", "refused"])
def test_rightful_codes_open_while_the_card_fails_and_nothing_is_lost(tmp_path: Path, trouble: str) -> None:
    door = [sys.executable, "-m", "tests.lock_agent.full_card_door", str(tmp_path), trouble]

    told = json.loads(subprocess.check_output(["unshare", "--user", "--map-root-user", "--mount", *door]))

    assert told["said"] == SAID
    assert told["during"] == SAID[:1], "the card was not full enough to prove anything"
    assert told["after"] == told["next_boot"] == SAID
    assert told["epoch"] == 1000, "a full card is no damaged one"


def test_a_device_that_boots_from_a_card_at_its_end_lets_rightful_people_in(tmp_path: Path) -> None:
    card = tmp_path / "card"
    card.mkdir()
    door = [sys.executable, "-m", "tests.lock_agent.full_card_door", str(card), "read_only"]

    told = json.loads(subprocess.check_output(["unshare", "--user", "--map-root-user", "--mount", *door]))

    assert told["said"] == ["ok", "ok", "throttled", "ok", "throttled"], "guessing pays nowhere"
    assert told["losses"] == [["storage"], ["storage"]], "each boot says once that it has no memory"
    assert 1000 < told["epochs"][0] != told["epochs"][1] < 2000, "no journal is taken for another one"
    assert told["again"] == str(card / "door")


def test_a_card_that_turns_read_only_under_a_running_door_costs_nothing(tmp_path: Path) -> None:
    card = tmp_path / "card"
    card.mkdir()
    door = [sys.executable, "-m", "tests.lock_agent.full_card_door", str(card), "turns_read_only"]

    told = json.loads(subprocess.check_output(["unshare", "--user", "--map-root-user", "--mount", *door]))

    counted = ["unknown"] * 3 + ["ok"] + ["unknown", "ok", "unknown", "unknown"]
    assert told["said"] == [*counted, "throttled", "ok"], "no counter begins anew or is lost"
    not_yet, link_waits, waiting = False, False, False
    assert told["moved"] == [False, not_yet, link_waits, True, True, waiting, True, True]
    assert told["told"] == [
        ["ok", "read_only", "unknown", "ok", "unknown", "unknown"],
        ["unknown", "unknown", "unknown", "restored", "throttled", "ok"],
    ]
    assert told["epochs"][0] == told["epochs"][2] != told["epochs"][1]
    assert told["versions"] == [1, 2], "what was revoked meanwhile is not valid again"
