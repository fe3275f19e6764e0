"""Devices that are to become doors, and the keys of those that did."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from booking_server.domain.enrolments import DoorEnrolment
from booking_server.domain.errors import NotFound
from booking_server.storage.tables import door_enrolments

UNKNOWN = "Diesen Anmelde-Code gibt es nicht. Bitte vergleichen Sie ihn mit dem am Schreibtisch."


class DoorEnrolments:
    """Enrolments of all doors. One of each door counts: the last that was delivered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, enrolment: DoorEnrolment) -> None:
        """Store a new one."""
        self._connection.execute(insert(door_enrolments).values(**asdict(enrolment)))

    def save(self, enrolment: DoorEnrolment) -> None:
        """Store one in its new state."""
        values = asdict(enrolment)
        where = door_enrolments.c.token_id == values.pop("token_id")
        self._connection.execute(update(door_enrolments).where(where).values(**values))

    def locked(self, token_id: str) -> DoorEnrolment:
        """Return one, for changing. Raises NotFound."""
        return self._one(
            select(door_enrolments).where(door_enrolments.c.token_id == token_id).with_for_update()
        )

    def get(self, token_id: str) -> DoorEnrolment:
        """Return one. Raises NotFound."""
        return self._one(select(door_enrolments).where(door_enrolments.c.token_id == token_id))

    def _one(self, statement: Select[Any]) -> DoorEnrolment:
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound(UNKNOWN)
        return _of(row)

    def of_venue(self, venue_id: str) -> tuple[DoorEnrolment, ...]:
        """Return those of a hall, the newest first."""
        statement = (
            select(door_enrolments)
            .where(door_enrolments.c.venue_id == venue_id)
            .order_by(door_enrolments.c.created_at.desc(), door_enrolments.c.token_id)
        )
        return tuple(map(_of, self._connection.execute(statement)))

    def current(self, door_id: str) -> DoorEnrolment | None:
        """Return the one whose device is this door now, for changing; None when there is none."""
        row = self._connection.execute(_confirmed(door_id).with_for_update()).one_or_none()
        return _of(row) if row else None

    def certified(self, door_id: str) -> DoorEnrolment | None:
        """Return the one whose device is this door now, for looking at; None when there is none."""
        row = self._connection.execute(_confirmed(door_id)).one_or_none()
        return _of(row) if row else None

    def end_all(self, door_id: str, *, now: datetime, but: str = "") -> None:
        """End every enrolment of a door except one."""
        self._connection.execute(
            update(door_enrolments)
            .where(
                door_enrolments.c.door_id == door_id,
                door_enrolments.c.token_id != but,
                door_enrolments.c.ended_at.is_(None),
            )
            .values(ended_at=now)
        )


def _confirmed(door_id: str) -> Select[Any]:
    return (
        select(door_enrolments)
        .where(
            door_enrolments.c.door_id == door_id,
            door_enrolments.c.confirmed_at.is_not(None),
            door_enrolments.c.ended_at.is_(None),
        )
        .order_by(door_enrolments.c.confirmed_at.desc())
        .limit(1)
    )


def _of(row: Row[Any]) -> DoorEnrolment:
    return DoorEnrolment(**row._mapping)
