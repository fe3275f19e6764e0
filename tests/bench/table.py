"""The one table a run prints."""

import os
import platform
import sqlite3
from collections.abc import Iterable

from tests.bench.figures import Figure

WIDTH = 62
COLUMNS = f"{'figure':<{WIDTH}} {'unit':<6} {'median':>9} {'p95':>9} {'p99':>9} {'CPU':>9}  {'bar':<12} "


def heading() -> str:
    """Return what a reader must know before the figures."""
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f} at the start: other programs may share this machine,\n"
        "so read medians, CPU times and the ratios, which are taken within this run."
        " CPU is the mean per call.\n\n"
        f"{COLUMNS}\n{'-' * len(COLUMNS)}"
    )


def line(figure: Figure) -> str:
    """Return one figure as a line, with its note below it."""
    spread = figure.spread
    cells = [""] * 4
    if spread is not None:
        is_single = spread.median == spread.p95 == spread.p99
        values = [spread.median, *([None] * 2 if is_single else [spread.p95, spread.p99]), spread.cpu]
        cells = ["" if value is None else number(value) for value in values]
    bar = str(figure.bar or "")
    row = f"{figure.name:<{WIDTH}} {figure.unit:<6} " + " ".join(f"{cell:>9}" for cell in cells)
    note = f"\n    {figure.note}" if figure.note else ""
    return f"{row}  {bar:<12} {figure.verdict}".rstrip() + note


def number(value: float) -> str:
    """Return a number with three figures that matter."""
    if value >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def summary(figures: Iterable[Figure]) -> str:
    """Return how many bars were met, and name those that were not."""
    judged = [figure for figure in figures if figure.verdict]
    failed = [figure for figure in judged if figure.verdict != "met"]
    lines = [f"{len(judged) - len(failed)} of {len(judged)} bars met"]
    lines += [f"  {figure.verdict}: {figure.name}" for figure in failed]
    return "\n".join(lines)
