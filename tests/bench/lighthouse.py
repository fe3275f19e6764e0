"""Lighthouse's marks on a slow phone for the pages everybody begins with, served by gunicorn as installed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.figures import Bar, Figure, Spread
from tests.bench.first_visit import PAGES
from tests.bench.served import HOST, READY_WITHIN_SECONDS, environment, free_port, is_open
from tests.bench.stock import fill
from tests.bench.village import found
from tests.foreign_packages import FETCH
from tests.waiting import until

FOREIGN = Path(__file__).parent / "foreign"
PROGRAM = FOREIGN / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
VARYING = ("performance",)
ROUNDS = 3
LEAST_MARK = 98
PERFECT = 0.9
STORED = 5_000
PATIENCE_S = 180
UNSEEN = "robots-txt"
"""Lighthouse asks for it out of the page, which our policy forbids to ask anybody for anything."""
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    _install()
    house = found(folder / "house.db")
    fill(house, 0, STORED)
    house.database.close()
    with _behind_gunicorn(folder / "house.db", folder / "web.log") as port:
        for name, path in PAGES.items():
            yield from _marks(name, f"http://{HOST}:{port}{path}", folder)


def _marks(name: str, url: str, folder: Path) -> Iterator[Figure]:
    """Yield one mark a category; how fast a page is depends on who else is at work and is looked at again."""
    reports = [_look(url, folder, CATEGORIES), *(_look(url, folder, VARYING) for _ in range(ROUNDS - 1))]
    for category in CATEGORIES:
        marks = [
            one["categories"][category]["score"] * 100 for one in reports if category in one["categories"]
        ]
        spread = Spread.of(marks) if len(marks) > 1 else Spread(marks[0], marks[0], marks[0])
        note = ", ".join(sorted({weak for one in reports for weak in _weak(one, category)}))
        yield Figure(f"{name}: {category}", "", spread, Bar(LEAST_MARK, at_most=False), note)


def _weak(report: dict[str, Any], category: str) -> Iterator[str]:
    for ref in report["categories"].get(category, {}).get("auditRefs", ()):
        if ref["weight"] and _is_weak(report["audits"][ref["id"]]):
            yield ref["id"]


def _is_weak(audit: dict[str, Any]) -> bool:
    return audit["score"] is not None and audit["score"] < PERFECT


def _look(url: str, folder: Path, categories: Sequence[str]) -> dict[str, Any]:
    """Return Lighthouse's report on a page, for a phone as it imagines one (the default)."""
    report = folder / "report.json"
    command = ["node", str(PROGRAM), url, "--quiet", "--output=json", f"--output-path={report}"]
    flags = [
        f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(categories)}",
        f"--skip-audits={UNSEEN}",
    ]
    browser = shutil.which("chromium") or "chromium"
    subprocess.run(
        [*command, *flags], env={**os.environ, "CHROME_PATH": browser}, check=True, timeout=PATIENCE_S
    )
    said: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return said


def _install() -> None:
    """Fetch Lighthouse when it is not here: it is large, and nothing else needs it."""
    if not PROGRAM.exists():
        subprocess.run(FETCH, cwd=FOREIGN, check=True)


@contextmanager
def _behind_gunicorn(database: Path, log: Path) -> Iterator[int]:
    """Yield the port of a site served as the unit in systemd/ serves it."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        "2",
        "--threads",
        "8",
        "--bind",
        f"{HOST}:{port}",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "booking_server.wsgi:application()"],
            env={**os.environ, **environment(database, port)},
            stdout=output,
            stderr=output,
        )
        try:
            until(lambda: is_open(port), "gunicorn answers", seconds=READY_WITHIN_SECONDS)
            yield port
        finally:
            process.terminate()
            process.wait(30)
