"""The halls of the demo: real municipalities and villages, sample figures.

Which villages exist is public (see `source` in districts.json). What a hall offers is not: capacities,
rooms, times and approval are sample values ("Beispielwert") and every hall is marked so.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from booking_server.domain.slugs import slug

FILE = Path(__file__).with_name("districts.json")
HALF_AN_HOUR = timedelta(minutes=30)

SAAL, SMALL_SAAL, KITCHEN, CLUB_ROOM, FOYER = (
    ("Saal", 80),
    ("Saal", 50),
    ("Küche", 8),
    ("Vereinsraum", 20),
    ("Foyer", 15),
)
USUAL = ((SAAL, KITCHEN), (SMALL_SAAL,), (SAAL, KITCHEN, CLUB_ROOM), (SMALL_SAAL, CLUB_ROOM))

# Halls that public sources describe, and a few that show what else the program can do.
ROOMS = {
    "Bad Belzig": (("Saal", 180), KITCHEN, CLUB_ROOM, FOYER),
    "Benken": (SAAL, KITCHEN),
    "Lehnsdorf": (SAAL, CLUB_ROOM),
    "Lütte": (SMALL_SAAL, ("Schulungsraum der Feuerwehr", 25)),
    "Reetz": (("Mehrzwecksaal", 120), KITCHEN, CLUB_ROOM),
    "Wiesenburg": (("Saal im Quergebäude", 100), ("Speiseraum", 60), FOYER),
}
NAMES = {
    "Lütte": "Feuerwehr- und Dorfgemeinschaftshaus Lütte",
    "Reetz": "Mehrzweckgebäude Reetz",
    "Wiesenburg": "Quergebäude Wiesenburg",
}
ASKS_FIRST = {
    "Bad Belzig", "Fredersdorf", "Hagelberg", "Lüsse", "Ragösen", "Werbig",
    "Grubo", "Klepzig", "Reetz", "Schlamau", "Wiesenburg",
}  # fmt: skip
NEEDS_TIDYING = {"Bad Belzig", "Dippmannsdorf", "Medewitz", "Reetz", "Wiesenburg"}


@dataclass(frozen=True, slots=True)
class Room:
    """A leaf space; `buffer` is occupied before and after each use."""

    name: str
    capacity: int
    buffer: timedelta

    @property
    def slug(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class Hall:
    """One hall of the demo and the village it stands in."""

    village: str
    name: str
    address: str
    phone: str
    asks_first: bool
    rooms: tuple[Room, ...]

    @property
    def slug(self) -> str:
        return f"dgh-{slug(self.village)}"

    @property
    def device(self) -> str:
        """The door's name at the broker."""
        return f"tuer-{slug(self.village)}"


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with its halls."""

    name: str
    ags: str
    postcode: str
    halls: tuple[Hall, ...]

    @property
    def slug(self) -> str:
        return slug(self.name)


def read_towns(file: Path = FILE) -> tuple[Town, ...]:
    """Returns both municipalities with one hall per village, in the order of the file."""
    return tuple(_town(entry) for entry in json.loads(file.read_text(encoding="utf-8"))["municipalities"])


def _town(entry: dict[str, Any]) -> Town:
    villages = [district["name"] for district in entry["districts"]]
    halls = tuple(_hall(village, number, entry) for number, village in enumerate(villages))
    return Town(entry["name"], entry["ags"], entry["postcode"], halls)


def _hall(village: str, number: int, town: dict[str, Any]) -> Hall:
    where = village if village == town["name"] else f"{town['name']}, Ortsteil {village}"
    buffer = HALF_AN_HOUR if village in NEEDS_TIDYING else timedelta()
    rooms = ROOMS.get(village, USUAL[number % len(USUAL)])
    return Hall(
        village=village,
        name=NAMES.get(village, f"Dorfgemeinschaftshaus {village}"),
        address=f"{town['postcode']} {where}",
        # Numbers the Bundesnetzagentur keeps free for films: nobody is called by accident.
        phone=f"030 23125 {int(town['ags'][-3:]) % 9}{number:02d}",
        asks_first=village in ASKS_FIRST,
        rooms=tuple(Room(name, seats, buffer if "aal" in name else timedelta()) for name, seats in rooms),
    )
