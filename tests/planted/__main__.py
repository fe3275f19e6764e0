"""`python -m tests.planted`: plants each bug in a copy of the tree and demands that its tests turn red."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.planted.bugs import BUGS, Bug
from tests.processes import end_in_order_on_sigterm

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "var", "__pycache__", ".*_cache", ".hypothesis"
)
NO_TESTS_FAILED, TESTS_FAILED = 0, 1


def plant(bug: Bug, tree: Path) -> None:
    """Break one file of the copy. Raises ValueError when the code is no longer as the bug knows it."""
    file = tree / bug.file
    text = file.read_text(encoding="utf-8")
    if text.count(bug.good) != 1:
        raise ValueError(f"{bug.file} no longer holds exactly once: {bug.good!r}")
    file.write_text(text.replace(bug.good, bug.bad), encoding="utf-8")


def is_noticed(bug: Bug) -> bool:
    """Return whether the bug's tests fail in a tree with the bug."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        plant(bug, tree)
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *bug.tests.split()]
        result = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if result.returncode not in (NO_TESTS_FAILED, TESTS_FAILED):
        raise RuntimeError(f"{bug.name}: the tests did not run\n{result.stdout}{result.stderr}")
    return result.returncode == TESTS_FAILED


def main(names: list[str]) -> int:
    """Plant the bugs whose name holds one of `names`, or all; return how many went unnoticed."""
    end_in_order_on_sigterm()
    unnoticed = 0
    for bug in BUGS:
        if names and not any(name in bug.name for name in names):
            continue
        noticed = is_noticed(bug)
        unnoticed += not noticed
        print(f"{'red  ' if noticed else 'GREEN'}  {bug.name}", flush=True)
    return unnoticed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
