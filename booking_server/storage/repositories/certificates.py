"""Certificates of devices: which ones were given out, and which ended before their time."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from booking_server.storage.tables import certificates


class Certificates:
    """The certificates of all devices, by serial number."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, door_id: str, serial: int, expires_at: datetime) -> None:
        """Note a certificate that is given out."""
        self._connection.execute(
            insert(certificates).values(
                serial=f"{serial:x}", door_id=door_id, issued_at=self._now, expires_at=expires_at
            )
        )

    def revoke(self, door_id: str) -> None:
        """End every certificate of a device now."""
        where = (certificates.c.door_id == door_id) & certificates.c.revoked_at.is_(None)
        self._connection.execute(update(certificates).where(where).values(revoked_at=self._now))

    def revoked(self) -> list[tuple[int, datetime]]:
        """Return what ended before its time and would still count otherwise: serial number and moment."""
        rows = self._connection.execute(
            select(certificates.c.serial, certificates.c.revoked_at)
            .where(certificates.c.revoked_at.is_not(None), certificates.c.expires_at > self._now)
            .order_by(certificates.c.revoked_at, certificates.c.serial)
        )
        return [(int(row.serial, 16), row.revoked_at) for row in rows]
