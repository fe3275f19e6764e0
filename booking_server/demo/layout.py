"""Where the demo keeps what: one directory, removed to begin anew."""

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of one demo below `root`."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "dorfschluessel.db"

    @property
    def mailbox(self) -> Path:
        return self.root / "mailbox"

    @property
    def broker(self) -> Path:
        return self.root / "broker"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def pids(self) -> Path:
        return self.root / "pids.json"

    @property
    def simulation(self) -> Path:
        return self.root / "simulation.json"

    @property
    def control(self) -> Path:
        """The socket of the simulated doors."""
        return self.root / "control.sock"

    def door(self, slug: str) -> Path:
        """The data directory of a hall's door."""
        return self.root / "doors" / slug

    def prepare(self) -> None:
        """Creates the directories, readable by their owner only."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        for directory in (self.mailbox, self.broker, self.logs):
            directory.mkdir(exist_ok=True)

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Yields whether this process is now the only one that works here; holds that until the end."""
        with (self.root / "lock").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True

    def secret(self, name: str) -> Path:
        """The file of a secret of 32 bytes in hex, made on first use."""
        file = self.root / "secrets" / name
        if not file.exists():
            file.parent.mkdir(mode=0o700, exist_ok=True)
            write_private(file, secrets.token_hex(32))
        return file

    def broker_port(self) -> int:
        """The broker's port: the same as last time unless somebody has taken it since."""
        file = self.root / "broker" / "port"
        last = int(file.read_text()) if file.exists() else 0
        port = last if last and is_free(last) else _free_port()
        if port != last:
            write_private(file, str(port))
        return port


def is_free(port: int) -> bool:
    """True if nobody listens at this port of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def write_private(file: Path, text: str) -> None:
    """Writes a file for its owner only, whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as new:
        new.write(text)
    beside.replace(file)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
