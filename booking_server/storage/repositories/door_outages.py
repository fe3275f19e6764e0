"""Doors of which it was told that they are away."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from booking_server.storage.tables import door_outages


class DoorOutages:
    """Since when a door has not been heard of, as far as anybody was told."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def known(self) -> frozenset[str]:
        """Return the doors that are known to be away."""
        return frozenset(self._connection.execute(select(door_outages.c.door_id)).scalars())

    def begin(self, door_id: str) -> None:
        """Note that a door is away."""
        self._connection.execute(insert(door_outages).values(door_id=door_id, since=self._now))

    def end(self, door_id: str) -> None:
        """Note that a door is back."""
        self._connection.execute(delete(door_outages).where(door_outages.c.door_id == door_id))
