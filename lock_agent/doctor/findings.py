"""What a look at the device finds, in words for a technician."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; the worst one is the exit code of the command."""

    FINE = 0
    WARNING = 1
    ERROR = 2


NOT_OURS = "gehört einem anderen Konto. Geben Sie alle Dateien dem Gerät zurück: {command}"
"""Of a file that somebody else made in the device's folder: the command is `owner.give_back`."""

WORDS = {Level.FINE: "in Ordnung", Level.WARNING: "Warnung", Level.ERROR: "Fehler"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check by its name, how it came out, and one sentence: what there is, or what to do."""

    check: str
    level: Level
    text: str

    def __str__(self) -> str:
        return f"{WORDS[self.level]:<10}  {self.check}: {self.text}"


def fine(check: str, text: str) -> Finding:
    """Return that nothing is to be done."""
    return Finding(check, Level.FINE, text)


def warning(check: str, text: str) -> Finding:
    """Return what should be looked at, although the door works."""
    return Finding(check, Level.WARNING, text)


def wrong(check: str, text: str) -> Finding:
    """Return what keeps the door, or a part of it, from working."""
    return Finding(check, Level.ERROR, text)


def worst(findings: Iterable[Finding]) -> Level:
    """Return the level of the worst finding."""
    return max((finding.level for finding in findings), default=Level.FINE)
