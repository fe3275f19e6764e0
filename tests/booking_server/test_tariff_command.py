"""The command that checks a tariff file before it is published."""

from pathlib import Path

import pytest

from booking_server.cli import main
from booking_server.domain.tariffs.example import example_text


def test_a_good_file_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "gut.toml"
    file.write_text(example_text(), encoding="utf-8")

    assert main(["tariff", "check", str(file)]) == 0
    assert "Saal: 120,00\xa0€ je Tag" in capsys.readouterr().out


def test_mistakes_are_printed_with_their_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "schlecht.toml"
    file.write_text(example_text().replace("massgeblich", "masgeblich"), encoding="utf-8")

    assert main(["tariff", "check", str(file)]) == 1
    said = capsys.readouterr().out
    assert f"{file}:9: „masgeblich“ ist hier nicht vorgesehen. Meinten Sie „massgeblich“?" in said


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary = tmp_path / "bild.toml"
    binary.write_bytes(b"\xff\xfe\x00")

    assert main(["tariff", "check", str(binary)]) == 2
    assert main(["tariff", "check", str(tmp_path / "nichts.toml")]) == 2
    assert "nichts.toml" in capsys.readouterr().err
