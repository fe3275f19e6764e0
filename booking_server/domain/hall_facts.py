"""What a hall is like for whoever comes: ways in, equipment, roughly where it stands."""

import re
from dataclasses import asdict, dataclass
from math import cos, hypot, radians
from typing import Any

from booking_server.domain.errors import FactUnreadable

KM_PER_DEGREE = 111.2
"""A degree of latitude; one of longitude is shorter by the cosine of the latitude."""

NARROWEST, WIDEST = 50, 400
MOST_EQUIPMENT, LONGEST_PIECE = 20, 80
_PLACE = re.compile(r"(\d{1,2}[.,]\d{2,6}) *[;, ] *(\d{1,2}[.,]\d{2,6})")
_GERMANY = ((47.0, 55.2), (5.5, 15.5))


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map in degrees north and east; good enough to say what is near."""

    north: float
    east: float

    def km_to(self, other: "Place") -> float:
        """Return the straight line to another place, in kilometres."""
        wide = cos(radians((self.north + other.north) / 2))
        return KM_PER_DEGREE * hypot(self.north - other.north, (self.east - other.east) * wide)


@dataclass(frozen=True, slots=True)
class HallFacts:
    """What was surveyed at a hall. None is not known yet, and pages say so: nobody is sent on a guess.

    `door_cm` is the clear width of the narrowest door on the way to the largest room; `space_api` what a
    document for other programs tells of the hall, empty where there is none.
    """

    step_free: bool | None = None
    door_cm: int | None = None
    accessible_wc: bool | None = None
    parking: bool | None = None
    hearing_loop: bool | None = None
    kitchen: bool | None = None
    equipment: tuple[str, ...] = ()
    place: Place | None = None
    space_api: str = ""


UNSURVEYED = HallFacts()


def write_facts(facts: HallFacts) -> dict[str, Any]:
    """Return the facts as a document; what is not known is left out."""
    return {name: value for name, value in asdict(facts).items() if value not in (None, (), "")}


def stored_facts(document: dict[str, Any]) -> HallFacts:
    """Return the facts of a document that was written here."""
    place, equipment = document.get("place"), document.get("equipment", ())
    rest = {name: value for name, value in document.items() if name not in ("place", "equipment")}
    return HallFacts(**rest, equipment=tuple(equipment), place=Place(**place) if place else None)


def read_width(text: str) -> int | None:
    """Return a door's width that was typed in centimetres, None for none. Raises FactUnreadable."""
    if not text:
        return None
    width = int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else 0
    if not NARROWEST <= width <= WIDEST:
        raise FactUnreadable(
            f"Bitte geben Sie die Türbreite in ganzen Zentimetern an, {NARROWEST} bis {WIDEST}.",
            field="door_cm",
        )
    return width


def read_place(text: str) -> Place | None:
    """Return a place that was typed as "52.1422, 12.5956", None for none. Raises FactUnreadable."""
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    north, east = (float(part.replace(",", ".")) for part in found.groups()) if found else (0.0, 0.0)
    (south, top), (west, right) = _GERMANY
    if not (south <= north <= top and west <= east <= right):
        raise FactUnreadable(
            "Bitte geben Sie die Lage so an: 52.1422, 12.5956 (Grad Nord, Grad Ost).", field="place"
        )
    return Place(north, east)


def read_equipment(text: str) -> tuple[str, ...]:
    """Return the equipment that was typed, one piece a line. Raises FactUnreadable."""
    pieces = tuple(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
    if len(pieces) > MOST_EQUIPMENT or any(len(piece) > LONGEST_PIECE for piece in pieces):
        raise FactUnreadable(
            f"Bitte höchstens {MOST_EQUIPMENT} Zeilen mit je {LONGEST_PIECE} Zeichen.", field="equipment"
        )
    return pieces
