"""Looking into the audit log: page by page, the newest first, along its index by municipality and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from booking_server.storage.tables import (
    audit,
    audit_texts,
    bookings,
    defects,
    disruptions,
    doors,
    feed_links,
    foreign_calendars,
    holder_codes,
    series,
    waiting,
)
from calendars.period import Period

OF_A_HALL = (
    bookings,
    series,
    doors,
    defects,
    foreign_calendars,
    holder_codes,
    feed_links,
    waiting,
    disruptions,
)
"""Tables whose rows a deed may be about and that name their hall."""

Place = tuple[datetime, int]
"""Time and number of the last row of a page."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is looked for in a municipality; what is None or empty does not narrow it."""

    municipality_id: str
    within: Period
    actor: str = ""
    actions: tuple[str, ...] = ()
    venue_id: str | None = None


class AuditReading:
    """The rows of the log; nothing here writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def place_of(self, number: int) -> Place | None:
        """Return where a row stands; None for one that nobody here may see."""
        row = self._connection.execute(select(audit.c.at).where(audit.c.id == number)).one_or_none()
        return (row.at, number) if row else None

    def page(self, query: AuditQuery, *, after: Place | None, limit: int) -> tuple[Any, ...]:
        """Return rows that fit, the newest first, after a place on the way back."""
        a = audit.c
        wanted = [
            a.municipality_id == query.municipality_id,
            a.at >= query.within.start,
            a.at < query.within.end,
        ]
        if after is not None:
            at, number = after
            wanted += [a.at <= at, or_(a.at < at, a.id < number)]
        if query.actor:
            wanted.append(a.actor == query.actor)
        if query.actions:
            wanted.append(a.action.in_(query.actions))
        if query.venue_id is not None:
            wanted.append(_about(query.venue_id))
        statement = select(audit).where(and_(*wanted)).order_by(a.at.desc(), a.id.desc()).limit(limit)
        return tuple(self._connection.execute(statement))

    def halls_of(self, subjects: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return of what deeds are about the table and the hall, where they name one."""
        found: dict[str, tuple[str, str]] = {}
        for table in OF_A_HALL:
            statement = select(table.c.id, table.c.venue_id).where(table.c.id.in_(subjects))
            found |= {key: (table.name, hall) for key, hall in self._connection.execute(statement)}
        return found

    def texts(self, text_ids: Sequence[str]) -> dict[str, str]:
        """Return what somebody wrote as a reason, as far as it is still kept."""
        statement = select(audit_texts.c.id, audit_texts.c.text).where(audit_texts.c.id.in_(text_ids))
        return {row.id: row.text for row in self._connection.execute(statement)}


def _about(venue_id: str) -> ColumnElement[bool]:
    """Return the condition under which a deed is about a hall or something of it."""
    subject = audit.c.subject
    inside = (
        select(table.c.id).where(table.c.id == subject, table.c.venue_id == venue_id).exists()
        for table in OF_A_HALL
    )
    return or_(subject == venue_id, *inside)
