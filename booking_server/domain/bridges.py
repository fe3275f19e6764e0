"""The bridge of a municipality to its Home Assistant: how it is, in a line."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SILENT_AFTER = timedelta(minutes=5)
"""The worker looks every minute; a bridge nobody has looked at for so long has no worker."""

OVER_AFTER = timedelta(days=7)

FAILURES = {
    "unreachable": "Der Server ist nicht zu erreichen.",
    "certificate": "Der Server weist sich nicht richtig aus (Zertifikat).",
    "refused": "Der Server nimmt Name oder Kennwort nicht an.",
    "silent": "Der Server antwortet nicht mehr.",
    "database": "Unsere Datenbank war nicht zu erreichen.",
    "unforeseen": "Das hat unerwartet nicht geklappt.",
}


@dataclass(frozen=True, slots=True)
class Bridge:
    """How a bridge is since when, when the worker looked last, and the halls it may have told of."""

    municipality_id: str
    is_up: bool
    since: datetime
    looked_at: datetime
    failure: str = ""
    told: tuple[str, ...] = ()

    def is_silent(self, now: datetime) -> bool:
        """Whether no worker has looked at it for minutes: then nobody knows how it is."""
        return now - self.looked_at > SILENT_AFTER

    def is_over(self, now: datetime) -> bool:
        """Whether it is so long since a worker looked that the bridge was switched off."""
        return now - self.looked_at > OVER_AFTER

    @property
    def failure_words(self) -> str:
        """What went wrong, as a sentence."""
        return FAILURES.get(self.failure, FAILURES["unforeseen"])
