"""The whole demo for a subject that needs all of it: web, worker, broker, doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from booking_server.demo.doors import REAL_PROCESSES
from tests.bench.served import free_port
from tests.end_to_end.running_demo import RunningDemo


@contextmanager
def running(folder: Path) -> Iterator[RunningDemo]:
    """Yield a demo whose first hall is online; its door and link are processes of their own."""
    demo = RunningDemo(folder / "demo", free_port())
    demo.start()
    try:
        demo.wait_until_online(REAL_PROCESSES)
        yield demo
    finally:
        demo.stop()


def free_halls(demo: RunningDemo) -> list[str]:
    """Return the halls where nobody needs to be asked, once all their doors are online."""
    slugs = [str(hall["slug"]) for hall in demo.free_halls()]
    for slug in slugs:
        demo.wait_until_online(slug)
    return slugs
