"""The demo's processes: started, watched, started again when they die."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from booking_server.demo.layout import write_private
from booking_server.locks.broker import EmbeddedBroker
from booking_server.locks.child import start_child

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
# A child that lived this long was well; its next end is not counted with the ones before.
HEALTHY_SECONDS = 10.0
STOP_SECONDS = 8.0
SWEEP_SECONDS = 1.0


class Service(Protocol):
    """A process that can be started any number of times."""

    name: str

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""

    def start(self) -> None:
        """Starts it; an OSError or a failure of its own counts as an early end."""

    def stop(self) -> None:
        """Ends it and everything it started."""


class Program:
    """A command as a service, with a log of its own."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], logs: Path) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._log = logs / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    def start(self) -> None:
        self._kill_group()  # what a killed child left behind
        self._process = start_child(self._command, log=self._log, environment=self._environment)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        self._kill_group()
        if self._process is not None:
            self._process.wait()

    def _kill_group(self) -> None:
        """Kills what is left of the process group and waits, bounded, until it is gone."""
        if self._process is None:
            return
        end = time.monotonic() + SWEEP_SECONDS
        with suppress(ProcessLookupError, PermissionError):
            while time.monotonic() < end:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.poll()
                time.sleep(0.01)


class BrokerService:
    """The broker among the services that are watched."""

    name = "broker"

    def __init__(self, broker: EmbeddedBroker) -> None:
        self._broker = broker

    @property
    def pid(self) -> int | None:
        return self._broker.pid

    def start(self) -> None:
        self._broker.start()

    def stop(self) -> None:
        self._broker.stop()


@dataclass
class _Watched:
    service: Service
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    start_at: float | None = None


class Children:
    """Keeps services running, in the order they were given, and writes down their process ids."""

    def __init__(self, pids: Path) -> None:
        self._pids = pids
        self._watched: list[_Watched] = []

    def run(self, service: Service) -> None:
        """Starts a service and keeps it running from now on. Raises what its start raises."""
        service.start()
        self._watched.append(_Watched(service, started_at=time.monotonic()))
        self._write_pids()

    def heal(self) -> list[str]:
        """Starts again what has died, after a pause that grows with every early end; returns their names."""
        started = [one.service.name for one in self._watched if self._heal(one, time.monotonic())]
        if started:
            self._write_pids()
        return started

    def stop(self) -> None:
        """Ends all services, the last started first."""
        for one in reversed(self._watched):
            one.service.stop()
        self._pids.unlink(missing_ok=True)

    def _heal(self, one: _Watched, now: float) -> bool:
        if one.service.pid is not None:
            return False
        if one.start_at is None:
            if now - one.started_at > HEALTHY_SECONDS:
                one.pause = FIRST_PAUSE
            one.start_at = now + one.pause
            one.pause = min(2 * one.pause, LONGEST_PAUSE)
        if now < one.start_at:
            return False
        one.start_at, one.started_at = None, now
        with suppress(Exception):  # it is tried again, later each time
            one.service.start()
        return True

    def _write_pids(self) -> None:
        pids = {one.service.name: one.service.pid for one in self._watched}
        write_private(self._pids, json.dumps({"supervisor": os.getpid(), **pids}))
