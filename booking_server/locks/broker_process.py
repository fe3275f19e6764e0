"""What both embedded brokers share: their files, their process, their last words."""

import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from booking_server.locks.broker_access import Credentials, write_access
from booking_server.locks.child import start_child

START_SECONDS = 15.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.02
LOG_NAME = "broker.log"


class BrokerFailed(Exception):
    """The embedded broker did not start."""


class BrokerProcess:
    """A broker as a child process; subclasses say which command it is and write its configuration."""

    host = "127.0.0.1"

    def __init__(self, directory: Path, port: int, users: Mapping[str, Credentials]) -> None:
        self.directory = directory
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_access(directory, users)

    @property
    def pid(self) -> int | None:
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def start(self) -> None:
        if self.pid is not None:
            return
        if self._listens():
            raise BrokerFailed(f"port {self.port} of {self.host} is taken by another program")
        command = self._command()
        self._process = start_child(command, log=self.directory / LOG_NAME)
        end = time.monotonic() + START_SECONDS
        while not self._listens():
            if self.pid is None or time.monotonic() > end:
                self.stop()
                raise BrokerFailed(f"{command[0]} did not start: {self._last_words()}")
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def set_users(self, users: Mapping[str, Credentials]) -> None:
        write_access(self.directory, users)
        if self._process is not None and self.pid is not None:
            self._process.send_signal(signal.SIGHUP)

    def _command(self) -> Sequence[str]:
        """Writes the configuration and returns the command that runs with it."""
        raise NotImplementedError

    def _listens(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=1):
                return True
        except OSError:
            return False

    def _last_words(self) -> str:
        text = (self.directory / LOG_NAME).read_text(encoding="utf-8", errors="replace").strip()
        return " / ".join(text.splitlines()[-3:])
