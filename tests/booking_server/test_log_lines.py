"""What every program writes to its log, whoever wrote the line."""

import logging
from pathlib import Path

import pytest

from booking_server.cli import main

TYPED = "anna.lehmann@example.org"
ADDRESS = "/kalender/privat/geheim-7f3a.ics"


def test_lines_of_libraries_tell_neither_an_errors_text_nor_a_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    with monkeypatch.context() as set_up:
        set_up.setattr(root, "handlers", [])
        set_up.setattr(root, "level", root.level)
        main(["verify", str(tmp_path / "nothing.db")])
        try:
            raise ValueError(TYPED)
        except ValueError:
            logging.getLogger("waitress").exception("Exception while serving %s", ADDRESS)

    told = capsys.readouterr().err

    assert "ERROR waitress: Exception while serving /kalender/privat/…\n" in told
    assert "builtins.ValueError" in told
    assert "geheim-7f3a" not in told
    assert TYPED not in told
