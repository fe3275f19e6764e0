"""What calendars, exports and posters show: uses of a hall, and series of them as one."""

from dataclasses import dataclass
from datetime import date, datetime

from booking_server.domain.bookings import BLACKOUT, OCCUPYING, Booking, BookingStatus, Organizer
from booking_server.domain.series import Plan
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class CalendarUse:
    """A booking, as far as any calendar tells of it. `public_title` is empty for "belegt" only."""

    id: str
    venue_id: str
    space_ids: tuple[str, ...]
    period: Period
    status: BookingStatus
    source: str
    occasion: str
    public_title: str
    organizer: Organizer
    persons: int
    created_at: datetime
    updated_at: datetime
    sequence: int
    series_id: str | None = None

    @property
    def is_blackout(self) -> bool:
        """Whether the municipality closed the spaces instead of somebody using them."""
        return self.source == BLACKOUT

    @property
    def is_occupying(self) -> bool:
        """Whether it keeps others out of its spaces."""
        return self.status in OCCUPYING

    @property
    def is_public_event(self) -> bool:
        """Whether its organizer chose to tell everybody, and it takes place."""
        return self.status is BookingStatus.CONFIRMED and not self.is_blackout and bool(self.public_title)


@dataclass(frozen=True, slots=True)
class CalendarSeries:
    """A series: its plan, and the use that stands for each of its days, as far as calendars show it.

    `changes` only ever grows: by one for each booking the series ever had, and each change of one.
    """

    id: str
    venue_id: str
    plan: Plan
    dates: tuple[tuple[date, CalendarUse], ...]
    changes: int


CalendarItem = CalendarUse | CalendarSeries
"""What is one entry of a calendar, under one identity."""


def calendar_use(booking: Booking) -> CalendarUse:
    """Return a booking as calendars know it."""
    return CalendarUse(
        id=booking.id,
        venue_id=booking.venue_id,
        space_ids=booking.space_ids,
        period=booking.period,
        status=booking.status,
        source=booking.source,
        occasion=booking.occasion,
        public_title=booking.use.public_title,
        organizer=booking.organizer,
        persons=booking.persons,
        created_at=booking.created_at,
        updated_at=booking.updated_at,
        sequence=booking.sequence,
        series_id=booking.series_id,
    )
