"""Which bookings are credentials that other booking systems asked for."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from booking_server.domain.bookings import BookingStatus
from booking_server.domain.credentials import Credential
from booking_server.domain.errors import NotFound
from booking_server.storage.tables import access_codes, bookings, credentials


class Credentials:
    """The credentials of each municipality; what changes of them is their booking."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, credential: Credential) -> None:
        """Store a new credential."""
        row = {name: getattr(credential, name) for name in Credential.__slots__}
        self._connection.execute(insert(credentials).values(row))

    def take_over(self, credential: Credential) -> None:
        """Store whose a credential is now."""
        mine = credentials.c.id == credential.id
        self._connection.execute(update(credentials).where(mine).values(key_id=credential.key_id))

    def get(self, credential_id: str) -> Credential:
        """Return one credential. Raises NotFound."""
        found = self.find(credential_id)
        if found is None:
            raise NotFound("Diesen Code gibt es hier nicht.")
        return found

    def find(self, booking_id: str | None) -> Credential | None:
        """Return the credential a booking stands for; None for a booking of people."""
        mine = credentials.c.id == booking_id
        row = self._connection.execute(select(credentials).where(mine)).one_or_none()
        return _credential(row) if row else None

    def among(self, booking_ids: Collection[str]) -> frozenset[str]:
        """Return those of some bookings that stand for a credential."""
        statement = select(credentials.c.id).where(credentials.c.id.in_(set(booking_ids)))
        return frozenset(self._connection.execute(statement).scalars())

    def standing_of(self, key_ids: Collection[str], now: datetime) -> Counter[str]:
        """Count by key the credentials that open a door now or later."""
        statement = (
            select(credentials.c.key_id, func.count().label("times"))
            .join(bookings, bookings.c.id == credentials.c.id)
            .where(
                credentials.c.key_id.in_(key_ids),
                bookings.c.status == BookingStatus.CONFIRMED.value,
                bookings.c.ends_at > now,
            )
            .group_by(credentials.c.key_id)
        )
        return Counter({row.key_id: row.times for row in self._connection.execute(statement)})

    def codes_at(self, venue_id: str, now: datetime) -> int:
        """Return how many codes of credentials the doors of a hall must know of, ended ones with them."""
        statement = (
            select(func.count())
            .select_from(access_codes.join(credentials, credentials.c.id == access_codes.c.booking_id))
            .where(access_codes.c.venue_id == venue_id, access_codes.c.valid_until > now)
        )
        return self._connection.execute(statement).scalar_one()

    def page(
        self, municipality_id: str, *, venue_id: str | None, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[Credential]:
        """Return credentials of a municipality, the oldest first: those of one page, and one more."""
        c = credentials.c
        statement: Select[Any] = select(credentials).where(c.municipality_id == municipality_id)
        if venue_id is not None:
            statement = statement.where(c.venue_id == venue_id)
        if after is not None:
            made, last = after
            statement = statement.where((c.created_at > made) | ((c.created_at == made) & (c.id > last)))
        found = self._connection.execute(statement.order_by(c.created_at, c.id).limit(limit + 1))
        return tuple(_credential(row) for row in found)


def _credential(row: Any) -> Credential:
    return Credential(**row._mapping)
