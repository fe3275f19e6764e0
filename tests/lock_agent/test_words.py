"""What a technician reads at a device: who is the technician is not told to call one."""

from pathlib import Path

from lock_agent.doctor.clock import QUALITIES
from lock_agent.programs.enrol import BAD_CODE, enrol

AGENT = Path(__file__).parents[2] / "lock_agent"


def test_no_program_of_a_device_sends_the_technician_to_the_technician() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in AGENT.rglob("*.py")}

    assert [name for name, text in texts.items() if "ufen Sie die Technik" in text] == []


def test_a_door_that_never_heard_a_server_is_not_said_to_have_heard_one_a_week_ago() -> None:
    assert QUALITIES["degraded"].text.startswith("Noch nie oder seit über 7 Tagen nicht mehr hat ein Server")


def test_a_mistyped_code_is_not_said_to_stand_where_it_is_shown_no_more(tmp_path: Path) -> None:
    said: list[str] = []

    assert enrol(tmp_path / "device", server="https://dgh.example.org", typed="ABC", say=said.append) == 1

    assert said == [BAD_CODE]
    assert "nur gezeigt, wenn er angelegt wird" in BAD_CODE
