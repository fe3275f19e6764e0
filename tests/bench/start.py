"""How long programs need from their command to being ready, by the word they would give systemd."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.figures import Bar, Figure, Spread
from tests.bench.proc import Seen
from tests.bench.served import served
from tests.bench.village import found
from tests.lock_agent.server import enrol

ROUNDS = 5
READY_MS = 2000
PATIENCE_S = 20
MS_PER_S = 1000


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    found(folder / "house.db").database.close()
    yield _spread("web", [_web(folder) for _ in range(ROUNDS)])
    data = enrol(folder / "door", 1883)
    for unit in ("door", "link"):
        command = [sys.executable, "-m", "lock_agent.cli", unit, "--data", str(data), "--bench"]
        yield _spread(unit, [_until_ready(command, folder / "notify") for _ in range(ROUNDS)], Bar(READY_MS))


def _spread(name: str, starts: Sequence[tuple[float, float]], bar: Bar | None = None) -> Figure:
    wall, cpu = zip(*starts, strict=True)
    return Figure(f"start to ready: {name}", "ms", Spread.of(wall, cpu=sum(cpu) / len(cpu)), bar)


def _web(folder: Path) -> tuple[float, float]:
    """Return wall and CPU milliseconds until it answers."""
    begun = time.perf_counter()
    with served(folder / "house.db", folder / "web.log") as server:
        return (time.perf_counter() - begun) * MS_PER_S, server.seen.cpu_ms


def _until_ready(command: Sequence[str], address: Path) -> tuple[float, float]:
    """Return wall and CPU milliseconds until the program says READY=1."""
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(address))
        listener.settimeout(PATIENCE_S)
        begun = time.perf_counter()
        process = subprocess.Popen(command, env={**os.environ, "NOTIFY_SOCKET": str(address)})
        try:
            while b"READY=1" not in listener.recv(1024):
                pass
            return (time.perf_counter() - begun) * MS_PER_S, Seen(process.pid).cpu_ms
        finally:
            process.terminate()
            process.wait(PATIENCE_S)
