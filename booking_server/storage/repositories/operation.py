"""What operators watch, counted where it stands: one statement for each figure, for all halls together."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from booking_server.domain.access import CodeAtDoor
from booking_server.domain.operation import Backlog, Messages, Told
from booking_server.storage.tables import (
    access_codes,
    door_codes,
    door_events,
    door_holder_codes,
    door_snapshots,
    doors,
    holder_codes,
    municipalities,
    outbox,
    venues,
    webhook_messages,
    worker_signs,
)
from calendars.period import Period

WORKER = "worker"
WAITS = outbox.c.done_at.is_(None) & outbox.c.parked_at.is_(None)
PARKED = outbox.c.parked_at.is_not(None)

Standing = tuple[str, Told, CodeAtDoor]
"""A door, of a code what matters, and where the code stands at the door."""


class Operation:
    """Counts over everything that is stored: for operators, not for people of one municipality."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def sign(self) -> None:
        """Note that the worker turns."""
        mine = update(worker_signs).where(worker_signs.c.name == WORKER).values(at=self._now)
        if self._connection.execute(mine).rowcount == 0:
            self._connection.execute(insert(worker_signs).values(name=WORKER, at=self._now))

    def last_sign(self) -> datetime | None:
        """Return when the worker turned last; None for never."""
        statement = select(worker_signs.c.at).where(worker_signs.c.name == WORKER)
        return self._connection.execute(statement).scalar_one_or_none()

    def lacking(self) -> dict[str, datetime]:
        """Return since when doors lack the newest codes that were made for them, by door."""
        c = door_snapshots.c
        statement = (
            select(c.door_id, c.made_at)
            .join(doors, doors.c.id == c.door_id)
            .where(c.kind == "creds", c.version > doors.c.applied_creds)
        )
        return {row.door_id: row.made_at for row in self._connection.execute(statement)}

    def places(self) -> dict[str, tuple[str, str]]:
        """Return the addresses of municipality and hall, by door."""
        statement = (
            select(doors.c.id, municipalities.c.slug.label("town"), venues.c.slug.label("hall"))
            .join(venues, venues.c.id == doors.c.venue_id)
            .join(municipalities, municipalities.c.id == venues.c.municipality_id)
        )
        return {row.id: (row.town, row.hall) for row in self._connection.execute(statement)}

    def refused(self, since: datetime) -> Counter[str]:
        """Count the refused codes that were told of since then, by door."""
        statement = (
            select(door_events.c.door_id, func.count().label("times"))
            .where(
                door_events.c.received_at > since,
                door_events.c.type == "access",
                door_events.c.granted.is_(False),
            )
            .group_by(door_events.c.door_id)
        )
        return Counter({row.door_id: row.times for row in self._connection.execute(statement)})

    def unsettled(self, until: datetime) -> Iterator[Standing]:
        """Yield the codes of bookings before `until` that a door may not have acknowledged as they are."""
        yield from self._unsettled(access_codes, door_codes, access_codes.c.revoked_at, until)

    def unsettled_holders(self, until: datetime) -> Iterator[Standing]:
        """Yield the codes held for good of which the same is true, without those that ended by themselves."""
        ended = holder_codes.c.ended_at
        kept = or_(ended.is_(None), holder_codes.c.ending != "expired")
        yield from self._unsettled(holder_codes, door_holder_codes, ended, until, kept)

    def backlog(self, which: ColumnElement[bool]) -> tuple[Backlog, ...]:
        """Count promises that wait (WAITS) or were set aside (PARKED), by kind and hall."""
        c = outbox.c
        town, hall = func.coalesce(municipalities.c.slug, ""), func.coalesce(venues.c.slug, "")
        statement = (
            select(c.kind, town, hall, func.count(), func.min(c.created_at))
            .select_from(
                outbox.outerjoin(venues, venues.c.id == c.subject).outerjoin(
                    municipalities, municipalities.c.id == venues.c.municipality_id
                )
            )
            .where(which)
            .group_by(c.kind, town, hall)
            .order_by(c.kind, town, hall)
        )
        return tuple(Backlog(*row) for row in self._connection.execute(statement))

    def messages(self, *states: str) -> tuple[Messages, ...]:
        """Count the messages to webhooks that stand in these states, by municipality."""
        c = webhook_messages.c
        statement = (
            select(municipalities.c.slug, c.state, func.count())
            .join(municipalities, municipalities.c.id == c.municipality_id)
            .where(c.state.in_(states))
            .group_by(municipalities.c.slug, c.state)
            .order_by(municipalities.c.slug, c.state)
        )
        return tuple(Messages(*row) for row in self._connection.execute(statement))

    def _unsettled(
        self, codes: Any, at_doors: Any, revoked: Any, until: datetime, *more: ColumnElement[bool]
    ) -> Iterator[Standing]:
        """Leave out in SQL what a door surely has; how the rest stands says the rule of the domain."""
        held = and_(at_doors.c.door_id == doors.c.id, at_doors.c.code_id == codes.c.id)
        statement = (
            select(
                doors.c.id,
                codes.c.valid_from,
                codes.c.valid_until,
                revoked.label("revoked_at"),
                at_doors.c.brought_in,
                at_doors.c.removed_in,
                doors.c.applied_creds,
            )
            .join(codes, codes.c.venue_id == doors.c.venue_id)
            .outerjoin(at_doors, held)
            .where(
                codes.c.valid_until > self._now,
                codes.c.valid_from < until,
                or_(
                    revoked.is_not(None),
                    at_doors.c.brought_in.is_(None),
                    at_doors.c.brought_in > doors.c.applied_creds,
                ),
                *more,
            )
        )
        yield from (_standing(row) for row in self._connection.execute(statement))


def _standing(row: Any) -> Standing:
    told = Told(Period(row.valid_from, row.valid_until), row.revoked_at)
    return row.id, told, CodeAtDoor(row.brought_in, row.removed_in, row.applied_creds)
