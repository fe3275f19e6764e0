"""A device is emptied only while nothing on it goes on opening."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lock_agent.contract.enrolment import FILE_NAME
from lock_agent.programs.wipe import wipe
from lock_agent.tenure import DOOR, LINK, tenure
from tests.lock_agent.hall import Hall
from tests.lock_agent.server import RIGHT_PIN, enrol


def test_a_device_is_not_emptied_while_its_door_opens(halls: Callable[..., Hall]) -> None:
    hall, said = halls(processes=True), list[str]()
    hall.furnish()

    assert wipe(hall.data, is_sure=True, say=said.append) == 1

    assert "systemctl stop dorfschluessel-door dorfschluessel-link" in said[0]
    assert (hall.data / FILE_NAME).exists()
    assert hall.enter(RIGHT_PIN)["granted"]

    hall.simulator.stop()
    assert wipe(hall.data, is_sure=True, say=said.append) == 0
    assert list(hall.data.iterdir()) == []


@pytest.mark.parametrize("unit", [DOOR, LINK])
def test_one_of_both_programs_is_enough_to_refuse(tmp_path: Path, unit: str) -> None:
    data, said = enrol(tmp_path / "device", 1), list[str]()

    with tenure(unit, data):
        assert wipe(data, is_sure=True, say=said.append) == 1

    assert (data / FILE_NAME).exists()
