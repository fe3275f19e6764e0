"""People who sign in, and what they may do."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, false

from booking_server.storage.columns import UtcDateTime
from booking_server.storage.tables.base import Id, metadata

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("anonymised_at", UtcDateTime),
    Column("wants_mail_at_once", Boolean, nullable=False, server_default=false()),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(24), nullable=False),
    Column("municipality_id", Id, ForeignKey("municipalities.id"), nullable=False),
    Column("venue_id", Id, ForeignKey("venues.id"), index=True),
    Column("granted_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("deputy_of", Id),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("way", String(16), nullable=False, server_default="mail"),
    Column("wrong_codes", Integer, nullable=False, server_default="0"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("revoked_at", UtcDateTime),
    Column("way", String(16), nullable=False, server_default="mail"),
    Column("device", String(80), nullable=False, server_default=""),
    Column("seen_at", UtcDateTime),
)

# A passkey (WebAuthn): the public half only; `credential` is its id as the browser knows it, base64url.
passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("credential", Text, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("name", String(60), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

# A question put to an authenticator: answered once, by the browser it was put to.
passkey_challenges = Table(
    "passkey_challenges",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("browser_hash", String(64), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), index=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

feed_links = Table(
    "feed_links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("venue_id", Id, ForeignKey("venues.id"), nullable=False, index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("label", String(60), nullable=False, server_default=""),
)
