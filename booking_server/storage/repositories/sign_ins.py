"""Sign-in links, sessions and private feed links: what lets a person in, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from booking_server.storage.tables import feed_links, sessions, sign_in_links


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A mailed link: it works once, until it expires."""

    id: str
    person_id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A private calendar of one hall for one person, until it is revoked."""

    id: str
    venue_id: str
    person_id: str
    created_at: datetime
    revoked_at: datetime | None = None


class SignIns:
    """Links and sessions by id; the secret parts are never stored."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_link(self, link: SignInLink) -> None:
        """Store a link that is about to be mailed."""
        self._connection.execute(insert(sign_in_links).values(_values(link)))

    def link(self, link_id: str) -> SignInLink | None:
        """Return a link by id."""
        row = self._connection.execute(
            select(sign_in_links).where(sign_in_links.c.id == link_id)
        ).one_or_none()
        return SignInLink(**row._mapping) if row else None

    def links_since(self, person_id: str, moment: datetime) -> int:
        """Return how many links a person was sent since `moment`."""
        statement = select(func.count()).where(
            sign_in_links.c.person_id == person_id, sign_in_links.c.created_at >= moment
        )
        return self._connection.execute(statement).scalar_one()

    def use_link(self, link_id: str, now: datetime) -> bool:
        """Mark a link as used; False when somebody was quicker."""
        result = self._connection.execute(
            update(sign_in_links)
            .where(sign_in_links.c.id == link_id, sign_in_links.c.used_at.is_(None))
            .values(used_at=now)
        )
        return result.rowcount == 1

    def add_session(self, id_hash: str, person_id: str, now: datetime, expires_at: datetime) -> None:
        """Store a session under the hash of its id."""
        self._connection.execute(
            insert(sessions).values(
                id_hash=id_hash, person_id=person_id, created_at=now, expires_at=expires_at
            )
        )

    def person_of_session(self, id_hash: str, now: datetime) -> str | None:
        """Return whose live session this is."""
        statement = select(sessions.c.person_id).where(
            sessions.c.id_hash == id_hash, sessions.c.expires_at > now, sessions.c.revoked_at.is_(None)
        )
        return self._connection.execute(statement).scalar_one_or_none()

    def session_began(self, id_hash: str, now: datetime) -> datetime | None:
        """Return when this live session began."""
        statement = select(sessions.c.created_at).where(
            sessions.c.id_hash == id_hash, sessions.c.expires_at > now, sessions.c.revoked_at.is_(None)
        )
        return self._connection.execute(statement).scalar_one_or_none()

    def signed_in_at(self, person_ids: Sequence[str], most: int) -> dict[str, tuple[datetime, ...]]:
        """Return when people signed in, as far as their sessions are still known, the newest first."""
        found: dict[str, list[datetime]] = {}
        statement = (
            select(sessions.c.person_id, sessions.c.created_at)
            .where(sessions.c.person_id.in_(person_ids))
            .order_by(sessions.c.created_at.desc())
        )
        for person_id, created_at in self._connection.execute(statement):
            found.setdefault(person_id, []).append(created_at)
        return {person_id: tuple(moments[:most]) for person_id, moments in found.items()}

    def revoke_session(self, id_hash: str, now: datetime) -> None:
        """End a session."""
        self._connection.execute(update(sessions).where(sessions.c.id_hash == id_hash).values(revoked_at=now))

    def add_feed_link(self, link: FeedLink) -> None:
        """Store a private calendar link."""
        self._connection.execute(insert(feed_links).values(_values(link)))

    def feed_link(self, link_id: str) -> FeedLink | None:
        """Return a private calendar link by id."""
        row = self._connection.execute(select(feed_links).where(feed_links.c.id == link_id)).one_or_none()
        return FeedLink(**row._mapping) if row else None

    def feed_link_of(self, venue_id: str, person_id: str) -> FeedLink | None:
        """Return a person's live private calendar link for a hall."""
        row = self._connection.execute(
            select(feed_links)
            .where(
                feed_links.c.venue_id == venue_id,
                feed_links.c.person_id == person_id,
                feed_links.c.revoked_at.is_(None),
            )
            .limit(1)
        ).one_or_none()
        return FeedLink(**row._mapping) if row else None

    def revoke_feed_link(self, link_id: str, now: datetime) -> None:
        """End a private calendar link."""
        self._connection.execute(update(feed_links).where(feed_links.c.id == link_id).values(revoked_at=now))


def _values(value: SignInLink | FeedLink) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}
