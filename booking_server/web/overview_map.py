"""The villages as a drawing of our own: points, names, and a patch for each municipality."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians

from booking_server.domain.hall_facts import Place
from booking_server.services.halls.finding import FoundHall

WIDE, MARGIN = 640.0, 46.0
LETTER = 8.6
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """Where a village's name stands beside its point."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A village on the drawing."""

    name: str
    x: float
    y: float
    found: FoundHall
    label: Label


@dataclass(frozen=True, slots=True)
class Patch:
    """The land of a municipality, roughly: the outline of its villages."""

    name: str
    points: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the page draws."""

    wide: float
    high: float
    dots: tuple[Dot, ...]
    patches: tuple[Patch, ...]


def draw(found: Sequence[FoundHall]) -> Drawing | None:
    """Return the drawing of the halls whose place is known; None for fewer than three."""
    placed = [(one, place) for one in found if (place := one.entry.venue.facts.place) is not None]
    if len(placed) < 3:
        return None
    to_page, high = _projection([place for _, place in placed])
    points = [(one, to_page(place)) for one, place in placed]
    labels = _labels([(one.entry.district.name, point) for one, point in points])
    dots = tuple(
        Dot(one.entry.district.name, x, y, one, label)
        for (one, (x, y)), label in zip(points, labels, strict=True)
    )
    towns = dict.fromkeys(one.entry.municipality.name for one, _ in points)
    patches = tuple(
        Patch(town, " ".join(f"{x:.0f},{y:.0f}" for x, y in outline(of_town)))
        for town in towns
        if (of_town := [p for one, p in points if one.entry.municipality.name == town])
    )
    return Drawing(WIDE, high, dots, patches)


def outline(points: Sequence[Point]) -> list[Point]:
    """Return the convex outline of points (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return [*_half(ordered)[:-1], *_half(ordered[::-1])[:-1]]


def _half(points: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in points:
        while len(kept) >= 2 and _turn(kept[-2], kept[-1], point) <= 0:
            kept.pop()
        kept.append(point)
    return kept


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _projection(places: Sequence[Place]) -> tuple[Callable[[Place], Point], float]:
    north, south = max(p.north for p in places), min(p.north for p in places)
    west, east = min(p.east for p in places), max(p.east for p in places)
    shrink = cos(radians((north + south) / 2))
    scale = (WIDE - 2 * MARGIN) / max((east - west) * shrink, 0.01)

    def to_page(place: Place) -> Point:
        x = MARGIN + (place.east - west) * shrink * scale
        return round(x, 1), round(MARGIN + (north - place.north) * scale, 1)

    return to_page, round(2 * MARGIN + (north - south) * scale)


def _labels(villages: Sequence[tuple[str, Point]]) -> list[Label]:
    """Return a place for each name, the first of four where it meets neither a point nor another name."""
    taken = [(x - 8, y - 8, x + 8, y + 8) for _, (x, y) in villages]
    chosen = []
    for name, (x, y) in villages:
        ways = (
            Label(x + 13, y + 5, "start"),
            Label(x - 13, y + 5, "end"),
            Label(x, y - 13, "middle"),
            Label(x, y + 23, "middle"),
        )
        label = next((way for way in ways if not _meets(_box(name, way), taken)), ways[0])
        taken.append(_box(name, label))
        chosen.append(label)
    return chosen


def _box(name: str, label: Label) -> Box:
    wide = len(name) * LETTER
    left = {"start": label.x, "end": label.x - wide, "middle": label.x - wide / 2}[label.anchor]
    return left, label.y - 14, left + wide, label.y + 4


def _meets(box: Box, others: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    inside = left >= 0 and right <= WIDE
    return not inside or any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom for other in others
    )
