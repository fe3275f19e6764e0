"""Rooms another platform lets, and when they are taken there; nothing of who took them."""

from dataclasses import dataclass

from calendars.period import Period


@dataclass(frozen=True, slots=True)
class Bookable:
    """One room of the other platform with its times to come, in order."""

    id: str
    title: str
    address: str
    times: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Everything that was read. `past` counts times that are over; `notes` say what was left out."""

    bookables: tuple[Bookable, ...]
    past: int = 0
    notes: tuple[str, ...] = ()
