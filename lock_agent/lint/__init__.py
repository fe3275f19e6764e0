"""The rules a door profile has to keep: each says in one sentence what must be, and a technician why.

They are there for people: no profile that passes can keep anybody in, or leave a door open for want of
current, of a resistor, or of the program.
"""

from collections.abc import Mapping
from typing import Any

from lock_agent.lint import inputs, outputs, people
from lock_agent.lint.rule import RULES
from lock_agent.profile import read_profile
from lock_agent.sheet import Finding

__all__ = ["RULES", "inputs", "lint", "outputs", "people"]


def lint(values: Mapping[str, Any]) -> list[Finding]:
    """Return everything that is wrong with a parsed profile; an empty list for one that may be used."""
    profile, findings = read_profile(values)
    return findings + [finding for rule in RULES for finding in rule(profile)]
