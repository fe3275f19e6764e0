"""The systemd units: understood by systemd, shut in by it, and as the door's safety needs them."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted(Path("systemd").glob("*.service"))
BEGINNINGS = sorted([*Path("systemd").glob("*.timer"), *Path("systemd").glob("*.path")])
"""What begins a service, and is understood only beside it."""
INSTALLED = re.compile(r"/(opt/dorfschluessel/\.venv|var/lib/dorfschluessel-program/good)/bin/\S+")
MOST_EXPOSED = 2.0
"""What `systemd-analyze security` gives at most, of ten; 9.6 is a unit without a sandbox."""

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed here"
)


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """The units as they stand, but for their programs: those are installed where the units run."""
    for unit in (*UNITS, *BEGINNINGS):
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(INSTALLED.sub("/bin/true", text))
    return [str(tmp_path / unit.name) for unit in UNITS]


def analyze(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


@needs_systemd
def test_systemd_understands_every_unit(units: list[str]) -> None:
    beginnings = [str(Path(units[0]).with_name(unit.name)) for unit in BEGINNINGS]
    said = analyze("verify", *units, *beginnings)

    assert len(beginnings) >= 4
    assert (said.returncode, said.stderr) == (0, "")


@needs_systemd
def test_every_unit_is_shut_in(units: list[str]) -> None:
    exposures = {}
    for unit in units:
        said = analyze("security", "--offline=true", "--no-pager", unit).stdout
        found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
        exposures[unit] = float(found[1]) if found else said

    assert {unit: exposure for unit, exposure in exposures.items() if not exposure <= MOST_EXPOSED} == {}


def test_the_doors_unit_secures_the_strike_whatever_ended_it_and_has_no_network() -> None:
    lines = Path("systemd/dorfschluessel-door.service").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith("ExecStopPost=") and " guard --secure " in line]
    assert {"PrivateNetwork=yes", "KillMode=mixed", "Restart=always", "WatchdogSec=30"} <= set(lines)
    assert not [line for line in lines if "network-online" in line]


def test_who_installs_programs_has_no_network_and_who_has_it_installs_none() -> None:
    update = Path("systemd/dorfschluessel-update.service").read_text(encoding="utf-8").splitlines()
    fetch = Path("systemd/dorfschluessel-fetch.service").read_text(encoding="utf-8").splitlines()

    assert {"PrivateNetwork=yes", "CapabilityBoundingSet=CAP_DAC_OVERRIDE"} <= set(update)
    assert "User=dorfschluessel-agent" in fetch
    assert Path("systemd/dorfschluessel-update.timer").exists(), "a trial is judged without network too"
    assert not [line for line in fetch if "dorfschluessel-program" in line and "Paths" in line]


def test_the_radio_has_no_network_and_no_pins_and_begins_anew_with_the_door() -> None:
    lines = Path("systemd/dorfschluessel-lora.service").read_text(encoding="utf-8").splitlines()

    assert {"PrivateNetwork=yes", "DevicePolicy=closed", "PartOf=dorfschluessel-door.service"} <= set(lines)
    assert not [line for line in lines if "gpio" in line or "char-input" in line]


def test_the_radio_runs_only_where_the_profile_names_one(tmp_path: Path) -> None:
    lines = Path("systemd/dorfschluessel-lora.service").read_text(encoding="utf-8").splitlines()
    (condition,) = [line for line in lines if line.startswith("ExecCondition=")]
    *command, _ = shlex.split(condition.removeprefix("ExecCondition="))
    without, profile = tmp_path / "without.toml", Path("firmware_config/doors/profile-a.toml")
    without.write_bytes(profile.read_bytes())
    (named := tmp_path / "named.toml").write_bytes(profile.read_bytes() + b'[lora]\nkind = "rui3"\n')

    assert [subprocess.run([*command, path], check=False).returncode for path in (without, named)] == [1, 0]
