"""Keys of the interface for other programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from booking_server.domain.api_keys import ApiKey, KeyScope
from booking_server.domain.errors import NotFound
from booking_server.storage.tables import api_keys


class ApiKeys:
    """Every key ever given; an ended one stays, so that the audit log keeps making sense."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, key: ApiKey, secret_hash: bytes) -> None:
        """Store a new key."""
        row = {name: getattr(key, name) for name in ApiKey.__slots__} | {"scopes": sorted(key.scopes)}
        self._connection.execute(insert(api_keys).values(**row, secret_hash=secret_hash))

    def get(self, key_id: str) -> ApiKey:
        """Return one key. Raises NotFound."""
        row = self._connection.execute(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
        if row is None:
            raise NotFound("Diesen Zugang gibt es nicht.")
        return _key(row)

    def live_with_hash(self, key_id: str) -> tuple[ApiKey, bytes] | None:
        """Return a key that was not ended, and the hash of its secret."""
        statement = select(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        row = self._connection.execute(statement).one_or_none()
        return (_key(row), bytes(row.secret_hash)) if row else None

    def of_towns(self, municipality_ids: Sequence[str]) -> tuple[ApiKey, ...]:
        """Return the keys of some municipalities: the live ones first, then by name."""
        statement = select(api_keys).where(api_keys.c.municipality_id.in_(list(municipality_ids)))
        found = map(_key, self._connection.execute(statement))
        return tuple(sorted(found, key=lambda key: (not key.is_live, key.name.casefold(), key.id)))

    def note_use(self, key_id: str) -> None:
        """Note that a key was used just now."""
        mine = api_keys.c.id == key_id
        self._connection.execute(update(api_keys).where(mine).values(last_used_at=self._now))

    def revoke(self, key_id: str) -> bool:
        """End a key; tell whether it was live."""
        live = (api_keys.c.id == key_id) & api_keys.c.revoked_at.is_(None)
        return (
            self._connection.execute(update(api_keys).where(live).values(revoked_at=self._now)).rowcount > 0
        )


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        municipality_id=row.municipality_id,
        name=row.name,
        scopes=frozenset(KeyScope(one) for one in row.scopes if one in list(KeyScope)),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
