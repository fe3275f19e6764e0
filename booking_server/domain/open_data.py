"""What is switched on for everybody: figures of a municipality under a licence, a document of a hall."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from booking_server.domain.doors import Door


class Licence(StrEnum):
    """The licences a municipality may choose; each by its name in the list of DCAT-AP.de."""

    DL_BY = "dl-by-de/2.0"
    DL_ZERO = "dl-zero-de/2.0"
    CC_BY = "cc-by/4.0"

    @classmethod
    def of(cls, text: str) -> "Licence | None":
        """Return the licence that was chosen; None where nothing is published."""
        return cls(text) if text in set(cls) else None

    @property
    def uri(self) -> str:
        """Where the licence is described."""
        return f"http://dcat-ap.de/def/licenses/{self.value}"

    @property
    def asks_for_a_name(self) -> bool:
        """Whether who uses the data has to name the municipality."""
        return self is not Licence.DL_ZERO


LICENCE_WORDS = {
    "": "Nichts veröffentlichen",
    Licence.DL_BY.value: "Datenlizenz Deutschland, Namensnennung 2.0",
    Licence.DL_ZERO.value: "Datenlizenz Deutschland, Zero 2.0",
    Licence.CC_BY.value: "Creative Commons, Namensnennung 4.0",
}


class SpaceSharing(StrEnum):
    """What the SpaceAPI document of a hall tells."""

    PLACE = "place"
    DOOR = "door"

    @classmethod
    def of(cls, text: str) -> "SpaceSharing | None":
        """Return what was chosen; None where there is no document."""
        return cls(text) if text in set(cls) else None


SPACE_WORDS = {
    "": "Nichts veröffentlichen",
    SpaceSharing.PLACE.value: "Ort und Kontakt des Hauses",
    SpaceSharing.DOOR.value: "Dazu, ob bei einer öffentlichen Veranstaltung die Tür offen steht",
}


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A month as it was published; it stays so, whatever becomes known of it later."""

    municipality_id: str
    month: date
    published_at: datetime
    figures: dict[str, Any]


def is_open_to_all(doors: Iterable[Door], *, is_public: bool, now: datetime) -> bool | None:
    """Return whether everybody can walk in at a public event: a door says it stands open.

    None where no door's contact says anything: silence is no "no". None without such an event as well: who
    celebrates in private is not told about, nor when a hall is cut off.
    """
    said = {door.contact for door in doors if door.is_online(now)} & {"open", "closed"}
    return "open" in said if said and is_public else None
