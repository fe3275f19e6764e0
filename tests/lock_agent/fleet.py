"""A simulator of many doors, driven from a test."""

import json
import os
import select
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.lock_agent.server import enrol

MISTYPED = "12345672"


class Fleet:
    """A simulator process with N doors and its control socket."""

    def __init__(
        self, directory: Path, port: int, doors: int, script: str = "", *, device: str = "d-hall"
    ) -> None:
        self._directory, self.doors = directory, doors
        enrol(directory / "like", port, device=device)
        (directory / "script.toml").write_text(script)
        command = [sys.executable, "-m", "lock_agent.cli", "simulate", "--doors", str(doors)]
        command += ["--data", str(directory), "--like", str(directory / "like" / "enrolment.json")]
        command += ["--script", str(directory / "script.toml")]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)

    def await_ready(self, seconds: float = 20) -> None:
        """Wait until all doors serve."""
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], seconds)
        assert readable, f"not ready within {seconds:g} s"
        assert self.process.stdout.readline() == f"READY doors={self.doors}\n".encode()

    def said(self) -> list[str]:
        """End it, and return what it has printed since it was ready."""
        self.process.terminate()
        assert self.process.stdout is not None
        return self.process.stdout.read().decode().splitlines()

    def ask(self, **request: Any) -> dict[str, Any]:
        """Put one request, return its answer."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            caller.settimeout(60)
            handle = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
            try:
                caller.connect(f"/proc/self/fd/{handle}/control")
            finally:
                os.close(handle)
            caller.sendall(json.dumps(request).encode() + b"\n")
            with caller.makefile("rb") as answer:
                found: dict[str, Any] = json.loads(answer.readline())
                return found

    def totals(self) -> dict[str, Any]:
        """Return sums over all doors."""
        return self.ask(op="fleet")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
