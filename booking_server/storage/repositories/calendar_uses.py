"""Bookings as calendars read them: only the columns they tell of, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from booking_server.domain.bookings import BookingStatus, Organizer
from booking_server.domain.calendar_uses import CalendarUse
from booking_server.storage.repositories.occupancy import LONGEST_OCCUPANCY
from booking_server.storage.tables import booking_spaces, bookings
from calendars.period import Period

_SHOWN = (BookingStatus.REQUESTED.value, BookingStatus.CONFIRMED.value)
_GONE = (BookingStatus.CANCELLED.value, BookingStatus.REJECTED.value)
_STATUSES = {status.value: status for status in BookingStatus}
_COLUMNS = select(
    bookings.c.id,
    bookings.c.venue_id,
    bookings.c.status,
    bookings.c.starts_at,
    bookings.c.ends_at,
    bookings.c.source,
    bookings.c.occasion,
    bookings.c.public_title,
    bookings.c.organizer_name,
    bookings.c.organizer_email,
    bookings.c.organizer_phone,
    bookings.c.persons,
    bookings.c.created_at,
    bookings.c.updated_at,
    bookings.c.sequence,
    bookings.c.series_id,
    select(func.aggregate_strings(booking_spaces.c.space_id, " "))
    .where(booking_spaces.c.booking_id == bookings.c.id)
    .scalar_subquery(),
)
Place = tuple[datetime, str]
"""Start and id of the last use seen: neither ever changes, so none is left out or comes twice."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which uses a calendar shows: requested and confirmed ones that end after `since`.

    Those cancelled, rejected or run out after `gone_since` come along, so that subscribers learn of it.
    `until` bounds the start, `space_ids` the spaces they take; None is no bound. With `only_titled` those
    alone whose organizer chose to publish a title.
    """

    since: datetime
    gone_since: datetime
    until: datetime | None = None
    space_ids: tuple[str, ...] | None = None
    only_titled: bool = False

    @property
    def of_any_time(self) -> ColumnElement[bool]:
        """What holds for the dates of a series, however long ago they were."""
        # What ran out was a request if it had an organizer, else a hold, which nobody was told of.
        ran_out = (bookings.c.status == BookingStatus.EXPIRED.value) & (bookings.c.organizer_name != "")
        gone = or_(bookings.c.status.in_(_GONE), ran_out)
        told = or_(bookings.c.status.in_(_SHOWN), gone & (bookings.c.updated_at >= self.gone_since))
        if self.only_titled:
            told &= bookings.c.public_title != ""
        if self.space_ids is None:
            return told
        taking = select(booking_spaces.c.booking_id).where(
            booking_spaces.c.booking_id == bookings.c.id, booking_spaces.c.space_id.in_(self.space_ids)
        )
        return told & taking.exists()

    @property
    def within(self) -> ColumnElement[bool]:
        """What holds for a single use."""
        before_end = bookings.c.starts_at < self.until if self.until else true()
        return and_(self.of_any_time, bookings.c.ends_at > self.since, before_end)


class CalendarUses:
    """What calendars tell of bookings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self, venue_id: str, shown: Shown, *, after: Place | None, limit: int
    ) -> tuple[CalendarUse, ...]:
        """Return a page of what a calendar of a hall shows, by start and id."""
        start, last_id = after or (shown.since - LONGEST_OCCUPANCY, "")
        statement = (
            _COLUMNS.where(
                bookings.c.venue_id == venue_id,
                bookings.c.starts_at >= start,
                or_(bookings.c.starts_at > start, bookings.c.id > last_id),
                shown.within,
            )
            .order_by(bookings.c.starts_at, bookings.c.id)
            .limit(limit)
        )
        return self._read(statement)

    def some(self, venue_id: str, shown: Shown, ids: Sequence[str]) -> tuple[CalendarUse, ...]:
        """Return those of some uses that a calendar of a hall shows."""
        return self._read(
            _COLUMNS.where(bookings.c.venue_id == venue_id, bookings.c.id.in_(ids), shown.within)
        )

    def of_series(self, series_id: str, shown: Shown) -> tuple[CalendarUse, ...]:
        """Return the uses of a series that a calendar shows, also those from before it begins."""
        return self._read(_COLUMNS.where(bookings.c.series_id == series_id, shown.of_any_time))

    def ever_of_series(self, series_id: str) -> tuple[CalendarUse, ...]:
        """Return every use a series ever had, whatever became of it."""
        return self._read(_COLUMNS.where(bookings.c.series_id == series_id))

    def changes_of_series(self, series_id: str) -> int:
        """Return how often anything about a series' bookings changed: it only ever grows."""
        statement = select(func.count(), func.coalesce(func.sum(bookings.c.sequence), 0)).where(
            bookings.c.series_id == series_id
        )
        count, changes = self._connection.execute(statement).one()
        return int(count) + int(changes)

    def _read(self, statement: Select[Any]) -> tuple[CalendarUse, ...]:
        return tuple(map(_use, self._connection.execute(statement).all()))


@lru_cache(maxsize=1024)
def _spaces(told: str | None) -> tuple[str, ...]:
    return tuple(sorted((told or "").split()))


def _use(row: Any) -> CalendarUse:
    """Rows are taken apart at once: looking up sixteen names in each costs as much as the query."""
    key, venue_id, status, start, end, source, occasion, title, name, email, phone, *rest = row
    persons, created_at, updated_at, sequence, series_id, spaces = rest
    return CalendarUse(
        key,
        venue_id,
        _spaces(spaces),
        Period(start, end),
        _STATUSES[status],
        source,
        occasion,
        title,
        Organizer(name, email, phone),
        persons,
        created_at,
        updated_at,
        sequence,
        series_id,
    )
