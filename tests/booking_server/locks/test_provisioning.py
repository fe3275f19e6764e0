"""What is copied onto a fresh card: understood by who reads it, the same for each hall, and carried out."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from booking_server.domain.errors import ReleaseRefused
from booking_server.locks import provisioning
from booking_server.locks.provisioning import Facts, pack
from booking_server.locks.release_shelf import Release, Shelf
from tests.lock_agent.releases import KEYS, a_release

TOKEN = "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4"
FACTS = Facts(
    hall="DGH Benken",
    slug="dgh-benken",
    door="Eingang Hof",
    token=TOKEN,
    expires="Do., 03.12.2026, 14:00 Uhr",
    server="https://dgh.example.org",
    desk="https://dgh.example.org/schreibtisch/geraete/dgh-benken",
)
CARD = "dorfschluessel"


@pytest.fixture
def release(tmp_path: Path) -> Release:
    (tmp_path / "file").write_bytes(a_release(7, "0.2.0"))
    return Shelf(tmp_path / "shelf", KEYS).add(tmp_path / "file")


def files(packed: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_the_same_facts_give_the_same_bytes_and_nothing_is_left_to_fill_in(release: Release) -> None:
    packed = pack(FACTS, release, KEYS)

    assert packed == pack(FACTS, release, KEYS)
    for name, text in files(packed).items():
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", name), "every system can unpack it"
        if not name.endswith((".sh", ".whl", ".service")):
            assert not re.search(r"\$\{?[a-z]", text), name


def test_the_token_stands_in_one_file_and_no_other_secret_anywhere(release: Release) -> None:
    found = files(pack(FACTS, release, KEYS))

    assert [name for name, text in found.items() if TOKEN in text] == [f"{CARD}/anmelde-code.txt"]
    assert TOKEN not in repr(FACTS)
    assert "PRIVATE KEY" not in "".join(found.values())


def test_the_boot_lines_secure_the_output_of_the_profile(release: Release) -> None:
    said = {
        profile: files(pack(replace(FACTS, profile=profile), release, KEYS))[
            f"{CARD}/config.txt"
        ].splitlines()
        for profile in ("a", "b", "c")
    }

    for profile, lines in said.items():
        (line,) = [line for line in lines if line.startswith("gpio=")]
        assert re.fullmatch(r"gpio=\d+=op,d[lh]", line), profile
        assert {"dtparam=watchdog=on", "dtoverlay=i2c-rtc,ds3231", "[all]"} <= set(lines)
    assert "gpio=17=op,dl" in said["a"]


USER_DATA = {
    "hostname": str,
    "timezone": str,
    "locale": str,
    "keyboard": dict,
    "ssh_pwauth": bool,
    "disable_root": bool,
    "growpart": dict,
    "resize_rootfs": bool,
    "package_update": bool,
    "packages": list,
    "runcmd": list,
}
"""The keys of cloud-init that are used, with their types in its schema."""


def test_what_cloud_init_reads_is_what_it_understands(release: Release) -> None:
    found = files(pack(FACTS, release, KEYS))

    assert found["user-data"].startswith("#cloud-config\n")
    user = yaml.safe_load(found["user-data"])
    assert {key: type(value) for key, value in user.items()} == USER_DATA
    assert user["growpart"] == {"mode": "off"}
    assert user["runcmd"] == [["bash", "/boot/firmware/dorfschluessel/setup.sh"]]
    assert re.fullmatch(r"[a-z0-9-]{1,63}", user["hostname"])
    assert yaml.safe_load(found["meta-data"]) == {
        "instance-id": "dorfschluessel-dgh-benken",
        "local-hostname": "tuer-dgh-benken",
    }
    network = yaml.safe_load(found["network-config"])["network"]
    assert network["version"] == 2
    assert all(card["dhcp4"] and card["optional"] for card in network["ethernets"].values())
    wlan = re.sub(r"^#", "", found["network-config"], flags=re.MULTILINE)
    assert "wifis" in yaml.safe_load(wlan[wlan.index("network:") :])["network"], "the example is one"


def test_a_lying_clock_is_not_believed_and_the_municipalitys_own_is(release: Release) -> None:
    lawful = files(pack(FACTS, release, KEYS))[f"{CARD}/chrony.conf"].splitlines()
    own = files(pack(replace(FACTS, time_servers=("zeit.rathaus.example",)), release, KEYS))

    assert len([line for line in lawful if line.startswith("server ptbtime") and line.endswith(" nts")]) == 3
    assert {"minsources 2", "makestep 1.0 3", "maxchange 600 3 -1", "port 0", "rtcsync"} <= set(lawful)
    said = own[f"{CARD}/chrony.conf"].splitlines()
    assert [line for line in said if line.startswith("server ")] == ["server zeit.rathaus.example iburst"]
    assert "minsources 1" in said


def unit_of(place: str) -> str:
    """Return how systemd calls the mount of a place."""
    return place.strip("/").replace("-", r"\x2d").replace("/", "-") + ".mount"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_understands_the_mounts(tmp_path: Path, release: Release) -> None:
    found = files(pack(FACTS, release, KEYS))
    places = [text for name, text in found.items() if name.endswith(".mount")]
    mounts = {unit_of(re.findall(r"^Where=(.*)$", text, re.MULTILINE)[0]): text for text in places}
    for name, text in mounts.items():
        (tmp_path / name).write_text(text)

    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in mounts)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(mounts) == 4
    assert (done.returncode, done.stderr) == (0, "")


def unpacked(tmp_path: Path, packed: bytes) -> Path:
    """Copy a bundle onto the boot partition of a card; return the root of the device."""
    root = tmp_path / "root"
    boot = root / "boot/firmware"
    boot.mkdir(parents=True)
    (boot / "config.txt").write_text("dtparam=audio=on\n")
    (boot / "cmdline.txt").write_text(
        "console=serial0,115200 console=tty1 root=PARTUUID=1-02 rootwait resize\n"
    )
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(boot)
    return root


def set_up(root: Path) -> "subprocess.CompletedProcess[str]":
    script = root / "boot/firmware/dorfschluessel/setup.sh"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", str(script), "--dry", str(root)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path},
    )


def test_the_first_start_makes_a_device_of_the_card(tmp_path: Path, release: Release) -> None:
    root = unpacked(tmp_path, pack(FACTS, release, KEYS))
    (root / f"boot/firmware/{CARD}/setup.sh").chmod(0o755)

    done = set_up(root)

    assert done.returncode == 0, done.stderr
    agent, program = root / "data/agent", root / "data/program"
    assert (agent / "anmelde-code.txt").read_text() == f"{TOKEN}\n"
    assert agent.stat().st_mode & 0o077 == (agent / "anmelde-code.txt").stat().st_mode & 0o077 == 0
    assert not (root / f"boot/firmware/{CARD}/anmelde-code.txt").exists()
    assert (program / "good").resolve() == (program / "current").resolve() == program / "a"
    assert json.loads((program / "a/release.json").read_text())["number"] == 7
    assert json.loads((program / "state.json").read_text())["keys"] == {"r1": KEYS["r1"].hex()}
    subprocess.run([program / "good/bin/dorfschluessel-agent", "--help"], check=True)
    assert (root / "opt/dorfschluessel/.venv").readlink() == Path("/var/lib/dorfschluessel-program/current")
    assert "include dorfschluessel/config.txt" in (root / "boot/firmware/config.txt").read_text()
    assert (root / "boot/firmware/cmdline.txt").read_text() == "console=tty1 root=PARTUUID=1-02 rootwait\n"
    units = {path.name for path in (root / "etc/systemd/system").iterdir()}
    assert {"dorfschluessel-door.service", "dorfschluessel-update.timer", "data.mount"} <= units
    assert {unit_of("/var/lib/dorfschluessel-agent"), unit_of("/var/lib/dorfschluessel-program")} <= units
    commands = (root / "commands").read_text()
    for unit in re.findall(r"\S+\.(?:service|timer|path|mount)\b", commands.split("disable")[0]):
        assert unit.replace("\\\\", "\\") in {*units, "chrony.service"}, unit
    assert TOKEN not in commands + done.stdout + done.stderr

    again = set_up(root)
    assert (again.returncode, again.stdout) == (0, "Dorfschlüssel: Dieses Gerät ist schon eingerichtet.\n")
    assert (root / "boot/firmware/config.txt").read_text().count("include") == 1


def test_a_pin_that_was_changed_in_one_file_only_stops_it(tmp_path: Path, release: Release) -> None:
    root = unpacked(tmp_path, pack(FACTS, release, KEYS))
    profile = root / f"boot/firmware/{CARD}/door.toml"
    profile.write_text(profile.read_text().replace("pin = 17", "pin = 18"))

    done = set_up(root)

    assert done.returncode == 1
    assert "gpio=18=op,dl" in done.stderr
    assert not (root / "data").exists()


def test_a_changed_wheel_stops_it(tmp_path: Path, release: Release) -> None:
    root = unpacked(tmp_path, pack(FACTS, release, KEYS))
    (wheel,) = (root / f"boot/firmware/{CARD}/wheels").glob("*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"x")

    assert set_up(root).returncode != 0
    assert not (root / "data/program/good").is_symlink()


def test_a_server_without_its_units_says_so(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provisioning, "UNITS", tmp_path)

    with pytest.raises(ReleaseRefused):
        pack(FACTS, release, KEYS)
