"""What a technician reads who types a command before the device is ready for it."""

import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lock_agent.cli import EXIT_CONFIGURATION, EXIT_INTERRUPTED, main
from lock_agent.contract import enrolling
from lock_agent.identity import DRAFT
from tests.lock_agent.server import enrol
from tests.processes import MORTAL
from tests.waiting import until

VALID = enrolling.say_token(bytes(16))
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

    said = capsys.readouterr().err
    assert f"{tmp_path}/nowhere fehlt: Dieses Gerät ist noch nicht angemeldet" in said
    assert "nennen Sie den Ordner mit --data" in said


@pytest.mark.parametrize(
    "command",
    [
        ["lint", "{}"],
        ["enrol", "--server", "https://dgh.example.org", "--token-file", "{}"],
        ["enrol", "--server", "https://dgh.example.org", "--token", VALID, "--ca", "{}"],
        ["courier", "--bring", "{}"],
    ],
    ids=["a profile", "a token", "an authority", "a bag"],
)
def test_a_file_that_is_not_the_devices_is_named_and_nothing_else_is_advised(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "stick" / "file"
    data = [] if command[0] == "lint" else ["--data", str(tmp_path / "device")]

    assert main([*(word.format(missing) for word in command), *data]) == EXIT_CONFIGURATION

    assert capsys.readouterr().err == f"dorfschluessel-agent {command[0]}: {missing} fehlt.\n"


def test_a_door_that_never_ran_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = enrol(tmp_path / "device", 1)

    assert main(["status", "--data", str(data)]) == EXIT_CONFIGURATION

    said = capsys.readouterr().err
    assert f"Diese Tür ist noch nie gelaufen ({data}/agent.db fehlt)." in said
    assert "None" not in said


def test_a_question_nobody_answers_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))

    code = main(["enrol", "--server", "https://dgh.example.org", "--data", str(tmp_path / "device")])

    assert code == EXIT_INTERRUPTED
    assert capsys.readouterr().err == "Abgebrochen. Derselbe Befehl macht dort weiter.\n"


@pytest.mark.parametrize(
    ("command", "sign", "code"),
    [
        (["enrol", "--server", "https://127.0.0.1:1", "--token", VALID], DRAFT, EXIT_INTERRUPTED),
        (["link", "--bench"], "link.bench", 0),
    ],
    ids=["enrolling", "a link"],
)
def test_ctrl_c_ends_in_order_and_says_so_where_something_was_left_undone(
    command: list[str], sign: str, code: int, tmp_path: Path
) -> None:
    data = tmp_path / "device"
    if command[0] == "link":
        enrol(data, 1)
    begun = [*MORTAL, sys.executable, "-m", "lock_agent.cli", *command, "--data", str(data)]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores Ctrl-C

    with subprocess.Popen(
        begun, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            until((data / sign).exists, "it is at work", seconds=20)
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=20)
        finally:
            running.kill()

    assert running.returncode == code
    assert "Traceback" not in said
    assert ("Abgebrochen." in said) == (code == EXIT_INTERRUPTED)


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
