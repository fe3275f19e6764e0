"""One running demo for each file of tests."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.running_demo import RunningDemo
from tests.in_memory import folder_in_memory


@pytest.fixture(scope="module")
def demo(free_port: Callable[[], int], mosquitto: Path) -> Iterator[RunningDemo]:
    """The demo, ready, with a real broker; the database is verified when the tests are done."""
    running = RunningDemo(folder_in_memory("demo"), free_port())
    running.start()
    yield running
    try:
        running.verify()
    finally:
        running.stop()
        shutil.rmtree(running.directory, ignore_errors=True)
