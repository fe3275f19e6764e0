"""A hall with a simulated door, driven through the control socket like a demo does."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from tests.lock_agent.server import BENKEN, RIGHT_PIN, Server, cfg, creds, enrol
from tests.processes import MORTAL
from tests.waiting import until

SLUG = "dgh-benken"


class Simulator:
    """The simulator's process and its control socket; `inside` is a command that runs it somewhere else."""

    inside: tuple[str, ...] = ()

    def __init__(self, directory: Path, port: int, *, processes: bool, doors: int = 1) -> None:
        directory.mkdir(exist_ok=True)
        self.data = directory / SLUG
        self._control = directory / "control"
        names = [(SLUG, BENKEN)] + [(f"hall-{number}", f"d-hall-{number}") for number in range(2, doors + 1)]
        for slug, device in names:
            enrol(directory / slug, port, device=device)
        self._config = directory / "bench.json"
        config = {
            "control": str(self._control),
            "doors": [
                {"slug": slug, "data": str(directory / slug), "processes": processes} for slug, _ in names
            ],
        }
        self._config.write_text(json.dumps(config))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process that runs the doors."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> str:
        """Start; return the ready line."""
        stdout = self.begin()
        readable, _, _ = select.select([stdout], [], [], 20)
        assert readable, "the simulator is not ready within 20 s"
        return stdout.readline().decode()

    def begin(self) -> IO[bytes]:
        """Start and wait for nothing; return what it says."""
        command = [
            *MORTAL,
            *self.inside,
            sys.executable,
            "-m",
            "lock_agent.cli",
            "simulate",
            "--config",
            str(self._config),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        return self._process.stdout

    def stop(self) -> None:
        """End it by SIGTERM; it must take everything it started with it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(15)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def ask(self, **request: Any) -> dict[str, Any]:
        """Put one request, return its answer."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
            caller.settimeout(20)
            handle = os.open(self._control.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                caller.connect(f"/proc/self/fd/{handle}/{self._control.name}")
            finally:
                os.close(handle)
            caller.sendall(json.dumps({"door": SLUG, **request}).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                part = caller.recv(65536)
                assert part, "no answer"
                answer += part
        found: dict[str, Any] = json.loads(answer)
        return found


class Hall:
    """One hall: people type at its door, somebody pulls its plugs."""

    def __init__(self, simulator: Simulator, server: Server) -> None:
        self.simulator, self.server = simulator, server

    @property
    def data(self) -> Path:
        """The directory of the door."""
        return self.simulator.data

    def furnish(self, *pins: str, ver: int = 1) -> None:
        """Publish settings and these PINs (one right PIN by default), and wait until the door has them."""
        self.server.put("cfg", ver, cfg().to_body())
        self.server.put("creds", ver, creds(int(time.time()), *(pins or (RIGHT_PIN,))).to_body())
        until(lambda: self.server.applied("creds") >= ver and self.server.applied("cfg") >= ver, "furnished")

    def enter(self, digits: str) -> dict[str, Any]:
        """Type digits and `#`."""
        return self.simulator.ask(op="keys", keys=f"{digits}#")

    def state(self) -> dict[str, Any]:
        """Return what can be seen of the door."""
        return self.simulator.ask(op="state")

    def network(self, online: bool) -> None:
        """Pull or plug the network cable."""
        self.simulator.ask(op="network", online=online)

    def power(self, on: bool) -> None:
        """Cut or restore the power."""
        self.simulator.ask(op="power", on=on)

    def kill_later(self, unit: str, seconds: float) -> threading.Timer:
        """SIGKILL one process of the door after a while."""
        pid = int(self.state()["pids"][unit])
        timer = threading.Timer(seconds, _kill, [pid])
        timer.start()
        return timer

    def is_settled(self) -> bool:
        """Return whether the server has everything the door has recorded."""
        outbox = self.state().get("outbox", {"depth": 1, "last_seq": 0})
        return outbox["depth"] == 0 and outbox["last_seq"] == len(self.server.journal())

    def strike(self) -> list[list[int]]:
        """Return the newest transitions of the strike's pin."""
        found: list[list[int]] = self.state()["strike"]
        return found


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
