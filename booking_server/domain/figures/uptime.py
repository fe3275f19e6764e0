"""How long doors were connected: what they were away is written down when they come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.period import Period


@dataclass(frozen=True, slots=True)
class Watched:
    """A door, since when its connection is watched, and the stretches in which it was away."""

    door_id: str
    since: datetime
    away: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Uptime:
    """How long doors were watched and how long of it they were there; `outages` is how often they went."""

    watched: timedelta = timedelta()
    there: timedelta = timedelta()
    outages: int = 0

    @property
    def percent(self) -> float | None:
        """Return how much of the time they were there, rounded down to a tenth; None where none was watched.

        99.97 is not 100: who reads 100 must be able to believe that nothing happened.
        """
        if not self.watched:
            return None
        return int(1000 * (self.there / self.watched)) / 10


def uptime(doors: Iterable[Watched], stretch: Period, now: datetime) -> Uptime:
    """Return how doors were in a stretch, as far as it is over and they were watched."""
    watched, there, outages = timedelta(), timedelta(), 0
    for door in doors:
        start, end = max(stretch.start, door.since), min(stretch.end, now)
        if end <= start:
            continue
        inside = Period(start, end)
        gone = _clipped(door.away, inside)
        watched += inside.duration
        there += inside.duration - sum((one.duration for one in gone), timedelta())
        outages += sum(1 for one in door.away if inside.contains(one.start))
    return Uptime(watched, there, outages)


def _clipped(stretches: Sequence[Period], inside: Period) -> list[Period]:
    return [
        Period(max(one.start, inside.start), min(one.end, inside.end))
        for one in stretches
        if one.overlaps(inside)
    ]
