"""A measured figure and the bar it is held to."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Self

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Spread:
    """Many measurements of one thing: their median, p95, p99 and, where known, the CPU each cost.

    `cpu` is the mean CPU time of one measurement, in the unit of the others.
    """

    median: float
    p95: float
    p99: float
    cpu: float | None = None

    @classmethod
    def of(cls, values: Sequence[float], *, cpu: float | None = None) -> Self:
        """Summarise at least two values."""
        cuts = quantiles(values, n=HUNDRED, method="inclusive")
        return cls(median(values), cuts[94], cuts[98], cpu)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must keep: `at_most`, or at least when that is False. `of` names the value judged."""

    limit: float
    of: str = "median"
    at_most: bool = True

    def is_met(self, spread: Spread) -> bool:
        """Whether the spread keeps the bar."""
        value = getattr(spread, self.of)
        return bool(value <= self.limit if self.at_most else value >= self.limit)

    def __str__(self) -> str:
        name = "" if self.of == "median" else f"{self.of} "
        return f"{name}{'≤' if self.at_most else '≥'} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. Without a spread it could not be measured and `note` says why."""

    name: str
    unit: str
    spread: Spread | None
    bar: Bar | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return "met", "MISSED", "not measured", or nothing where no bar is set.

        Where only the CPU time keeps a bar, other programs may have been in the way; that is said too.
        """
        if self.spread is None:
            return "not measured"
        if self.bar is None:
            return ""
        if self.bar.is_met(self.spread):
            return "met"
        by_cpu = self.spread.cpu is not None and self.bar.at_most and self.spread.cpu <= self.bar.limit
        return "MISSED, kept by CPU time" if by_cpu else "MISSED"


def single(name: str, unit: str, value: float, *, bar: Bar | None = None, note: str = "") -> Figure:
    """Return a figure that was measured once, or counted."""
    return Figure(name, unit, Spread(value, value, value), bar, note)


def missing(name: str, why: str) -> Figure:
    """Return the line for what could not be measured."""
    return Figure(name, "", None, None, why)
