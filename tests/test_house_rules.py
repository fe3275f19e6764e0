"""The README's tables say what the code does."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

from booking_server.cli import main
from booking_server.domain import rules
from booking_server.settings import VARIABLES

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def the_rules() -> dict[str, str]:
    """Every rule function with the sentence it promises."""
    functions = inspect.getmembers(rules, inspect.isfunction)
    return {
        name: (function.__doc__ or "").splitlines()[0]
        for name, function in functions
        if function.__module__.startswith(f"{rules.__name__}.")
    }


def test_every_rule_of_the_package_is_exported() -> None:
    written = {
        name
        for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}.")
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
        if function.__module__ == module.name and not name.startswith("_")
    }

    assert written == set(the_rules()) == set(rules.__all__)


def test_every_house_rule_stands_in_the_readme() -> None:
    rows = set(re.findall(r"^\| (.+?\.) \| `rules\.(\w+)` \|", README, re.MULTILINE))

    assert rows == {(sentence, name) for name, sentence in the_rules().items()}


def test_a_rule_is_named_by_its_sentence() -> None:
    for name, sentence in the_rules().items():
        assert name == re.sub(r"[^a-z]+", "_", sentence.lower().rstrip(".")), sentence


def test_every_setting_stands_in_the_readme() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|$", README, re.MULTILINE))

    assert rows == VARIABLES


def test_every_command_stands_in_the_readme(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    rows = set(re.findall(r"^\| `dorfschluessel ([a-z-]+)` \| (.+?) \|$", README, re.MULTILINE))

    with pytest.raises(SystemExit):
        main(["--help"])
    helped = re.findall(r"^    ([a-z-]+)\s+(\S.*)$", capsys.readouterr().out, re.MULTILINE)

    assert rows == set(helped)
