"""What comes from another booking system: its rooms, its bookings, and what becomes of each of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from booking_server.domain.errors import RuleBroken
from booking_server.domain.plan_verdicts import VERDICT_WORDS, Verdict
from booking_server.domain.venues import Venue
from calendars.period import Period

MOST_ENTRIES = 20_000
"""Bookings to come that one file may bring; what is over is only counted."""

MOST_ROOMS = 2_000
YEARS = range(2000, 2101)
"""In which bookings end; what is beyond is a mistake there, and more than a door's clock can count."""

LONGEST_TITLE, LONGEST_NAME, LONGEST_EMAIL, MOST_PERSONS = 200, 120, 254, 100_000
"""What is kept of texts and numbers, by whoever reads them and by whoever books."""


class ImportUnreadable(RuleBroken):
    """What is to be brought from elsewhere can be read."""

    code = "import-unreadable"
    field = "file"


@dataclass(frozen=True, slots=True)
class ForeignRoom:
    """A room of the other system, in one of its areas; `capacity` 0 is not known.

    `title` is what its area is called where that is not by what it is known.
    """

    area: str
    name: str
    capacity: int = 0
    address: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """One booking of the other system. `external_id` is its own there, `place` says where it stands.

    `problem` is a German sentence that says why it cannot be taken over; a `period` is missing then only.
    """

    external_id: str
    place: str
    area: str
    room: str
    title: str
    period: Period | None
    name: str = ""
    email: str = ""
    persons: int = 1
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ForeignSystem:
    """Everything that was read. `past` counts bookings that are over; they stay where they are."""

    rooms: tuple[ForeignRoom, ...]
    entries: tuple[ForeignEntry, ...]
    past: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One entry with what becomes of it, in German."""

    entry: ForeignEntry
    verdict: Verdict
    said: str = ""

    @property
    def word(self) -> str:
        """The verdict in German."""
        return VERDICT_WORDS[self.verdict]


@dataclass(frozen=True, slots=True)
class HallReport:
    """What becomes of a hall's entries; `venue` None where nobody knows which hall is meant.

    `is_new` says that the hall is entered as a draft.
    """

    title: str
    venue: Venue | None
    told: tuple[Told, ...]
    is_new: bool = False

    def counted(self) -> Counter[Verdict]:
        """Return how many entries have which verdict."""
        return Counter(one.verdict for one in self.told)


def is_thinkable(period: Period) -> bool:
    """Whether a time lies where bookings are."""
    return period.start.year in YEARS and period.end.year in YEARS


def key_of(source: str, external_id: str) -> str:
    """Return under what an entry is known again. Identifiers may hold addresses: only a hash is kept."""
    return sha256(f"{source}\0{external_id}".encode()).hexdigest()[:32]


def digest_of(entry: ForeignEntry, space_ids: Sequence[str]) -> str:
    """Return by what a later reading is seen to mean another time or room; no name is in it."""
    told = (entry.period, tuple(sorted(space_ids)))
    return sha256(repr(told).encode()).hexdigest()[:32]
