"""Door profiles: what is unsafe or unknown is refused before a pin is touched."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from lock_agent import cli
from lock_agent.programs.options import Options
from lock_agent.settings import SettingsInvalid, load_settings, read_settings

PROFILE = Path("firmware_config/doors/profile-a.toml")


def values() -> dict[str, Any]:
    return tomllib.loads(PROFILE.read_text(encoding="utf-8"))


def test_profile_a_is_what_a_door_uses_unless_told_otherwise() -> None:
    assert load_settings() == load_settings(PROFILE) == read_settings(values())
    assert load_settings().strike_pin == 17


def test_an_unsafe_profile_is_refused_with_every_reason() -> None:
    unsafe = {**values(), "journal": {"spool": 0}, "strike": {**values()["strike"], "safe_state": "on"}}

    with pytest.raises(SettingsInvalid, match=r"journal\.spool: .*\nstrike\.safe_state: Der Ausgang"):
        read_settings(unsafe)


def test_a_unit_without_enrolment_or_profile_ends_and_is_not_started_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "door.toml").write_text("strike = 1")

    assert cli.main(["status", "--data", str(tmp_path)]) == cli.EXIT_CONFIGURATION
    assert cli.main(["link", "--data", str(tmp_path), "--profile", str(tmp_path / "door.toml")]) == 78
    assert "enrolment.json" in capsys.readouterr().err


@pytest.mark.parametrize("unit", [["door"], ["guard", "--secure"]])
def test_what_drives_hardware_does_not_guess_its_profile(
    tmp_path: Path, unit: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*unit, "--data", str(tmp_path)]) == cli.EXIT_CONFIGURATION
    assert "ohne Türprofil wird kein Pin angefasst" in capsys.readouterr().err


def test_the_profile_beside_the_database_is_the_devices_own(tmp_path: Path) -> None:
    for name in ("b", "c"):
        (tmp_path / "door.toml").write_bytes((PROFILE.parent / f"profile-{name}.toml").read_bytes())
        assert Options(data=tmp_path).settings(drives=True).profile == name.upper()

    assert Options(data=tmp_path, profile=PROFILE).settings(drives=True).profile == "A"


def test_a_bench_door_and_a_link_without_a_profile_take_profile_a(tmp_path: Path) -> None:
    assert Options(data=tmp_path, bench=True).settings(drives=True).profile == "A"
    assert Options(data=tmp_path).settings().profile == "A"


@pytest.mark.parametrize("unit", ["door", "link", "guard", "simulate", "status", "lint"])
def test_every_command_explains_itself(unit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([unit, "--help"])

    assert end.value.code == 0
    assert unit in capsys.readouterr().out
