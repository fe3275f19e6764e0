"""The interface for other programs: keys, webhooks, their messages, doors that are away."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from booking_server.storage.columns import Json, UtcDateTime
from booking_server.storage.tables.base import Id, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("scopes", Json, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("host", String(253), nullable=False),
    Column("events", Json, nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("url_cipher", LargeBinary, nullable=False),
    Column("secret_cipher", LargeBinary, nullable=False),
    Column("old_secret_cipher", LargeBinary),
    Column("old_secret_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("good_at", UtcDateTime),
    Column("failed_at", UtcDateTime),
    Column("failure", String(40), nullable=False),
    Column("failure_fact", String(60), nullable=False),
)

webhook_messages = Table(
    "webhook_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("webhook_id", Id, ForeignKey("webhooks.id"), nullable=False),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("type", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tried_at", UtcDateTime),
    Column("next_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("failure", String(40), nullable=False),
    Column("failure_fact", String(60), nullable=False),
)
Index("ix_webhook_messages_webhook_id", webhook_messages.c.webhook_id, webhook_messages.c.created_at)
Index("ix_webhook_messages_state", webhook_messages.c.state, webhook_messages.c.municipality_id)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Id, ForeignKey("bookings.id"), primary_key=True),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False),
    Column("key_id", Id, ForeignKey("api_keys.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_credentials_municipality_id", "municipality_id", "created_at"),
)

door_outages = Table(
    "door_outages",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
)
