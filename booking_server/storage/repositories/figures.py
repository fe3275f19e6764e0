"""Rows that figures are made from: one range of an index each, and nothing of who it was."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, case, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from booking_server.domain.bookings import BLACKOUT, WITHOUT_ORGANIZER, BookingStatus
from booking_server.domain.figures.usage import Use
from booking_server.domain.figures.visits import Visits
from booking_server.domain.money.deposits import MoveKind, Way
from booking_server.storage.tables import (
    access_codes,
    bookings,
    deposit_moves,
    deposits,
    door_absences,
    door_events,
    doors,
    invoices,
    payments,
    visit_counts,
)
from calendars.period import Period

LONGEST_USE = timedelta(days=32)
"""A use over a month is not a booking."""


class Figures:
    """What was counted and measured in halls."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def uses(self, venue_ids: Sequence[str], within: Period) -> tuple[Use, ...]:
        """Return the confirmed uses of some halls that touch a period; closed times are none."""
        return tuple(use for use, source in self._uses(venue_ids, within) if source != BLACKOUT)

    def uses_of_people(self, venue_ids: Sequence[str], within: Period) -> tuple[Use, ...]:
        """Return of them those somebody booked here and said for how many.

        Behind a credential or a foreign calendar stands nobody who was counted: such uses would make up a
        group around a single one that somebody made.
        """
        found = self._uses(venue_ids, within)
        return tuple(use for use, source in found if source not in WITHOUT_ORGANIZER and use.persons > 0)

    def _uses(self, venue_ids: Sequence[str], within: Period) -> Iterator[tuple[Use, str]]:
        # The status is looked at afterwards: with it here SQLite walks through all bookings ever confirmed.
        b = bookings.c
        statement = select(b.venue_id, b.starts_at, b.ends_at, b.persons, b.status, b.source).where(
            b.venue_id.in_(venue_ids),
            b.starts_at >= within.start - LONGEST_USE,
            b.starts_at < within.end,
        )
        for hall, start, end, persons, status, source in self._connection.execute(statement):
            if status == BookingStatus.CONFIRMED.value and end > within.start:
                yield Use(hall, Period(start, end), persons), source

    def visits(self, venue_ids: Sequence[str], within: Period, now: datetime) -> dict[str, Visits]:
        """Return of each hall how many uses of a period are over and had a code, and how many came.

        Where no door tells who comes, nobody stayed away.
        """
        b, e = bookings.c, door_events.c
        opened = select(e.seq).where(e.booking_id == b.id, e.granted.is_(True)).exists()
        coded = select(access_codes.c.id).where(access_codes.c.booking_id == b.id).exists()
        watched = select(doors.c.id).where(doors.c.venue_id == b.venue_id).exists()
        ended = (b.ends_at <= now) & coded & watched & (b.status == BookingStatus.CONFIRMED.value)
        statement = (
            select(b.venue_id, func.count(), func.sum(case((opened, 1), else_=0)))
            .where(b.venue_id.in_(venue_ids), b.starts_at >= within.start, b.starts_at < within.end, ended)
            .group_by(b.venue_id)
        )
        found = {
            hall: Visits(int(uses), int(came)) for hall, uses, came in self._connection.execute(statement)
        }
        return {hall: found.get(hall, Visits()) for hall in venue_ids}

    def counted_visits(self, venue_ids: Sequence[str], months: Sequence[str]) -> dict[str, Visits]:
        """Return by month what was counted before the events were gone; only months that were."""
        c = visit_counts.c
        statement = (
            select(c.month, func.sum(c.uses), func.sum(c.came))
            .where(c.venue_id.in_(venue_ids), c.month.in_(months))
            .group_by(c.month)
        )
        return {
            month: Visits(int(uses), int(came)) for month, uses, came in self._connection.execute(statement)
        }

    def count_visits(self, venue_id: str, month: str, visits: Visits) -> None:
        """Store what was counted of a hall in a month, in place of an earlier count."""
        c = visit_counts.c
        values = {"uses": visits.uses, "came": visits.came}
        mine = update(visit_counts).where(c.venue_id == venue_id, c.month == month).values(values)
        if self._connection.execute(mine).rowcount == 0:
            row = {"venue_id": venue_id, "month": month, **values}
            self._connection.execute(insert(visit_counts).values(row))

    def watched(self, venue_ids: Sequence[str]) -> tuple[tuple[str, datetime, datetime | None], ...]:
        """Return the doors of some halls that are watched: since when, and when they were heard last."""
        statement = select(doors.c.id, doors.c.watched_since, doors.c.last_seen_at).where(
            doors.c.venue_id.in_(venue_ids), doors.c.watched_since.is_not(None)
        )
        return tuple((door_id, since, seen) for door_id, since, seen in self._connection.execute(statement))

    def absences(self, door_ids: Sequence[str], within: Period) -> dict[str, tuple[Period, ...]]:
        """Return when doors were away and came back, as far as it touches a period."""
        a = door_absences.c
        statement = (
            select(a.door_id, a.since, a.until)
            .where(a.door_id.in_(door_ids), a.until > within.start, a.since < within.end)
            .order_by(a.door_id, a.since)
        )
        away: dict[str, list[Period]] = {door_id: [] for door_id in door_ids}
        for door_id, start, end in self._connection.execute(statement):
            away[door_id].append(Period(start, end))
        return {door_id: tuple(stretches) for door_id, stretches in away.items()}

    def was_away(self, door_id: str, stretch: Period) -> None:
        """Note that a door was away and is back."""
        row = {"door_id": door_id, "since": stretch.start, "until": stretch.end}
        is_sqlite = self._connection.dialect.name == "sqlite"
        base = sqlite.insert(door_absences) if is_sqlite else postgresql.insert(door_absences)
        self._connection.execute(
            base.values(row).on_conflict_do_nothing()
        )  # two messages at once, one return

    def billed(
        self, municipality_id: str, venue_ids: Sequence[str], first: date, last: date
    ) -> tuple[tuple[datetime, int], ...]:
        """Return when how many cents were billed, from year to year; a cancelled bill comes twice."""
        i = invoices.c
        statement = select(i.issued_at, i.total_cents).where(
            i.municipality_id == municipality_id,
            i.year.between(first.year, last.year),
            i.venue_id.in_(venue_ids),
        )
        return tuple((at, cents) for at, cents in self._connection.execute(statement))

    def paid(
        self, municipality_id: str, venue_ids: Sequence[str], first: date, last: date
    ) -> tuple[tuple[date, int], ...]:
        """Return on which days how many cents came in for bills; what a deposit paid is told there."""
        p = payments.c
        statement = (
            select(p.paid_on, p.cents)
            .join(invoices, invoices.c.id == p.invoice_id)
            .where(
                p.municipality_id == municipality_id,
                p.paid_on.between(first, last),
                p.way.in_((Way.CASH.value, Way.BANK.value)),
                invoices.c.venue_id.in_(venue_ids),
            )
        )
        return tuple((day, cents) for day, cents in self._connection.execute(statement))

    def deposit_moves(
        self, municipality_id: str, venue_ids: Sequence[str], first: date, last: date
    ) -> tuple[tuple[date, MoveKind, int], ...]:
        """Return on which days how many cents of deposits came, went back or were kept."""
        m, d = deposit_moves.c, deposits.c
        statement = (
            select(m.moved_on, m.kind, m.cents)
            .join(deposits, d.booking_id == m.booking_id)
            .where(
                m.moved_on.between(first, last),
                d.municipality_id == municipality_id,
                d.venue_id.in_(venue_ids),
            )
        )
        return tuple((day, MoveKind(kind), cents) for day, kind, cents in self._connection.execute(statement))
