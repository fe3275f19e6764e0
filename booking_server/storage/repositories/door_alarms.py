"""Which alarms of which door people were told of, and when."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from booking_server.storage.tables import door_alarms


class DoorAlarms:
    """When somebody was last written to, by door and kind of alarm."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def is_news(self, door_id: str, kind: str, quiet: timedelta) -> bool:
        """Note that people are told now; return False when they were within `quiet`: then they are not."""
        same = (door_alarms.c.door_id == door_id) & (door_alarms.c.kind == kind)
        told = self._connection.execute(select(door_alarms.c.told_at).where(same)).scalar_one_or_none()
        if told is not None and self._now - told < quiet:
            return False
        if told is None:
            values = {"door_id": door_id, "kind": kind, "told_at": self._now}
            self._connection.execute(insert(door_alarms).values(values))
        else:
            self._connection.execute(update(door_alarms).where(same).values(told_at=self._now))
        return True
