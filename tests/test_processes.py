"""The tests' own housekeeping: nothing they start or keep in memory outlives them."""

import subprocess
import sys
from pathlib import Path

from tests.in_memory import folder_in_memory
from tests.processes import MORTAL, are_there
from tests.waiting import until

PARENT = """
import subprocess, sys, time
print(subprocess.Popen(sys.argv[1:]).pid, flush=True)
time.sleep(300)
"""


def test_a_mortal_process_does_not_outlive_a_killed_parent() -> None:
    command = [sys.executable, "-c", PARENT, *MORTAL, "sleep", "300"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        until(lambda: Path(f"/proc/{child}/comm").read_text() == "sleep\n", "the child has made its promise")
        assert are_there([child])

        parent.kill()

    until(lambda: not are_there([child]), "the child is gone, too", seconds=5)


def test_a_folder_in_memory_whose_owner_is_gone_is_removed_by_the_next_one() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    mine = folder_in_memory("try")
    left = mine.rename(mine.with_name(f"dorf-try-{ended.pid}-left"))
    kept = folder_in_memory("try")

    another = folder_in_memory("try")

    assert [folder.exists() for folder in (left, kept, another)] == [False, True, True]
    for folder in (kept, another):
        folder.rmdir()
