"""Starts a program as a child that does not outlive its parent, however the parent ends."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def start_child(
    command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts `command` as the leader of a session of its own; its output is appended to `log`.

    The kernel kills the child when the thread that called this ends, so call it from one that stays (the main
    thread). The program must not change its user: that clears the kernel's promise.
    """
    shim = [sys.executable, "-I", "-S", str(Path(__file__)), str(os.getpid()), *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            shim,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            start_new_session=True,
        )


def _become(parent: int, command: Sequence[str]) -> None:
    # Set in the child after the fork, not by preexec_fn: that may deadlock where the parent has threads.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the promise was made
        sys.exit(1)
    os.execvp(command[0], list(command))


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])
