"""The locks hold what pyproject.toml asks for, with hashes, and name no registry."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lock_agent.version import VERSION

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
ALWAYS = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
LOCKS = {
    "demo": ALWAYS + EXTRAS["server"] + EXTRAS["agent"],
    "server": ALWAYS + EXTRAS["server"] + EXTRAS["postgres"],
    "agent": ALWAYS + EXTRAS["agent"],
    "dev": ALWAYS
    + EXTRAS["server"]
    + EXTRAS["agent"]
    + EXTRAS["postgres"]
    + PROJECT["dependency-groups"]["dev"],
}


def entries(lock: str) -> dict[str, tuple[str, str]]:
    """Package name -> (version, the lines of its entry)."""
    text = (ROOT / f".requirements/{lock}.txt").read_text()
    found = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)(.*(?:\n +.*)*)", text, re.MULTILINE)
    return {canonicalize_name(name): (version, rest) for name, version, rest in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_package_asked_for(lock: str) -> None:
    pinned = entries(lock)

    for text in LOCKS[lock]:
        asked = Requirement(text)
        assert canonicalize_name(asked.name) in pinned, f"{text}: run make lock"
        assert pinned[canonicalize_name(asked.name)][0] in asked.specifier, f"{text}: run make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_names_no_registry(lock: str) -> None:
    text = (ROOT / f".requirements/{lock}.txt").read_text()

    assert "://" not in text
    assert "index-url" not in text
    assert all("--hash=sha256:" in rest for _, rest in entries(lock).values())


@pytest.mark.parametrize("lock", ["demo", "server", "agent"])
def test_the_small_locks_take_the_versions_the_tests_ran_with(lock: str) -> None:
    tested = entries("dev")

    assert {name: version for name, (version, _) in entries(lock).items()} == {
        name: tested[name][0] for name in entries(lock)
    }


@pytest.mark.parametrize("lock", ["server", "agent"])
def test_the_bill_of_materials_names_every_package_of_the_lock(lock: str) -> None:
    bill = json.loads(subprocess.check_output([sys.executable, ROOT / ".ci/sbom", lock]))

    listed = {canonicalize_name(one["name"]): one["version"] for one in bill["components"]}
    assert listed == {name: version for name, (version, _) in entries(lock).items()}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    for one in bill["components"]:
        assert one["purl"] == f"pkg:pypi/{one['name'].lower()}@{one['version']}"
        assert {len(digest["content"]) for digest in one["hashes"]} == {64}


def test_the_agent_reports_the_version_it_is_installed_as() -> None:
    """An update is kept only if the door reports the version of the release's wheel."""
    assert PROJECT["project"]["version"] == VERSION
