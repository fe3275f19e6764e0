"""A broker, a server that speaks with doors, and doors in one process or in real ones."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.in_memory import folder_in_memory
from tests.lock_agent.hall import Hall, Simulator
from tests.lock_agent.server import Server
from tests.processes import MORTAL
from tests.waiting import until


class Broker:
    """A mosquitto on a free port that may be stopped and started."""

    def __init__(self, program: Path, directory: Path, port: int) -> None:
        self.port = port
        self._config = directory / "mosquitto.conf"
        self._config.write_text(
            f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {directory}/\nmax_queued_messages 10000\nuser root\n"
        )
        self._command = [*MORTAL, str(program), "-c", str(self._config)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start; return when it accepts connections."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self._accepts, "the broker accepts")

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(5)
            self._process = None

    def _accepts(self) -> bool:
        import socket

        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def ram() -> Iterator[Path]:
    """A directory in memory, where syncing costs nothing, for tests that boot doors by the hundred."""
    directory = folder_in_memory("ram")
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def broker(mosquitto: Path, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Broker]:
    directory = tmp_path / "broker"
    directory.mkdir()
    running = Broker(mosquitto, directory, free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture
def server(broker: Broker) -> Iterator[Server]:
    running = Server(broker.port, now=lambda: int(time.time()))
    yield running
    running.close()


@pytest.fixture
def halls(tmp_path: Path, broker: Broker, server: Server) -> Iterator[Callable[..., Hall]]:
    """Returns a function that sets up a hall, its door powered, with a simulator of its own."""
    simulators: list[Simulator] = []

    def one(*, processes: bool = False, unplugged: bool = False) -> Hall:
        simulator = Simulator(tmp_path / "bench", broker.port, processes=processes)
        simulators.append(simulator)
        simulator.start()
        return Hall(simulator, server)

    yield one
    for simulator in simulators:
        simulator.stop()
