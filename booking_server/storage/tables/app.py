"""The Bad Belzig App: accounts of the municipalities, what is there, what everybody is told of a hall."""

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, String, Table, Text

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import Id, metadata

app_towns = Table(
    "app_towns",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("url", String(300), nullable=False),
    Column("client_id", String(200), nullable=False),
    Column("secret_cipher", LargeBinary),
    Column("halls_category", String(80), nullable=False),
    Column("events_category", String(80), nullable=False),
    Column("news_category", String(80), nullable=False),
    Column("provider", String(200), nullable=False),
    Column("failure", String(40), nullable=False),
    Column("failure_fact", String(200), nullable=False),
    Column("failed_at", UtcDateTime),
)

app_records = Table(
    "app_records",
    metadata,
    Column("key", String(48), primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("remote_id", String(40), nullable=False),
    Column("title", String(300), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("is_visible", Boolean, nullable=False),
    Column("pushed_at", UtcDateTime),
    Column("failure", String(40), nullable=False),
    Column("failure_fact", String(200), nullable=False),
    Column("failed_at", UtcDateTime),
    Column("busy_until", UtcDateTime),
)

disruptions = Table(
    "disruptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("title", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
