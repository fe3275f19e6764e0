"""Door devices and the snapshots made for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from booking_server.domain.credentials import Heard
from booking_server.domain.doors import Door
from booking_server.domain.errors import NotFound
from booking_server.storage.tables import door_codes, door_holder_codes, door_snapshots, doors, venues


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """The newest snapshot of one kind made for one door, as it was signed.

    `covers_until` is how far ahead its credentials reach.
    """

    door_id: str
    kind: str
    version: int
    etag: str
    envelope: bytes
    made_at: datetime
    covers_until: datetime


class Doors:
    """The doors of all halls."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, door: Door) -> None:
        """Store a newly enrolled door."""
        self._connection.execute(
            insert(doors).values(
                id=door.id,
                venue_id=door.venue_id,
                number=door.number,
                name=door.name,
                epoch=door.epoch,
                salt=door.salt,
            )
        )

    def get(self, door_id: str) -> Door:
        """Return one door. Raises NotFound."""
        found = self._doors(_joined().where(doors.c.id == door_id))
        if not found:
            raise NotFound("Diese Tür ist nicht bekannt.")
        return found[0]

    def all(self) -> tuple[Door, ...]:
        """Return every door by id."""
        return self._doors(_joined().order_by(doors.c.id))

    def of_venue(self, venue_id: str) -> tuple[Door, ...]:
        """Return the doors of a hall by number."""
        return self._doors(_joined().where(doors.c.venue_id == venue_id).order_by(doors.c.number))

    def halls_reached_by(self, via: str) -> tuple[str, ...]:
        """Return the halls of which a door came this way last."""
        statement = select(doors.c.venue_id).where(doors.c.via == via).distinct()
        return tuple(self._connection.execute(statement).scalars())

    def note(self, door_id: str, **reported: Any) -> None:
        """Store what a door reported, by column name."""
        self._connection.execute(update(doors).where(doors.c.id == door_id).values(**reported))

    def begin_anew(self, door_id: str, *, epoch: int, salt: bytes) -> None:
        """Let another device be this door: nothing of the old one counts any more."""
        for table in (door_codes, door_holder_codes):
            self._connection.execute(delete(table).where(table.c.door_id == door_id))
        fresh = {"applied_cfg": 0, "applied_creds": 0, "reports_online": False, "session": "", "clock": ""}
        fresh |= {"mode": "secured", "hold_until": None, "contact": "unknown", "pin_off": False}
        fresh |= {"via": "", "signs": False, "heard": 0, "report_number": 0, "rival_at": None}
        self.note(door_id, epoch=epoch, salt=salt, boot=0, outbox_depth=0, agent_version="", **fresh)

    def snapshot(self, door_id: str, kind: str) -> StoredSnapshot | None:
        """Return the newest snapshot of a kind for a door."""
        row = self._connection.execute(
            select(door_snapshots).where(door_snapshots.c.door_id == door_id, door_snapshots.c.kind == kind)
        ).one_or_none()
        return StoredSnapshot(**row._mapping) if row else None

    def heard(self, venue_id: str) -> dict[str, Heard]:
        """Return by door what it acknowledged last of its credentials; none that lacks the newest of them."""
        s = door_snapshots.c
        statement = (
            select(s.door_id, s.made_at, s.covers_until)
            .join(doors, doors.c.id == s.door_id)
            .where(doors.c.venue_id == venue_id, s.kind == "creds", doors.c.applied_creds >= s.version)
        )
        found = self._connection.execute(statement)
        return {row.door_id: Heard(row.made_at, row.covers_until) for row in found}

    def store_snapshot(self, snapshot: StoredSnapshot) -> None:
        """Store a snapshot in place of the one before."""
        values = {name: getattr(snapshot, name) for name in StoredSnapshot.__slots__}
        where = (door_snapshots.c.door_id == snapshot.door_id) & (door_snapshots.c.kind == snapshot.kind)
        if self._connection.execute(update(door_snapshots).where(where).values(values)).rowcount == 0:
            self._connection.execute(insert(door_snapshots).values(values))

    def _doors(self, statement: Select[Any]) -> tuple[Door, ...]:
        return tuple(Door(**row._mapping) for row in self._connection.execute(statement))


def _joined() -> Select[Any]:
    return select(doors, venues.c.municipality_id).join(venues, venues.c.id == doors.c.venue_id)
