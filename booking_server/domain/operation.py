"""What operators watch: figures about doors and promises, never about people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.period import Period

LATE_AFTER = timedelta(seconds=90)
"""Without a sign for so long the worker counts as gone; it gives one every twenty seconds."""


@dataclass(frozen=True, slots=True)
class DoorFigures:
    """One door, named by the addresses of its municipality and hall and its number there.

    `knows_of` is the moment up to which it knows everything, `holds_back` how many events it still has to
    hand over.
    """

    id: str
    town: str
    hall: str
    number: int
    is_online: bool
    knows_of: datetime | None
    holds_back: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """Promises of one kind that wait, or were set aside; `hall` is empty for what is about no hall alone."""

    kind: str
    town: str
    hall: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Messages:
    """How many messages to a municipality's webhooks stand in one state."""

    town: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything at one moment; `unacknowledged` and `refused` by door."""

    at: datetime
    doors: tuple[DoorFigures, ...]
    unacknowledged: dict[str, int]
    refused: dict[str, int]
    waiting: tuple[Backlog, ...]
    parked: tuple[Backlog, ...]
    messages: tuple[Messages, ...]
    worker_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """Of a code only what its standing at a door follows from."""

    window: Period
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether visitors can be served as promised: each of the three has to be well."""

    database: str
    schema: str = "unknown"
    worker: str = "unknown"

    @property
    def is_ready(self) -> bool:
        """Whether everything is well."""
        return (self.database, self.schema, self.worker) == ("reachable", "current", "ticking")


def worker_word(last_sign: datetime | None, now: datetime) -> str:
    """Return how the worker is by its last sign of life."""
    if last_sign is None:
        return "never seen"
    return "ticking" if now - last_sign <= LATE_AFTER else "late"
