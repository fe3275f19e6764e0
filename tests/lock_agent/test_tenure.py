"""A door works once with its files, and so does a link: a second one is turned away and takes nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lock_agent.cli import EXIT_RUNS, main
from lock_agent.peers import DOOR as SOCKET
from lock_agent.programs.lora import serve
from lock_agent.tenure import DOOR, LINK, RADIO, UnitRuns, tenure
from lock_agent.wiring import SerialWiring
from tests.lock_agent.hall import Hall
from tests.lock_agent.server import RIGHT_PIN
from tests.processes import MORTAL

HOLD = (
    "import sys; from pathlib import Path; from lock_agent.tenure import tenure\n"
    "with tenure('door', Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
)


def runs(unit: str, data: Path) -> bool:
    try:
        with tenure(unit, data):
            return False
    except UnitRuns:
        return True


@pytest.mark.parametrize("unit", [DOOR, LINK])
@pytest.mark.parametrize("processes", [False, True], ids=["one process", "real processes"])
def test_a_second_unit_is_turned_away_and_the_first_one_works_on(
    halls: Callable[..., Hall], capfd: pytest.CaptureFixture[str], unit: str, processes: bool
) -> None:
    hall = halls(processes=processes)
    hall.furnish()

    assert main([unit, "--bench", "--data", str(hall.data)]) == EXIT_RUNS

    said = capfd.readouterr().err
    assert f"läuft schon mit den Dateien in {hall.data}." in said
    assert f"systemctl stop dorfschluessel-{unit}" in said
    assert (hall.data / SOCKET).exists()
    assert hall.enter(RIGHT_PIN)["granted"]


def test_a_second_radio_is_turned_away_before_it_takes_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lock_agent.programs.lora.working_directory", lambda _: pytest.fail("it went on"))
    with tenure(RADIO, tmp_path), pytest.raises(UnitRuns, match="Das Funkmodul läuft schon"):
        serve(tmp_path, SerialWiring(str(tmp_path / "no-line"), 115_200))


def test_a_unit_that_is_killed_leaves_its_place_to_the_next(tmp_path: Path) -> None:
    command = [*MORTAL, sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with pytest.raises(UnitRuns), tenure(DOOR, tmp_path):
            pass
        assert runs(DOOR, tmp_path)
        first.kill()

    assert not runs(DOOR, tmp_path)
    with tenure(DOOR, tmp_path):
        assert runs(DOOR, tmp_path)


def test_a_card_that_takes_no_writes_lets_a_second_unit_in_as_little(tmp_path: Path) -> None:
    with tenure(DOOR, tmp_path):
        (tmp_path / ".door.lock").chmod(0o400)
        assert runs(DOOR, tmp_path)


def test_no_lock_is_taken_on_what_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / ".door.lock").symlink_to(tmp_path / "elsewhere")

    with tenure(DOOR, tmp_path):
        assert not (tmp_path / "elsewhere").exists()


def test_a_card_with_no_room_for_the_lock_keeps_no_door_from_working(tmp_path: Path) -> None:
    with tenure(DOOR, tmp_path / "nowhere"):
        assert not runs(DOOR, tmp_path / "nowhere")
