"""Bringing a database to this version of the program (Alembic), and refusing to run on another."""

from contextlib import closing
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from booking_server.storage import walls
from booking_server.storage.database import BaselineMissing, SchemaOutdated, open_database

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(url: str, *, to: str = "head") -> None:
    """Run every migration the database lacks, each in its own transaction."""
    command.upgrade(_config(url), to)


@cache
def current_revision() -> str:
    """Return the schema's revision that this version of the program works with."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    assert head is not None
    return head


def require_current_schema(url: str) -> None:
    """Raise SchemaOutdated unless the database was migrated to this version."""
    with closing(open_database(url)) as database, database.reading() as connection:
        _require_current(connection)


def is_current(connection: Connection) -> bool:
    """Whether the database was migrated to this version."""
    return MigrationContext.configure(connection).get_current_revision() == current_revision()


def require_ready(url: str) -> None:
    """Raise SchemaOutdated, or BaselineMissing when the database lacks a wall: nobody should work with it."""
    with closing(open_database(url)) as database, database.reading() as connection:
        _require_current(connection)
        lacking = walls.missing(connection)
    if lacking:
        raise BaselineMissing(f"the database lacks {', '.join(lacking)}: bring back a backup that is whole")


def _require_current(connection: Connection) -> None:
    found, wanted = MigrationContext.configure(connection).get_current_revision(), current_revision()
    if found != wanted:
        raise SchemaOutdated(
            f"the database is at {found or 'nothing'}, wanted {wanted}: run dorfschluessel migrate"
        )


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config
