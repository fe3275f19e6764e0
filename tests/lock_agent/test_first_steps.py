"""What a technician reads who types a command before the device is ready for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from lock_agent.cli import EXIT_CONFIGURATION, main

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", ["status", "renew", "fetch", "courier"])
def test_a_device_that_is_not_enrolled_says_so(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--data", str(tmp_path)]) == EXIT_CONFIGURATION

    said = capsys.readouterr().err
    assert "Dieses Gerät ist noch nicht angemeldet" in said
    assert "dorfschluessel-agent enrol" in said


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--data", str(tmp_path / "nowhere")]) == EXIT_CONFIGURATION

    assert f"{tmp_path}/nowhere fehlt." in capsys.readouterr().err


def test_a_device_without_a_profile_is_told_where_to_take_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["doctor", "--data", str(tmp_path)])

    assert f"{tmp_path}/door.toml fehlt. Kopieren Sie das nächstliegende aus" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("program", "remedy"),
    [("lock_agent.cli", "pip install '.[agent]'"), ("booking_server", ".ci/install server .venv")],
)
def test_a_program_whose_packages_are_missing_says_how_they_come(program: str, remedy: str) -> None:
    without_packages = [sys.executable, "-S", "-m", program, "worker" if "server" in program else "status"]

    result = subprocess.run(without_packages, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == EXIT_CONFIGURATION
    assert remedy in result.stderr
    assert "Traceback" not in result.stderr
