"""Alembic's entry: runs the migrations on the database named by the caller."""

from alembic import context

from booking_server.storage.database import PATIENT, open_database
from booking_server.storage.tables import metadata

database = open_database(context.config.attributes["url"], PATIENT)
with database.engine.connect() as connection:
    if database.is_sqlite:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # two programs that start at once migrate one after the other
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('dorfschluessel migrate'))")
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
    context.run_migrations()
    connection.commit()
database.close()
