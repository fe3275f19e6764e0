"""Figures of use that may be shown to everybody: without small groups and what gives them away.

1. Fewer than five uses of a hall in a month are a group one may recognise: nothing of that cell is told.
2. The total of the month tells the sum of what is left out. It is told only where that sum leaves each of
   those numbers as open as it was, anything from none to four: also to a neighbour who knows one of them.
   Both ends count: a sum may say that each has one, and just as well that each has four.
3. Next to a cell left out the total tells uses alone. Days and hours have no such bounds.
A cell without any use tells of nobody and stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from booking_server.domain.figures.usage import Usage

SMALLEST_GROUP = 5
_MOST = SMALLEST_GROUP - 1


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a month: of each hall its usage or nothing, and of all together.

    `uses` is the number of uses in all halls, None where it would give one away; `total` has the rest as well
    where nothing was left out.
    """

    halls: Mapping[str, Usage | None]
    uses: int | None
    total: Usage | None


def told(cells: Mapping[str, Usage]) -> Told:
    """Return what may be told of the halls of a month."""
    hidden = [one.uses for one in cells.values() if _is_small(one)]
    total = _total(cells)
    return Told(
        {hall: None if _is_small(one) else one for hall, one in cells.items()},
        total.uses if says_nothing_of(hidden) else None,
        None if hidden else total,
    )


def says_nothing_of(hidden: Sequence[int]) -> bool:
    """Whether the sum of some small numbers narrows none of them, knowing none or any one of the others."""
    together, count = sum(hidden), len(hidden)
    known = [(together - one, count - 1) for one in hidden]
    return not hidden or all(_is_open(rest, left) for rest, left in [(together, count), *known])


def _is_open(together: int, count: int) -> bool:
    """Whether each of so many numbers may be the least and the most a small one can be.

    The most, where all others have at least one; the least, where all others have the most.
    """
    return _MOST + count - 1 <= together <= _MOST * (count - 1)


def _is_small(one: Usage) -> bool:
    return one.uses < SMALLEST_GROUP and bool(one.uses or one.used)


def _total(cells: Mapping[str, Usage]) -> Usage:
    every = tuple(cells.values())
    return Usage(
        used=sum(one.used for one in every),
        days=sum(one.days for one in every),
        uses=sum(one.uses for one in every),
        hours=round(sum(one.hours for one in every), 1),
        persons=sum(one.persons for one in every),
    )
