"""One running demo for each file of tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.running_demo import RunningDemo


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int], mosquitto: Path
) -> Iterator[RunningDemo]:
    """The demo, ready, with a real broker; the database is verified when the tests are done."""
    running = RunningDemo(tmp_path_factory.mktemp("demo"), free_port())
    running.start()
    yield running
    try:
        running.verify()
    finally:
        running.stop()
