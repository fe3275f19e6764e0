"""A PostgreSQL of the tests' own: made, started and removed by them, durable as in production.

It listens on a socket in its own folder and on no network. The folder is in memory where the machine has
such a place: every commit is still flushed, the flush is only cheap. A bench
puts it on the disk.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from tests.in_memory import folder_in_memory
from tests.waiting import until

DEBIAN = Path("/usr/lib/postgresql")
OWNERS = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "log_min_messages": "fatal",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass
class PostgresServer:
    """A running server; `url(name)` is the address of one of its databases."""

    directory: Path
    process: subprocess.Popen[bytes]
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        """Return the address of a database, as DATABASE_URL takes it."""
        return f"postgresql:///{name}?host={self.directory}&user=dorf"

    def create(self, *, template: str = "template0") -> str:
        """Make a database, a copy of `template`; return its name."""
        name = f"village_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement as the server's owner."""
        with psycopg.connect(f"host={self.directory} user=dorf dbname=postgres", autocommit=True) as owner:
            owner.execute(statement)

    def stop(self) -> None:
        """End the server at once and remove all it kept."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        shutil.rmtree(self.directory, ignore_errors=True)


def start_postgres(*, on_disk: bool = False) -> PostgresServer:
    """Make a cluster and start its server. Raises FileNotFoundError where PostgreSQL is not installed."""
    programs = _programs()
    directory = Path(tempfile.mkdtemp(prefix="dorf-pg-")) if on_disk else folder_in_memory("pg")
    as_owner = _as_owner(directory)
    data = directory / "data"
    cluster = ["-D", data, "-U", "dorf", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync"]
    subprocess.run([*as_owner, programs / "initdb", *cluster], check=True, capture_output=True)
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    mortal = [*(as_owner or ["setpriv"]), "--pdeathsig=INT"]
    command = [*mortal, programs / "postgres", "-D", data, "-k", directory, *settings]
    with (directory / "log").open("wb") as log:
        server = PostgresServer(directory, subprocess.Popen(command, stdout=log, stderr=log))
    until(lambda: _answers(server), "PostgreSQL answers", seconds=30)
    return server


def _answers(server: PostgresServer) -> bool:
    if server.process.poll() is not None:
        raise RuntimeError((server.directory / "log").read_text())
    try:
        server.run("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _programs() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not debian:
        raise FileNotFoundError("PostgreSQL is not on this machine: apt-get install postgresql")
    return debian[-1].parent


def _as_owner(directory: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as a user who owns nothing else here."""
    if os.geteuid() != 0:
        return []
    owner = next(name for name in OWNERS if _exists(name))
    shutil.chown(directory, owner)
    return ["setpriv", f"--reuid={owner}", f"--regid={_group(owner)}", "--clear-groups"]


def _exists(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())


def _group(name: str) -> str:
    return str(pwd.getpwnam(name).pw_gid)
