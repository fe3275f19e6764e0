"""What a date that is taken could be instead: a little earlier or later, shorter, or another room.

All of it is tried with `is_free`, which knows the buffers and the rooms that block each other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from calendars.period import Period

Spaces = tuple[str, ...]
IsFree = Callable[[Period, Spaces], bool]

STEP = timedelta(minutes=15)
FURTHEST_SHIFT = timedelta(hours=4)
SHORTEST = timedelta(minutes=30)


class Way(StrEnum):
    """How a suggestion differs from what was wanted."""

    EARLIER = "earlier"
    LATER = "later"
    SHORTER = "shorter"
    OTHER_ROOM = "other_room"
    OTHER_READING = "other_reading"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way out: a period and the spaces (slugs, empty for the whole hall) for it."""

    way: Way
    period: Period
    spaces: Spaces


def suggest(
    wanted: Period, spaces: Spaces, *, within: Period, is_free: IsFree, others: Iterable[Spaces] = ()
) -> tuple[Suggestion, ...]:
    """Return the ways out, the least change of each kind.

    A shift starts `within` the day and at most four hours away; what is shorter keeps its start or
    its end and lasts at least half an hour; `others` are the rooms that would hold everybody.
    """
    return (
        *_first(Way.EARLIER, _shifted(wanted, within, -STEP), spaces, is_free),
        *_first(Way.LATER, _shifted(wanted, within, STEP), spaces, is_free),
        *_first(Way.SHORTER, _shorter(wanted), spaces, is_free),
        *(Suggestion(Way.OTHER_ROOM, wanted, room) for room in others if is_free(wanted, room)),
    )


def _first(way: Way, periods: Iterator[Period], spaces: Spaces, is_free: IsFree) -> tuple[Suggestion, ...]:
    found = next((period for period in periods if is_free(period, spaces)), None)
    return (Suggestion(way, found, spaces),) if found else ()


def _shifted(wanted: Period, within: Period, step: timedelta) -> Iterator[Period]:
    by = step
    while abs(by) <= FURTHEST_SHIFT:
        shifted = wanted.shifted(by)
        if within.contains(shifted.start):
            yield shifted
        by += step


def _shorter(wanted: Period) -> Iterator[Period]:
    less = STEP
    while wanted.duration - less >= SHORTEST:
        yield Period(wanted.start, wanted.end - less)
        yield Period(wanted.start + less, wanted.end)
        less += STEP
