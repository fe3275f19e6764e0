"""Calendars of clubs and schools, what they say, and what somebody is looking at before they take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from booking_server.domain.errors import NotFound, TransitionNotAllowed
from booking_server.domain.foreign_calendars import ForeignCalendar, ForeignTime, Mode, TimeState
from booking_server.storage.tables import foreign_calendars, foreign_drafts, foreign_times
from calendars.period import Period

DRAFTS_KEPT_FOR = timedelta(hours=12)
_FIELDS = tuple(column.name for column in foreign_calendars.c if column.name not in ("spaces", "url_cipher"))


@dataclass(frozen=True, slots=True)
class ForeignDraft:
    """A calendar somebody looked at; its content is encrypted, and tells which hall and spaces it is for."""

    id: str
    municipality_id: str
    person_id: str
    venue_id: str
    content_cipher: bytes


class ForeignCalendars:
    """What calendars of others are known, and what they say."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, calendar: ForeignCalendar, *, url_cipher: bytes | None) -> None:
        """Store a new calendar."""
        row = {**_row(calendar), "url_cipher": url_cipher}
        self._connection.execute(insert(foreign_calendars).values(row))

    def save(self, calendar: ForeignCalendar) -> None:
        """Store what changed of a calendar."""
        where = foreign_calendars.c.id == calendar.id
        self._connection.execute(update(foreign_calendars).where(where).values(_row(calendar)))

    def get(self, calendar_id: str) -> ForeignCalendar:
        """Return one calendar. Raises NotFound."""
        statement = select(foreign_calendars).where(foreign_calendars.c.id == calendar_id)
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("Diesen Kalender gibt es hier nicht.")
        return _calendar(row)

    def find(self, calendar_id: str) -> ForeignCalendar | None:
        """Return one calendar, None where there is none (any more)."""
        statement = select(foreign_calendars).where(foreign_calendars.c.id == calendar_id)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else _calendar(row)

    def url_cipher(self, calendar_id: str) -> bytes:
        """Return the encrypted address of a calendar, empty when it was brought as a file."""
        statement = select(foreign_calendars.c.url_cipher).where(foreign_calendars.c.id == calendar_id)
        return self._connection.execute(statement).scalar() or b""

    def forget_url(self, calendar_id: str) -> None:
        """Delete the address of a calendar."""
        where = foreign_calendars.c.id == calendar_id
        self._connection.execute(update(foreign_calendars).where(where).values(url_cipher=None))

    def of_venues(self, venue_ids: Sequence[str]) -> tuple[ForeignCalendar, ...]:
        """Return the calendars of some halls that have not ended, by title."""
        statement = (
            select(foreign_calendars)
            .where(foreign_calendars.c.venue_id.in_(venue_ids), foreign_calendars.c.ended_at.is_(None))
            .order_by(foreign_calendars.c.title, foreign_calendars.c.id)
        )
        return tuple(map(_calendar, self._connection.execute(statement)))

    def claim_due(self, lease: timedelta) -> ForeignCalendar | None:
        """Return a calendar whose time to be fetched has come and keep others from it for a while."""
        due = foreign_calendars.c.due_at <= self._now
        statement = select(foreign_calendars).where(due).order_by(foreign_calendars.c.due_at).limit(1)
        row = self._connection.execute(statement.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        where = foreign_calendars.c.id == row.id
        leased = {"due_at": self._now + lease}
        self._connection.execute(update(foreign_calendars).where(where).values(leased))
        return _calendar(row)

    def times(self, calendar_id: str) -> tuple[ForeignTime, ...]:
        """Return what a calendar said last, by start."""
        statement = (
            select(foreign_times)
            .where(foreign_times.c.calendar_id == calendar_id)
            .order_by(foreign_times.c.starts_at, foreign_times.c.id)
        )
        return tuple(map(_time, self._connection.execute(statement)))

    def time(self, calendar_id: str, time_id: str) -> ForeignTime:
        """Return one time of a calendar. Raises NotFound."""
        mine = (foreign_times.c.id == time_id) & (foreign_times.c.calendar_id == calendar_id)
        row = self._connection.execute(select(foreign_times).where(mine)).one_or_none()
        if row is None:
            raise NotFound("Diesen Termin gibt es in dem Kalender nicht mehr.")
        return _time(row)

    def replace_times(
        self, calendar: ForeignCalendar, before: Sequence[ForeignTime], after: Sequence[ForeignTime]
    ) -> int:
        """Store what a calendar says now; rows that say the same are not touched. Return how many changed."""
        old = {one.id: one for one in before}
        new = {one.id: one for one in after}
        gone = [one for one in old if one not in new]
        added = [_time_row(one, calendar) for one in after if one.id not in old]
        changed = [one for one in after if one.id in old and old[one.id] != one]
        for at in range(0, len(gone), 500):
            these = foreign_times.c.id.in_(gone[at : at + 500])
            self._connection.execute(delete(foreign_times).where(these))
        if added:
            self._connection.execute(insert(foreign_times), added)
        for one in changed:
            where = foreign_times.c.id == one.id
            self._connection.execute(update(foreign_times).where(where).values(_time_row(one, calendar)))
        return len(gone) + len(added) + len(changed)

    def add_draft(self, draft: ForeignDraft) -> None:
        """Keep a calendar until its person takes it."""
        old = foreign_drafts.c.created_at < self._now - DRAFTS_KEPT_FOR
        self._connection.execute(delete(foreign_drafts).where(old))
        row = {name: getattr(draft, name) for name in ForeignDraft.__slots__}
        self._connection.execute(insert(foreign_drafts).values({**row, "created_at": self._now}))

    def take_draft(self, draft_id: str, person_id: str, venue_id: str) -> ForeignDraft:
        """Return a person's draft and forget it. Raises TransitionNotAllowed when there is none any more."""
        mine = (
            (foreign_drafts.c.id == draft_id)
            & (foreign_drafts.c.person_id == person_id)
            & (foreign_drafts.c.venue_id == venue_id)
        )
        row = self._connection.execute(select(foreign_drafts).where(mine).with_for_update()).one_or_none()
        if row is None:
            raise TransitionNotAllowed("Dieser Kalender wurde schon übernommen. Bitte sehen Sie ihn neu an.")
        self._connection.execute(delete(foreign_drafts).where(mine))
        return ForeignDraft(row.id, row.municipality_id, row.person_id, row.venue_id, row.content_cipher)


def _row(calendar: ForeignCalendar) -> dict[str, Any]:
    values = {name: getattr(calendar, name) for name in _FIELDS}
    notes = [list(note) for note in calendar.notes]
    return {**values, "mode": calendar.mode.value, "spaces": list(calendar.space_slugs), "notes": notes}


def _calendar(row: Any) -> ForeignCalendar:
    values = {name: getattr(row, name) for name in _FIELDS}
    values["notes"] = tuple((code, title, fact) for code, title, fact in row.notes)
    return ForeignCalendar(**{**values, "mode": Mode(row.mode)}, space_slugs=tuple(row.spaces))


def _time_row(one: ForeignTime, calendar: ForeignCalendar) -> dict[str, Any]:
    return {
        "id": one.id,
        "calendar_id": calendar.id,
        "municipality_id": calendar.municipality_id,
        "uid": one.uid,
        "summary": one.summary,
        "starts_at": one.period.start,
        "ends_at": one.period.end,
        "whole_days": one.is_whole_days,
        "state": one.state.value,
        "booking_id": one.booking_id,
    }


def _time(row: Any) -> ForeignTime:
    return ForeignTime(
        id=row.id,
        calendar_id=row.calendar_id,
        uid=row.uid,
        summary=row.summary,
        period=Period(row.starts_at, row.ends_at),
        state=TimeState(row.state),
        is_whole_days=row.whole_days,
        booking_id=row.booking_id,
    )
