"""Saying whether a door profile is safe, for a technician."""

from pathlib import Path

from lock_agent.lint import lint
from lock_agent.profile import read_profile
from lock_agent.settings import parse


def report(path: Path) -> tuple[str, bool]:
    """Return what is to be said about a profile, and whether it may be used.

    Raises `SettingsInvalid` for what is no TOML, `FileNotFoundError`.
    """
    values = parse(path)
    findings = lint(values)
    if findings:
        lines = [f"{path.name}: {len(findings)} Fehler. Dieses Profil wird nicht benutzt."]
        return "\n".join([*lines, *(f"- {finding}" for finding in findings)]) + "\n", False
    return f"{path.name}: in Ordnung (Profil {read_profile(values)[0].letter}).\n", True
