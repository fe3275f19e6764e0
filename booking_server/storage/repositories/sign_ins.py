"""Sign-in links, sessions and private feed links: what lets a person in, and how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, true, update

from booking_server.domain.sign_ins import Session, Way
from booking_server.storage.tables import feed_links, sessions, sign_in_links

KEY_DIGITS = 16
"""How much of a hash names a session to its owner: nobody gets in with it."""


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A mailed link: it works once, until it expires."""

    id: str
    person_id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    way: Way = Way.MAIL
    wrong_codes: int = 0


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A private calendar of one hall, given by one person, until it is revoked; `label` says who has it."""

    id: str
    venue_id: str
    person_id: str
    created_at: datetime
    revoked_at: datetime | None = None
    label: str = ""


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
        return SignInLink(**{**row._mapping, "way": Way(row.way)}) if row else None

    def links_since(self, person_id: str, moment: datetime) -> int:
        """Return how many links a person was sent since `moment`."""
        statement = select(func.count()).where(
            sign_in_links.c.person_id == person_id, sign_in_links.c.created_at >= moment
        )
        return self._connection.execute(statement).scalar_one()

    def setups_sent(self, person_ids: Sequence[str]) -> dict[str, datetime]:
        """Return when people were last sent a link to set up a passkey."""
        statement = (
            select(sign_in_links.c.person_id, func.max(sign_in_links.c.created_at).label("at"))
            .where(sign_in_links.c.person_id.in_(person_ids), sign_in_links.c.way == Way.SETUP.value)
            .group_by(sign_in_links.c.person_id)
        )
        return {row.person_id: row.at for row in self._connection.execute(statement)}

    def wrong_codes_since(self, person_id: str, moment: datetime) -> int:
        """Return how many wrong codes were typed for a person's links since `moment`."""
        statement = select(func.coalesce(func.sum(sign_in_links.c.wrong_codes), 0)).where(
            sign_in_links.c.person_id == person_id, sign_in_links.c.created_at >= moment
        )
        return int(self._connection.execute(statement).scalar_one())

    def count_wrong_code(self, link_id: str) -> None:
        """Note that a wrong code was typed for a link."""
        self._connection.execute(
            update(sign_in_links)
            .where(sign_in_links.c.id == link_id)
            .values(wrong_codes=sign_in_links.c.wrong_codes + 1)
        )

    def use_link(self, link_id: str, now: datetime) -> bool:
        """Mark a link as used; False when somebody was quicker."""
        result = self._connection.execute(
            update(sign_in_links)
            .where(sign_in_links.c.id == link_id, sign_in_links.c.used_at.is_(None))
            .values(used_at=now)
        )
        return result.rowcount == 1

    def add_session(self, id_hash: str, session: Session) -> None:
        """Store a session under the hash of its id."""
        self._connection.execute(
            insert(sessions).values(
                id_hash=id_hash,
                person_id=session.person_id,
                created_at=session.created_at,
                expires_at=session.expires_at,
                way=session.way.value,
                device=session.device,
                seen_at=session.seen_at,
            )
        )

    def session(self, id_hash: str) -> Session | None:
        """Return a session that nobody ended; it may have reached its own end."""
        statement = select(sessions).where(sessions.c.id_hash == id_hash, sessions.c.revoked_at.is_(None))
        row = self._connection.execute(statement).one_or_none()
        return _session(row) if row else None

    def sessions_of(self, person_id: str) -> tuple[Session, ...]:
        """Return a person's sessions that nobody ended, the one used last first."""
        rows = self._connection.execute(
            select(sessions).where(sessions.c.person_id == person_id, sessions.c.revoked_at.is_(None))
        )
        return tuple(sorted(map(_session, rows), key=lambda one: one.seen_at, reverse=True))

    def note_visit(self, id_hash: str, now: datetime) -> None:
        """Note that a session was used."""
        self._connection.execute(update(sessions).where(sessions.c.id_hash == id_hash).values(seen_at=now))

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

    def revoke_session_named(self, person_id: str, key: str, now: datetime) -> bool:
        """End one of a person's sessions by its key; False when there is none."""
        result = self._connection.execute(
            update(sessions)
            .where(
                sessions.c.person_id == person_id,
                sessions.c.id_hash.startswith(key, autoescape=True),
                sessions.c.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
        return result.rowcount > 0

    def revoke_sessions_of(self, person_id: str, now: datetime, *, but: str = "") -> int:
        """End all sessions of a person but the one with this key; return how many."""
        result = self._connection.execute(
            update(sessions)
            .where(
                sessions.c.person_id == person_id,
                sessions.c.revoked_at.is_(None),
                ~sessions.c.id_hash.startswith(but, autoescape=True) if but else true(),
            )
            .values(revoked_at=now)
        )
        return result.rowcount

    def add_feed_link(self, link: FeedLink) -> None:
        """Store a private calendar link."""
        self._connection.execute(insert(feed_links).values(_values(link)))

    def feed_link(self, link_id: str) -> FeedLink | None:
        """Return a private calendar link by id."""
        row = self._connection.execute(select(feed_links).where(feed_links.c.id == link_id)).one_or_none()
        return FeedLink(**row._mapping) if row else None

    def feed_links_of(self, venue_id: str) -> tuple[FeedLink, ...]:
        """Return the private calendar links of a hall that were not ended."""
        statement = select(feed_links).where(
            feed_links.c.venue_id == venue_id, feed_links.c.revoked_at.is_(None)
        )
        return tuple(FeedLink(**row._mapping) for row in self._connection.execute(statement))

    def revoke_feed_link(self, link_id: str, now: datetime) -> None:
        """End a private calendar link."""
        self._connection.execute(update(feed_links).where(feed_links.c.id == link_id).values(revoked_at=now))


def _session(row: Any) -> Session:
    return Session(
        key=row.id_hash[:KEY_DIGITS],
        person_id=row.person_id,
        way=Way(row.way),
        device=row.device,
        created_at=row.created_at,
        expires_at=row.expires_at,
        seen_at=row.seen_at or row.created_at,
    )


def _values(value: SignInLink | FeedLink) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}
