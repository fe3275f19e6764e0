"""Drawings of numbers: SVG of our own, told apart by length and pattern, never by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from markupsafe import Markup

from booking_server.notices import paper

WIDE, LONGEST_BAR = 360, 238
LEGEND_HIGH, HEAD, BAR_HIGH, GAP = 22, 18, 17, 5
LEFT, CELL_WIDE, CELL_HIGH = 52, 44, 18
PATTERNS = ("full", "hatched", "dotted")


@dataclass(frozen=True, slots=True)
class About:
    """What a drawing is called: `key` names it on its page, `summary` says in a sentence what it shows."""

    key: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its number in words, and how long it is beside the longest of its drawing."""

    words: str
    size: float
    pattern: str = "full"


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its bars, one below the other."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A row at its height on the drawing, its bars with place and width."""

    row: Row
    y: int
    bars: tuple[tuple[Bar, int, float], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of a week: where it stands and how large it is."""

    x: float
    y: float
    side: float


def bars(about: About, rows: Sequence[Row], legend: Sequence[str] = ()) -> Markup:
    """Return rows of bars; `legend` names the patterns in their order where there are several."""
    placed, y = [], 4 + LEGEND_HIGH * len(legend)
    longest = max((bar.size for row in rows for bar in row.bars), default=0) or 1
    for row in rows:
        tops = [y + HEAD + n * BAR_HIGH for n in range(len(row.bars))]
        widths = [round(LONGEST_BAR * bar.size / longest, 1) for bar in row.bars]
        placed.append(Placed(row, y, tuple(zip(row.bars, tops, widths, strict=True))))
        y += HEAD + BAR_HIGH * len(row.bars) + GAP
    named = tuple(zip(PATTERNS, legend, strict=False))
    return _drawn("drawing_bars.svg", about, y, rows=placed, legend=named)


def week(about: About, percents: Sequence[Sequence[int]], hours: range, days: Sequence[str]) -> Markup:
    """Return a week as squares, a column a weekday and a row an hour: the fuller, the larger."""
    most = max((one for day in percents for one in day), default=0) or 1
    cells = [
        _cell(weekday, row, day[hour] / most)
        for weekday, day in enumerate(percents)
        for row, hour in enumerate(hours)
        if day[hour]
    ]
    lines = [(hour, HEAD + row * CELL_HIGH) for row, hour in enumerate(hours)]
    columns = [(day, LEFT + n * CELL_WIDE + CELL_WIDE / 2) for n, day in enumerate(days)]
    high = HEAD + len(hours) * CELL_HIGH + 4
    return _drawn("drawing_week.svg", about, high, cells=cells, lines=lines, columns=columns)


def _cell(column: int, row: int, share: float) -> Cell:
    """Return a square whose area is the share: who doubles its side shows it four times as full."""
    side = (CELL_HIGH - 2) * sqrt(share)
    x, y = LEFT + column * CELL_WIDE, HEAD + row * CELL_HIGH
    return Cell(round(x + (CELL_WIDE - side) / 2, 1), round(y + (CELL_HIGH - side) / 2, 1), round(side, 1))


def _drawn(template: str, about: About, high: int, **more: Any) -> Markup:
    drawn = paper.fill(template, title=about.title, about=about, wide=WIDE, high=high, **more)
    return Markup(drawn)  # noqa: S704 - a template that escapes everything
