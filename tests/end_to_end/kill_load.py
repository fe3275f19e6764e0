"""What goes on in the villages while processes are killed: visitors book, people hold codes to readers."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from booking_server.demo.layout import Layout
from booking_server.web.demo.control import DoorSilent, ask_door
from tests.end_to_end.running_demo import RunningDemo, this_minute

HOUR = timedelta(hours=1)
APART = timedelta(hours=6)
"""Time enough between two bookings of one hall to tidy up."""
A_SCAN_S = 1.05
"""A reader looks at one code a second."""

MISTYPED = "12345672#"
TYPING_ERROR = "type = 'access' AND reason = 'typing_error' AND door_id = ?"
OPENING = "type = 'access' AND granted AND booking_id = ?"


@dataclass
class Load:
    """Visitors who book and people who scan, each in a thread, until told to stop."""

    demo: RunningDemo
    slugs: list[str]
    pause_s: float
    stopping: threading.Event = field(default_factory=threading.Event)
    booked: list[dict[str, Any]] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    mistyped: Counter[str] = field(default_factory=Counter)
    trouble: list[BaseException] = field(default_factory=list)

    def book(self) -> None:
        """Book hour after hour; every booking is asked for twice with one key, as by a double click."""
        number = 0
        while not self.stopping.is_set():
            turn, hall = divmod(number, len(self.slugs))
            start = this_minute() + timedelta(days=400) + turn * APART
            answers = [
                self.demo.book(self.slugs[hall], start, start + HOUR, key=f"kill-{number}") for _ in range(2)
            ]
            ids = {answer.content.get("id") for answer in answers}
            assert len(ids) == 1, answers
            assert {answer.status for answer in answers} <= {200, 201}, answers
            self.booked.append(answers[0].content)
            number += 1
            self.stopping.wait(self.pause_s)

    def open_door(self, slug: str, booked: dict[str, Any]) -> None:
        """Hold the QR code before the reader again and again; count what was tried and what was granted.

        Between two scans somebody mistypes a code, which is recorded as well.
        """
        while not self.stopping.is_set():
            self.tried[booked["id"]] += 1
            self.opened[booked["id"]] += (
                self._ask(slug, "scan", text=booked["access"]["qr"]).get("granted") is True
            )
            self.stopping.wait(A_SCAN_S / 2)
            answer = self._ask(slug, "keys", keys=MISTYPED)
            self.mistyped[booked["id"]] += answer.get("reason") == "typing_error"
            self.stopping.wait(A_SCAN_S / 2)

    def _ask(self, slug: str, op: str, **more: str) -> dict[str, Any]:
        try:
            return ask_door(Layout(self.demo.directory).control, slug, op, **more)
        except DoorSilent:
            return {}

    def run(self, work: Callable[..., None], *arguments: Any) -> threading.Thread:
        """Start one thread of the load; what goes wrong in it fails the test."""

        def guarded() -> None:
            try:
                work(*arguments)
            except BaseException as error:
                self.trouble.append(error)

        thread = threading.Thread(target=guarded)
        thread.start()
        return thread


def arrived(demo: RunningDemo, which: str = "true", *values: str) -> int:
    """Return how many events are at the server: all, or those a condition holds for."""
    file = f"file:{demo.directory / 'dorfschluessel.db'}?mode=ro"
    with closing(sqlite3.connect(file, uri=True, timeout=30)) as database:
        return int(database.execute(f"SELECT count(*) FROM door_events WHERE {which}", values).fetchone()[0])
