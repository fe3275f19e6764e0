"""Bookings as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, or_, select, update

from booking_server.domain.bookings import BLACKOUT, TRANSITIONS, Booking, BookingStatus, Organizer
from booking_server.domain.errors import NotFound, TransitionNotAllowed
from booking_server.domain.languages import Language
from booking_server.domain.uses import Purpose, Use, UserGroup
from booking_server.storage.repositories.venues import Venues
from booking_server.storage.tables import booking_spaces, bookings, form_holds
from calendars.period import Period

# The status is looked at afterwards: with it here SQLite walks through all bookings ever confirmed.
_TOLD_AMONG = select(bookings.c.id, bookings.c.source, bookings.c.public_title, bookings.c.status).where(
    bookings.c.id.in_(bindparam("ids", expanding=True)),
    or_(bookings.c.source == BLACKOUT, bookings.c.public_title != ""),
)
LONGEST_BLACKOUT = timedelta(days=400)
A_DAY = timedelta(days=1)
_ADD = insert(bookings)
_VENUE_OF = select(bookings.c.venue_id).where(bookings.c.id == bindparam("key"))
_ADD_SPACES = insert(booking_spaces)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """What the limits on open requests look at; `id` is that of the booking, or of a whole series."""

    id: str
    venue_id: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class FormHoldRow:
    """When a visitor held a time at a hall, and until when it is held."""

    venue_id: str
    created_at: datetime
    held_until: datetime | None

    def is_live(self, now: datetime) -> bool:
        """Whether the time is still held."""
        return self.held_until is not None and self.held_until > now


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bookings a page of a list shows: `after` is the start and the id of the last one before."""

    statuses: Sequence[BookingStatus]
    limit: int
    begins: datetime | None = None
    ends: datetime | None = None
    changed_since: datetime | None = None
    series_id: str = ""
    after: tuple[datetime, str] | None = None


class Bookings:
    """Every booking ever asked for, whatever became of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, booking: Booking) -> None:
        """Store a new booking and the spaces it names."""
        self.add_all([booking])

    def add_all(self, new: Sequence[Booking]) -> None:
        """Store new bookings and the spaces they name, all at once."""
        self._connection.execute(_ADD, [_row(booking) for booking in new])
        self._connection.execute(
            _ADD_SPACES,
            [{"booking_id": booking.id, "space_id": space} for booking in new for space in booking.space_ids],
        )

    def save(self, booking: Booking) -> None:
        """Store what a decision changed: status, organizer and texts, never times or spaces.

        Raises TransitionNotAllowed when the stored status leads no way to this one: somebody decided since
        the booking was read, and what they decided stays.
        """
        values = _row(booking)
        for fixed in ("id", "municipality_id", "venue_id", "starts_at", "ends_at", "created_at"):
            del values[fixed]
        before = [one.value for one in BookingStatus if booking.status in {one, *TRANSITIONS[one]}]
        mine = (bookings.c.id == booking.id) & bookings.c.status.in_(before)
        if self._connection.execute(update(bookings).where(mine).values(values)).rowcount != 1:
            raise TransitionNotAllowed("Über diese Buchung wurde inzwischen anders entschieden.")

    def change(self, before: Booking, after: Booking) -> None:
        """Store what an organizer changed, times and spaces among it; the occupancy is the caller's to move.

        Raises TransitionNotAllowed when somebody changed the booking or decided about it since it was read.
        """
        values = _row(after)
        for fixed in ("id", "municipality_id", "venue_id", "created_at", "series_id"):
            del values[fixed]
        mine = (bookings.c.id == before.id) & (bookings.c.sequence == before.sequence)
        as_read = mine & (bookings.c.status == before.status.value)
        if self._connection.execute(update(bookings).where(as_read).values(values)).rowcount != 1:
            raise TransitionNotAllowed("Über diese Buchung wurde inzwischen anders entschieden.")
        if before.space_ids != after.space_ids:
            named = booking_spaces.c.booking_id == before.id
            self._connection.execute(delete(booking_spaces).where(named))
            rows = [{"booking_id": after.id, "space_id": space} for space in after.space_ids]
            self._connection.execute(_ADD_SPACES, rows)

    def get(self, booking_id: str) -> Booking:
        """Return one booking. Raises NotFound."""
        row = self._connection.execute(select(bookings).where(bookings.c.id == booking_id)).one_or_none()
        if row is None:
            raise NotFound("Diese Buchung gibt es nicht.")
        return self._with_spaces([row])[0]

    def among(self, booking_ids: Sequence[str]) -> dict[str, Booking]:
        """Return some bookings by id."""
        rows = self._connection.execute(select(bookings).where(bookings.c.id.in_(booking_ids))).all()
        return {one.id: one for one in self._with_spaces(rows)}

    def locked(self, booking_id: str) -> Booking:
        """Return one booking whose hall is locked until this transaction ends. Raises NotFound."""
        venue_id = self._connection.execute(_VENUE_OF, {"key": booking_id}).scalar()
        if venue_id is not None:
            Venues(self._connection).lock(venue_id)
        return self.get(booking_id)

    def find(
        self,
        *,
        venue_ids: Sequence[str],
        statuses: Sequence[BookingStatus],
        between: Period | None = None,
        limit: int | None = None,
    ) -> tuple[Booking, ...]:
        """Return the bookings of some halls in some statuses that touch a period, by start.

        `limit` is for pages that say there are more.
        """
        statement = (
            select(bookings)
            .where(bookings.c.venue_id.in_(venue_ids), bookings.c.status.in_([s.value for s in statuses]))
            .order_by(bookings.c.starts_at, bookings.c.id)
            .limit(limit)
        )
        if between is not None:
            statement = statement.where(
                bookings.c.starts_at < between.end, bookings.c.ends_at > between.start
            )
        return self._with_spaces(self._connection.execute(statement).all())

    def page(self, venue_ids: Sequence[str], wanted: Wanted) -> tuple[Booking, ...]:
        """Return bookings that somebody made, by start: those of one page, and one more if there is."""
        statement = select(bookings).where(
            bookings.c.venue_id.in_(venue_ids),
            bookings.c.status.in_([one.value for one in wanted.statuses]),
            bookings.c.organizer_name != "",
        )
        if wanted.begins is not None:
            statement = statement.where(bookings.c.ends_at > wanted.begins)
        if wanted.ends is not None:
            statement = statement.where(bookings.c.starts_at < wanted.ends)
        if wanted.changed_since is not None:
            statement = statement.where(bookings.c.updated_at >= wanted.changed_since)
        if wanted.series_id:
            statement = statement.where(bookings.c.series_id == wanted.series_id)
        if wanted.after is not None:
            start, last = wanted.after
            later = (bookings.c.starts_at == start) & (bookings.c.id > last)
            statement = statement.where((bookings.c.starts_at > start) | later)
        in_order = statement.order_by(bookings.c.starts_at, bookings.c.id).limit(wanted.limit + 1)
        return self._with_spaces(self._connection.execute(in_order).all())

    def of_series(self, series_id: str) -> tuple[Booking, ...]:
        """Return every booking a series ever had, by start."""
        statement = (
            select(bookings)
            .where(bookings.c.series_id == series_id)
            .order_by(bookings.c.starts_at, bookings.c.id)
        )
        return self._with_spaces(self._connection.execute(statement).all())

    def blackouts(self, venue_ids: Sequence[str], now: datetime) -> tuple[Booking, ...]:
        """Return what is closed at some halls now or later, by start."""
        statement = (
            select(bookings)
            .where(
                bookings.c.status == BookingStatus.CONFIRMED.value,
                bookings.c.starts_at > now - LONGEST_BLACKOUT,
                bookings.c.source == BLACKOUT,
                bookings.c.ends_at > now,
                bookings.c.venue_id.in_(venue_ids),
            )
            .order_by(bookings.c.starts_at, bookings.c.id)
        )
        return self._with_spaces(self._connection.execute(statement).all())

    def told_among(self, booking_ids: Sequence[str]) -> tuple[frozenset[str], dict[str, str]]:
        """Return which of some bookings are blackouts, and the titles their organizers chose to publish."""
        if not booking_ids:
            return frozenset(), {}
        found = self._connection.execute(_TOLD_AMONG, {"ids": list(booking_ids)})
        rows = [row for row in found if row.status == BookingStatus.CONFIRMED.value]
        closed = frozenset(row.id for row in rows if row.source == BLACKOUT)
        return closed, {row.id: row.public_title for row in rows if row.id not in closed}

    def holds_past(self, now: datetime, limit: int = 100) -> tuple[Booking, ...]:
        """Return holds whose time is up, hall by hall, so that all lock halls in one order."""
        statement = (
            select(bookings)
            .where(bookings.c.status == BookingStatus.HELD.value, bookings.c.hold_until <= now)
            .order_by(bookings.c.venue_id, bookings.c.id)
            .limit(limit)
        )
        return self._with_spaces(self._connection.execute(statement).all())

    def open_requests(
        self, municipality_id: str, sources: Sequence[str], now: datetime
    ) -> tuple[OpenRequest, ...]:
        """Return the single requests to come that wait for a decision in a municipality."""
        statement = select(
            bookings.c.id, bookings.c.venue_id, bookings.c.organizer_email, bookings.c.organizer_phone
        ).where(
            bookings.c.status == BookingStatus.REQUESTED.value,
            bookings.c.starts_at > now,
            bookings.c.municipality_id == municipality_id,
            bookings.c.source.in_(sources),
            bookings.c.series_id.is_(None),
        )
        return tuple(OpenRequest(*row) for row in self._connection.execute(statement))

    def open_series(
        self, municipality_id: str, sources: Sequence[str], now: datetime
    ) -> tuple[OpenRequest, ...]:
        """Return the series of which any date to come waits for a decision in a municipality."""
        statement = (
            select(
                bookings.c.series_id,
                bookings.c.venue_id,
                bookings.c.organizer_email,
                bookings.c.organizer_phone,
            )
            .where(
                bookings.c.status == BookingStatus.REQUESTED.value,
                bookings.c.starts_at > now,
                bookings.c.municipality_id == municipality_id,
                bookings.c.source.in_(sources),
                bookings.c.series_id.is_not(None),
            )
            .distinct()
        )
        return tuple(OpenRequest(*row) for row in self._connection.execute(statement))

    def confirmed_since(
        self, municipality_id: str, sources: Sequence[str], since: datetime
    ) -> tuple[OpenRequest, ...]:
        """Return what was booked in a municipality since and stands confirmed; a series once."""
        which = func.coalesce(bookings.c.series_id, bookings.c.id)
        statement = (
            select(which, bookings.c.venue_id, bookings.c.organizer_email, bookings.c.organizer_phone)
            .where(
                bookings.c.created_at > since,
                bookings.c.status == BookingStatus.CONFIRMED.value,
                bookings.c.municipality_id == municipality_id,
                bookings.c.source.in_(sources),
            )
            .distinct()
        )
        return tuple(OpenRequest(*row) for row in self._connection.execute(statement))

    def note_form_hold(self, held: Booking, visitor: str, form: str) -> None:
        """Note which visitor holds a time, and with which of the public forms."""
        values = {"booking_id": held.id, "venue_id": held.venue_id, "visitor": visitor, "form": form}
        self._connection.execute(insert(form_holds).values(**values, created_at=held.created_at))

    def form_holds(self, visitor: str, since: datetime) -> tuple[FormHoldRow, ...]:
        """Return what a visitor has held since."""
        statement = (
            select(form_holds.c.venue_id, form_holds.c.created_at, bookings.c.hold_until)
            .join(bookings, bookings.c.id == form_holds.c.booking_id)
            .where(form_holds.c.visitor == visitor, form_holds.c.created_at > since)
        )
        return tuple(FormHoldRow(*row) for row in self._connection.execute(statement))

    def held_with(self, form: str, now: datetime) -> str | None:
        """Return the booking a form holds its time with, while it lasts."""
        statement = (
            select(bookings.c.id)
            .join(form_holds, bookings.c.id == form_holds.c.booking_id)
            .where(
                form_holds.c.form == form,
                bookings.c.status == BookingStatus.HELD.value,
                bookings.c.hold_until > now,
            )
        )
        return self._connection.execute(statement).scalars().first()

    def live_form_holds(self, venue_id: str, now: datetime) -> int:
        """Return how many times of a hall are held with the form."""
        statement = (
            select(form_holds.c.booking_id)
            .join(bookings, bookings.c.id == form_holds.c.booking_id)
            .where(
                form_holds.c.venue_id == venue_id,
                form_holds.c.created_at > now - A_DAY,
                bookings.c.status == BookingStatus.HELD.value,
                bookings.c.hold_until > now,
            )
        )
        return len(self._connection.execute(statement).all())

    def _with_spaces(self, rows: Sequence[Any]) -> tuple[Booking, ...]:
        if not rows:
            return ()
        statement: Select[Any] = (
            select(booking_spaces)
            .where(booking_spaces.c.booking_id.in_([row.id for row in rows]))
            .order_by(booking_spaces.c.space_id)
        )
        named: dict[str, list[str]] = {row.id: [] for row in rows}
        for booking_id, space_id in self._connection.execute(statement):
            named[booking_id].append(space_id)
        return tuple(_booking(row, tuple(named[row.id])) for row in rows)


def _row(booking: Booking) -> dict[str, Any]:
    return {
        "id": booking.id,
        "municipality_id": booking.municipality_id,
        "venue_id": booking.venue_id,
        "status": booking.status.value,
        "starts_at": booking.period.start,
        "ends_at": booking.period.end,
        "persons": booking.persons,
        "occasion": booking.occasion,
        "organizer_name": booking.organizer.name,
        "organizer_email": booking.organizer.email,
        "organizer_phone": booking.organizer.phone,
        "language": booking.organizer.language.value,
        "source": booking.source,
        "created_at": booking.created_at,
        "updated_at": booking.updated_at,
        "sequence": booking.sequence,
        "link_version": booking.link_version,
        "hold_until": booking.hold_until,
        "decision_reason": booking.decision_reason,
        **write_use(booking.use),
        "series_id": booking.series_id,
        "rooms_version": booking.rooms_version,
        "title_withdrawn": booking.title_withdrawn,
    }


def write_use(use: Use) -> dict[str, Any]:
    """Return the columns that say what a use is; read_use() reads them again."""
    return {
        "purpose": use.purpose.value,
        "user_group": use.group.value,
        "organizer_postcode": use.postcode,
        "club_id": use.club_id,
        "layout": use.layout,
        "answers": [list(answer) for answer in use.answers],
        "public_title": use.public_title,
    }


def _booking(row: Any, space_ids: tuple[str, ...]) -> Booking:
    return Booking(
        id=row.id,
        municipality_id=row.municipality_id,
        venue_id=row.venue_id,
        space_ids=space_ids,
        period=Period(row.starts_at, row.ends_at),
        persons=row.persons,
        occasion=row.occasion,
        organizer=read_organizer(row),
        status=BookingStatus(row.status),
        source=row.source,
        created_at=row.created_at,
        updated_at=row.updated_at,
        sequence=row.sequence,
        link_version=row.link_version,
        hold_until=row.hold_until,
        decision_reason=row.decision_reason,
        use=read_use(row),
        series_id=row.series_id,
        anonymised_at=row.anonymised_at,
        rooms_version=row.rooms_version,
        title_withdrawn=row.title_withdrawn,
    )


def read_organizer(row: Any) -> Organizer:
    """Return who answers for a booking, a series, a wish: all three have the same columns for it."""
    language = Language(row.language)
    return Organizer(row.organizer_name, row.organizer_email, row.organizer_phone, language)


def read_use(row: Any) -> Use:
    """Return what a row says about the use; bookings and series have the same columns for it."""
    return Use(
        purpose=Purpose(row.purpose),
        group=UserGroup(row.user_group),
        postcode=row.organizer_postcode,
        club_id=row.club_id,
        layout=row.layout,
        answers=tuple((question, answer) for question, answer in row.answers),
        public_title=row.public_title,
    )
