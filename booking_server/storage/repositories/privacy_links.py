"""Links with which somebody who proved an e-mail address asks about their own data."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from booking_server.storage.tables import privacy_links
from booking_server.storage.tenancy import EVERY_TENANT


class PrivacyLinks:
    """Mailed links by id; the secret part is never stored."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, email: str, expires_at: datetime) -> str:
        """Store a link that is about to be mailed; return its id."""
        link_id = secrets.token_hex(8)
        self._connection.execute(
            insert(privacy_links).values(
                id=link_id, email=email.strip().lower(), created_at=self._now, expires_at=expires_at
            )
        )
        return link_id

    def email(self, link_id: str, now: datetime) -> str | None:
        """Return the address a link that has not expired was sent to."""
        statement = select(privacy_links.c.email).where(
            privacy_links.c.id == link_id, privacy_links.c.expires_at > now
        )
        return self._connection.execute(statement).scalar_one_or_none()

    def delete(self, email: str) -> None:
        """Delete every link of an address; a link belongs to no municipality."""
        statement = delete(privacy_links).where(privacy_links.c.email == email.strip().lower())
        self._connection.execute(statement.execution_options(**EVERY_TENANT))

    def since(self, email: str, moment: datetime) -> int:
        """Return how many links an address was sent since `moment`."""
        statement = select(func.count()).where(
            privacy_links.c.email == email.strip().lower(), privacy_links.c.created_at >= moment
        )
        return self._connection.execute(statement).scalar_one()
