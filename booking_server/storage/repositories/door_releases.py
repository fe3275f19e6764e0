"""Which release of the door program each hall may have."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from booking_server.storage.tables import door_releases


class DoorReleases:
    """One number a hall: the newest its doors may fetch."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def allow(self, venue_id: str, number: int) -> None:
        """Let the doors of a hall have the release `number`, in place of another."""
        self._connection.execute(delete(door_releases).where(door_releases.c.venue_id == venue_id))
        self._connection.execute(
            insert(door_releases).values(venue_id=venue_id, number=number, allowed_at=self._now)
        )

    def allowed(self) -> Mapping[str, int]:
        """Return the numbers by hall."""
        rows = self._connection.execute(select(door_releases.c.venue_id, door_releases.c.number))
        return {row.venue_id: int(row.number) for row in rows}
