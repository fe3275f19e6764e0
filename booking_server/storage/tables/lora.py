"""Doors reached over LoRaWAN: their place in the network, and which revocation went with which frame."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import Id, metadata

lora_doors = Table(
    "lora_doors",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("dev_eui", String(16), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("taken", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("age_h", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("clock", String(16), nullable=False),
    Column("day", String(10), nullable=False),
    Column("frames", Integer, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("aired_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    Column("refused_at", UtcDateTime),
    Column("parked_at", UtcDateTime),
)

lora_revocations = Table(
    "lora_revocations",
    metadata,
    Column("door_id", Id, ForeignKey("doors.id"), primary_key=True),
    Column("code_id", Id, primary_key=True),
    Column("counter", BigInteger, nullable=False),
    Column("is_taken", Boolean, nullable=False),
)

lora_bridges = Table(
    "lora_bridges",
    metadata,
    Column("municipality_id", Id, ForeignKey("municipalities.id"), primary_key=True),
    Column("is_up", Boolean, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("looked_at", UtcDateTime, nullable=False),
    Column("failure", String(40), nullable=False),
)
