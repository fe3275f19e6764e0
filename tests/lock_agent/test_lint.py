"""The linter of door profiles: what is unsafe is refused, with the reason in a technician's words."""

import copy
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lock_agent import cli
from lock_agent.lint import RULES, lint
from lock_agent.settings import load_settings, read_settings

DOORS = Path("firmware_config/doors")
README = Path("README.md").read_text(encoding="utf-8")
GONE = object()
"""In place of a value: take the field out."""


def profile(letter: str = "a", changes: dict[str, object] | None = None) -> dict[str, Any]:
    """Return one of our profiles with some fields (`table.name`) changed."""
    values = tomllib.loads((DOORS / f"profile-{letter}.toml").read_text(encoding="utf-8"))
    for path, value in (changes or {}).items():
        *tables, name = path.split(".")
        table = values
        for part in tables:
            table = table.setdefault(part, {})
        if value is GONE:
            table.pop(name)
        else:
            table[name] = copy.deepcopy(value)
    return values


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_our_own_profiles_are_sound(letter: str) -> None:
    assert lint(profile(letter)) == []
    assert load_settings(DOORS / f"profile-{letter}.toml").profile == letter.upper()


STRIKE = {"pin": 18, "active_high": True, "safe_state": "off", "pull": "down", "longest_pulse_ms": 5000}

RADIO = {"kind": "rui3", "device": "/dev/serial/by-id/usb-RAK3172", "baud": 115_200}

UNSAFE: list[tuple[str, str, dict[str, object], str]] = [
    ("a magnet without emergency release", "c", {"emergency": GONE}, "emergency"),
    ("a release that asks the software", "c", {"emergency.cuts_power": False}, "emergency.cuts_power"),
    ("a magnet on an escape route", "c", {"door.escape_route": True}, "door.escape_route"),
    ("a magnet in profile A", "a", {"magnet": STRIKE}, "magnet"),
    ("a strike in profile C", "c", {"strike": STRIKE}, "strike"),
    ("profile B that drives the lock", "b", {"strike": STRIKE}, "strike"),
    ("profile B that drives a magnet", "b", {"magnet": STRIKE}, "magnet"),
    ("profile B that sees nothing", "b", {"contact": GONE}, "contact"),
    ("an escape route without panic hardware", "a", {"door.panic_hardware": False}, "door.panic_hardware"),
    ("a door nothing opens", "a", {"strike": GONE}, "strike"),
    ("an output secured by current", "a", {"strike.safe_state": "on"}, "strike.safe_state"),
    ("a magnet's relay secured by current", "c", {"magnet.safe_state": "on"}, "magnet.safe_state"),
    ("an output that floats", "a", {"strike.pull": "none"}, "strike.pull"),
    ("an output pulled the wrong way", "a", {"strike.pull": "up"}, "strike.pull"),
    ("an output the boot pulls up", "a", {"strike.pin": 4}, "strike.pin"),
    ("an active low output the boot pulls down", "a", {"strike.active_high": False}, "strike.pin"),
    ("a pulse over eight seconds", "a", {"strike.longest_pulse_ms": 8001}, "strike.longest_pulse_ms"),
    ("a request over eight seconds", "b", {"request.longest_pulse_ms": 60_000}, "request.longest_pulse_ms"),
    ("one pin for two", "a", {"signals.green": 17}, "signals.green"),
    ("one pin for a row and a contact", "a", {"contact.pin": 13}, "keypad.rows[2]"),
    ("a pin of the clock", "a", {"exit.pin": 2}, "exit.pin"),
    ("a pin of the serial line", "a", {"exit.pin": 15}, "exit.pin"),
    ("an input without a pull", "a", {"contact.pull": GONE}, "contact.pull"),
    ("a Wiegand reader without a pull", "b", {"keypad.pull": GONE}, "keypad.pull"),
    ("a cut wire that reads as closed", "a", {"contact.open": "low"}, "contact.open"),
    ("a cut wire of the housing", "a", {"tamper.pull": "down"}, "tamper.open"),
    ("a button that is always pressed", "a", {"exit.pressed": "high"}, "exit.pressed"),
    ("an emergency always pressed", "c", {"emergency.pull": "down"}, "emergency.pressed"),
    ("a key twice", "a", {"keypad.layout": ["123", "456", "789", "*00"]}, "keypad.layout"),
    ("a row too few", "a", {"keypad.rows": [5, 6, 13]}, "keypad.layout"),
    ("a USB scanner by number", "b", {"scanner.device": "/dev/input/event0"}, "scanner.device"),
    ("a serial scanner by number", "a", {"scanner.device": "/dev/ttyUSB0"}, "scanner.device"),
    ("a speed nobody speaks", "a", {"scanner.baud": 10_000}, "scanner.baud"),
    ("a radio by number", "a", {"lora": {**RADIO, "device": "/dev/ttyUSB0"}}, "lora.device"),
    ("a radio on the scanner's line", "a", {"lora": {**RADIO, "device": "/dev/serial0"}}, "lora.device"),
    ("a radio at a speed nobody speaks", "a", {"lora": {**RADIO, "baud": 10_000}}, "lora.baud"),
    ("a door nobody can enter", "a", {"keypad": GONE, "scanner": GONE}, "keypad"),
]


@pytest.mark.parametrize(("case", "letter", "changes", "where"), UNSAFE, ids=[case for case, *_ in UNSAFE])
def test_what_is_unsafe_is_refused(case: str, letter: str, changes: dict[str, object], where: str) -> None:
    assert where in [finding.where for finding in lint(profile(letter, changes))], case


def test_every_rule_is_broken_by_one_of_these_cases() -> None:
    broken = {
        rule.__name__
        for _, letter, changes, _ in UNSAFE
        for rule in RULES
        if _breaks(rule, profile(letter, changes))
    }

    assert broken == {rule.__name__ for rule in RULES}


def _breaks(rule: Any, values: dict[str, Any]) -> bool:
    from lock_agent.profile import read_profile

    return bool(list(rule(read_profile(values)[0])))


WRONG: list[tuple[dict[str, object], str]] = [
    ({"profile": "D"}, "profile"),
    ({"profile": 1}, "profile"),
    ({"magent": {"pin": 5}}, "magent"),
    ({"strike.puls": 1}, "strike.puls"),
    ({"door": GONE}, "door.escape_route"),
    ({"strike": 17}, "strike"),
    ({"strike.pin": 99}, "strike.pin"),
    ({"strike.pin": True}, "strike.pin"),
    ({"strike.active_high": 1}, "strike.active_high"),
    ({"strike.safe_state": GONE}, "strike.safe_state"),
    ({"strike.longest_pulse_ms": 0}, "strike.longest_pulse_ms"),
    ({"keypad.rows": [5, "6"]}, "keypad.rows"),
    ({"keypad.layout": "123"}, "keypad.layout"),
    ({"keypad.kind": "piano"}, "keypad.kind"),
    ({"scanner.device": ""}, "scanner.device"),
    ({"contact.pull": "sideways"}, "contact.pull"),
    ({"clock.battery": "yes"}, "clock.battery"),
    ({"journal.spool": 999}, "journal.spool"),
    ({"exit.cuts_power": True}, "exit.cuts_power"),
]


@pytest.mark.parametrize(("changes", "where"), WRONG)
def test_what_is_missing_unknown_or_of_the_wrong_kind_is_refused(
    changes: dict[str, object], where: str
) -> None:
    assert where in [finding.where for finding in lint(profile("a", changes))]


def test_a_technician_is_told_everything_at_once_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "halle.toml"
    text = (DOORS / "profile-c.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("cuts_power = true", "cuts_power = false").replace('"off"', '"on"'))

    assert cli.main(["lint", str(path)]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "halle.toml: 2 Fehler. Dieses Profil wird nicht benutzt."
    assert sorted(line.split(":")[0] for line in lines[1:]) == [
        "- emergency.cuts_power",
        "- magnet.safe_state",
    ]
    assert "Die Nottaste muss den Strom des Magneten selbst unterbrechen" in "\n".join(lines)


def test_a_sound_profile_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lint", str(DOORS / "profile-b.toml")]) == 0
    assert capsys.readouterr().out == "profile-b.toml: in Ordnung (Profil B).\n"


@pytest.mark.parametrize("raw", [b"strike = ", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_told_as_such(
    tmp_path: Path, raw: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "halle.toml").write_bytes(raw)

    assert cli.main(["lint", str(tmp_path / "halle.toml")]) == cli.EXIT_CONFIGURATION
    assert "halle.toml: kein TOML" in capsys.readouterr().err


def test_every_rule_stands_in_the_readme() -> None:
    rows = re.findall(r"^\| (.+?\.) \| `lint\.(\w+)` \|", README, re.MULTILINE)

    assert rows == [((rule.__doc__ or "").splitlines()[0], rule.__name__) for rule in RULES]
    for sentence, name in rows:
        assert name == re.sub(r"[^a-z]+", "_", sentence.lower().rstrip("."))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = [
    f"{table}.{name}" for table, values in profile("c").items() if table != "profile" for name in values
]


@settings(suppress_health_check=[HealthCheck.too_slow])  # how busy a machine is says nothing of a profile
@given(st.dictionaries(st.sampled_from([*_FIELDS, *profile("c"), *profile("b")]), _JSON, max_size=4))
def test_any_nonsense_is_judged_without_a_fault(changes: dict[str, object]) -> None:
    values = profile("c")
    for path, value in sorted(changes.items(), key=lambda item: -item[0].count(".")):
        table, _, name = path.partition(".")
        if name and isinstance(values.get(table), dict):
            values[table][name] = value
        elif not name:
            values[table] = value

    if not lint(values):
        assert read_settings(values).longest_pulse_ms <= 8000
