"""Sessions of doors that come over HTTPS: one for each way, the newest counts."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select, update

from booking_server.storage.tables import door_sessions, doors


@dataclass(frozen=True, slots=True)
class DoorSession:
    """The session of a door on one way. `opened_ms`: when its challenge was made; `number`: the last used."""

    door_id: str
    way: str
    challenge: str
    opened_ms: int
    number: int


class DoorSessions:
    """The sessions of all doors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def locked(self, door_id: str, way: str) -> DoorSession | None:
        """Return a session, for changing: until the end of the transaction nobody else takes this door's."""
        self._connection.execute(select(doors.c.id).where(doors.c.id == door_id).with_for_update())
        return self.find(door_id, way)

    def find(self, door_id: str, way: str) -> DoorSession | None:
        """Return a session as it stands."""
        row = self._connection.execute(
            select(door_sessions).where(door_sessions.c.door_id == door_id, door_sessions.c.way == way)
        ).one_or_none()
        return DoorSession(**row._mapping) if row else None

    def save(self, session: DoorSession) -> None:
        """Store a session in place of the one before."""
        where = (door_sessions.c.door_id == session.door_id) & (door_sessions.c.way == session.way)
        values = asdict(session)
        if self._connection.execute(update(door_sessions).where(where).values(values)).rowcount == 0:
            self._connection.execute(insert(door_sessions).values(values))

    def end(self, door_id: str) -> None:
        """End every session of a door."""
        self._connection.execute(delete(door_sessions).where(door_sessions.c.door_id == door_id))
