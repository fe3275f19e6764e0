"""The guard process: owns the outputs, obeys one door, ends with it."""

import socket
import subprocess
import sys
from collections.abc import Callable

from lock_agent.programs.options import Options


def run_guard(options: Options, orders: int) -> None:
    """Serve the door at the other end of descriptor `orders` until it is gone."""
    from lock_agent.hardware.guard import open_outputs, run  # noqa: PLC0415 -- gpiozero is the guard's alone

    with socket.socket(fileno=orders) as end:
        run(end, open_outputs(options.settings(drives=True), history=options.history))


def secure(options: Options) -> None:
    """Drive the strike's output to "secured" and let go of it: for systemd, after a door has ended badly."""
    from lock_agent.hardware.guard import open_outputs  # noqa: PLC0415 -- gpiozero is the guard's alone

    open_outputs(options.settings(drives=True), history=options.history).close()


def starter(options: Options) -> Callable[[socket.socket], int]:
    """Return a function that starts a guard at one end of a socket pair."""

    def start(end: socket.socket) -> int:
        command = [sys.executable, "-m", "lock_agent.cli", "guard", "--data", str(options.data)]
        command += ["--orders", str(end.fileno())]
        if options.profile is not None:
            command += ["--profile", str(options.profile)]
        if options.bench:
            command.append("--bench")
        guards[:] = [guard for guard in guards if guard.poll() is None]
        guard = subprocess.Popen(  # noqa: S603 -- our own
            command, pass_fds=(end.fileno(),), stdin=subprocess.DEVNULL
        )
        guards.append(guard)
        return guard.pid

    guards: list[subprocess.Popen[bytes]] = []
    return start
