"""Bringing a database to this version of the program (Alembic), and refusing to run on another."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from booking_server.storage.database import SchemaOutdated, open_database

SCRIPTS = Path(__file__).parent / "migrations"


def migrate(url: str, *, to: str = "head") -> None:
    """Run every migration the database lacks, each in its own transaction."""
    command.upgrade(_config(url), to)


def current_revision() -> str:
    """Return the schema's revision that this version of the program works with."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    assert head is not None
    return head


def require_current_schema(url: str) -> None:
    """Raise SchemaOutdated unless the database was migrated to this version."""
    wanted = current_revision()
    database = open_database(url)
    try:
        with database.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    finally:
        database.close()
    if found != wanted:
        raise SchemaOutdated(
            f"the database is at {found or 'nothing'}, wanted {wanted}: run dorfschluessel migrate"
        )


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config
