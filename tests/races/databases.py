"""An empty database of each kind, durable as in production, for as long as a block lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import start_postgres

KINDS = ("sqlite", "postgres")


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    """Yield the address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/race.db"
        return
    server = start_postgres()
    try:
        yield server.url(server.create())
    finally:
        server.stop()
