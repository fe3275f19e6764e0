"""Signs of life of the worker: that it turns, not what it does."""

from sqlalchemy import Column, String, Table

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import metadata

worker_signs = Table(
    "worker_signs",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
