"""Door profiles: what is unsafe or unknown is refused before a pin is touched."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from lock_agent import cli
from lock_agent.settings import SettingsInvalid, load_settings, read_settings

PROFILE = Path("firmware_config/doors/profile-a.toml")


def values() -> dict[str, Any]:
    return tomllib.loads(PROFILE.read_text(encoding="utf-8"))


def test_profile_a_is_what_a_door_uses_unless_told_otherwise() -> None:
    assert load_settings() == load_settings(PROFILE) == read_settings(values())
    assert load_settings().strike_pin == 17


UNSAFE: list[tuple[str, dict[str, Any]]] = [
    ("profile", {"profile": "B"}),
    ("strike.safe_state", {"strike": {"pin": 17, "active_high": True, "safe_state": "on"}}),
    ("strike.safe_state", {"strike": {"pin": 17, "active_high": True}}),
    ("strike.pin", {"strike": {"pin": 99, "active_high": True, "safe_state": "off"}}),
    ("strike.active_high", {"strike": {"pin": 17, "active_high": 1, "safe_state": "off"}}),
    ("strike.pins", {"strike": {"pins": 17, "active_high": True, "safe_state": "off"}}),
    ("pins", {"signals": {"green": 17, "red": 27, "buzzer": 24}}),
    ("clock", {"clock": None}),
    ("journal.spool", {"journal": {"spool": 0}}),
    ("magnet", {"magnet": {"pin": 5}}),
]


@pytest.mark.parametrize(("name", "change"), UNSAFE)
def test_an_unsafe_or_unknown_setting_is_refused_by_name(name: str, change: dict[str, Any]) -> None:
    with pytest.raises(SettingsInvalid, match=name):
        read_settings({**values(), **change})


def test_a_unit_without_enrolment_or_profile_ends_and_is_not_started_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "door.toml").write_text("strike = 1")

    assert cli.main(["status", "--data", str(tmp_path)]) == cli.EXIT_CONFIGURATION
    assert cli.main(["link", "--data", str(tmp_path), "--profile", str(tmp_path / "door.toml")]) == 78
    assert "enrolment.json" in capsys.readouterr().err


@pytest.mark.parametrize("unit", ["door", "link", "guard", "simulate", "status"])
def test_every_command_explains_itself(unit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([unit, "--help"])

    assert end.value.code == 0
    assert unit in capsys.readouterr().out
