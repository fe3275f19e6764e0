"""Tariff schedules of a municipality and their published versions, as they are kept."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from booking_server.domain.tariffs.reading import read_schedule
from booking_server.domain.tariffs.schedule import Decisive, TariffSchedule


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version in force from a day on. Its text never changes."""

    id: str
    municipality_id: str
    schedule_id: str
    valid_from: date
    decisive: Decisive
    text: str
    digest: str
    published_by: str
    published_at: datetime

    @property
    def schedule(self) -> TariffSchedule:
        """What the text says."""
        return read_once(self.text)


@dataclass(frozen=True, slots=True)
class KeptSchedule:
    """A schedule with the halls it is for and the draft somebody works on."""

    id: str
    municipality_id: str
    name: str
    draft: str
    draft_by: str
    draft_at: datetime
    venue_ids: tuple[str, ...] = ()


def digest_of(text: str) -> str:
    """Return what tells one text from another (SHA-256, hex)."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=64)
def read_once(text: str) -> TariffSchedule:
    """Return what a text says; reading the same text again costs nothing."""
    return read_schedule(text)
