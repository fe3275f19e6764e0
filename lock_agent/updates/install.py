"""Making an installation from wheels that were checked: a virtual environment of its own, by pip alone."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lock_agent.contract.releases import Manifest, requirements

PROGRAM = "bin/dorfschluessel-agent"
PATIENCE_S = 900
"""A Raspberry Pi Zero takes minutes."""


class InstallFailed(Exception):
    """pip, or the program it installed, did not do its work."""


def system_pip() -> tuple[str, ...]:
    """Return the pip of the system: an installation of ours has none of its own."""
    return (getattr(sys, "_base_executable", sys.executable), "-m", "pip")


def install(place: Path, wheels: Path, manifest: Manifest, pip: Sequence[str]) -> None:
    """Install the wheels into `place`, which is empty. Raises `InstallFailed`."""
    listed = wheels / "requirements.txt"
    listed.write_text(requirements(manifest), encoding="ascii")
    _run(pip[0], "-m", "venv", "--without-pip", str(place))
    offline = ("--no-index", "--no-cache-dir", "--disable-pip-version-check", "--quiet")
    hashed = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(listed))
    python = str(place / "bin/python")
    _run(*pip, "--python", python, "install", *offline, *hashed, "--find-links", str(wheels))


def prove(place: Path) -> None:
    """Start the installed program once. Raises `InstallFailed`."""
    _run(str(place / PROGRAM), "--help")


def _run(*command: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 -- our own
            command, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallFailed(f"{command[0]}: {error}") from error
    if done.returncode:
        raise InstallFailed(done.stderr.strip()[-400:] or f"{command[0]}: {done.returncode}")
