"""Alembic's entry: runs the migrations on the database named by the caller."""

from alembic import context

from booking_server.storage.database import open_database
from booking_server.storage.tables import metadata

database = open_database(context.config.attributes["url"])
with database.engine.connect() as connection:
    if database.is_sqlite:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=not database.is_sqlite,
    )
    context.run_migrations()
    connection.commit()
database.close()
