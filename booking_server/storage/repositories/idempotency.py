"""Idempotency keys: the same key with the same request yields the same booking."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from booking_server.domain.errors import KeyReused
from booking_server.storage.tables import idempotency_keys

_BY_KEY = select(idempotency_keys).where(idempotency_keys.c.key == bindparam("key"))
_ADD = insert(idempotency_keys)


class IdempotencyKeys:
    """Which key made which booking."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def booking_for(self, key: str, request_hash: str) -> str | None:
        """Return the booking this key made. Raises KeyReused when the request was another one."""
        row = self._connection.execute(_BY_KEY, {"key": key}).one_or_none()
        if row is None:
            return None
        if row.request_hash != request_hash:
            raise KeyReused("Dieser Idempotency-Key wurde schon für eine andere Anfrage benutzt.")
        return str(row.booking_id)

    def remember(self, key: str, request_hash: str, booking_id: str) -> None:
        """Tie a key to the booking it made."""
        self._connection.execute(
            _ADD,
            [{"key": key, "request_hash": request_hash, "booking_id": booking_id, "created_at": self._now}],
        )
