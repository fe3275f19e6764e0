"""The demo's processes are started again when they die and leave nothing behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from booking_server.demo.children import Children, Program
from tests.processes import members
from tests.waiting import until

NAP = [sys.executable, "-c", "import time; time.sleep(300)"]
FAMILY = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)']);"
    " time.sleep(300)",
]


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    one = Children(tmp_path / "pids.json")
    yield one
    one.stop()


def program(tmp_path: Path, command: list[str] = NAP) -> Program:
    return Program("napper", command, os.environ, tmp_path)


def pids(tmp_path: Path) -> dict[str, int]:
    return dict(json.loads((tmp_path / "pids.json").read_text()))


def test_a_killed_child_is_started_again_within_a_second(children: Children, tmp_path: Path) -> None:
    children.run(program(tmp_path))
    first = pids(tmp_path)["napper"]

    os.kill(first, signal.SIGKILL)

    until(lambda: children.heal() == ["napper"], "the child is started again", seconds=1)
    assert pids(tmp_path)["napper"] != first
    assert pids(tmp_path)["supervisor"] == os.getpid()


def test_a_child_that_dies_at_once_is_tried_less_and_less_often(children: Children, tmp_path: Path) -> None:
    children.run(program(tmp_path, [sys.executable, "-c", ""]))
    starts: list[str] = []

    with pytest.raises(AssertionError):
        until(lambda: starts.extend(children.heal()), "never", seconds=2)

    assert 2 <= len(starts) <= 5


def test_what_a_killed_child_had_started_does_not_outlive_it(children: Children, tmp_path: Path) -> None:
    children.run(program(tmp_path, FAMILY))
    first = pids(tmp_path)["napper"]
    until(lambda: len(members(first)) == 2, "the child has a child")

    os.kill(first, signal.SIGKILL)

    until(children.heal, "it is started again")
    until(lambda: not members(first), "the first family is gone")


def test_stopping_leaves_no_process(tmp_path: Path) -> None:
    children = Children(tmp_path / "pids.json")
    children.run(program(tmp_path, FAMILY))
    group = pids(tmp_path)["napper"]
    until(lambda: len(members(group)) == 2, "the child has a child")

    children.stop()

    assert members(group) == []
    assert not (tmp_path / "pids.json").exists()


def test_a_child_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = (
        "import os, sys, time; from pathlib import Path; from booking_server.demo.children import *;"
        f"c = Children(Path({str(tmp_path / 'pids.json')!r}));"
        f"c.run(Program('napper', {NAP!r}, os.environ, Path({str(tmp_path)!r}))); time.sleep(300)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    until((tmp_path / "pids.json").exists, "the child runs", seconds=15)
    child = pids(tmp_path)["napper"]
    until(lambda: members(child), "the child is there")

    parent.kill()
    parent.wait()

    until(lambda: not members(child), "the child is gone, too")
