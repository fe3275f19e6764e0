"""The poster beside the door of a hall: what it is used for in a month or a week, for everybody to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from threading import BoundedSemaphore

from markupsafe import Markup

from booking_server.domain.calendar_uses import CalendarUse
from booking_server.domain.venues import Venue
from booking_server.locks.qr_images import text_svg
from booking_server.notices import paper, pdf
from booking_server.services.plans.calendar_entries import public_title, rooms_of
from calendars import local_time
from calendars.holidays import public_holiday, school_holiday
from calendars.local_time import is_repeated, say_time, to_local

SCREENED = 5
"""Saturday and Sunday: people look for them first."""
AT_ONCE = 3
"""Visitors who wait for a poster of their own; it is printed by one press, and all others need the server."""
_A_DAY = timedelta(days=1)
_turns = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Line:
    """One use on one day: "19:00 bis 21:00 Uhr", what for as far as it was published, which rooms."""

    when: str
    what: str
    rooms: str


@dataclass(frozen=True, slots=True)
class PosterDay:
    """One day of a poster."""

    date: date
    lines: tuple[Line, ...]
    public_holiday: str
    school_holiday: str

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or Sunday."""
        return self.date.weekday() >= SCREENED


@dataclass(frozen=True, slots=True)
class Poster:
    """What hangs there: the days one by one, as they stood at `changed_at`."""

    venue: Venue
    heading: str
    days: tuple[PosterDay, ...]
    address: str
    changed_at: datetime
    is_week: bool = False


def poster_pdf(poster: Poster) -> bytes:
    """Return a poster as tagged PDF, A4. Raises PdfUnavailable, PressBusy."""
    return _printed(poster_page(poster), title_of(poster))


def poster_page(poster: Poster) -> str:
    """Return a poster as a paper page."""
    template = "poster_week.html" if poster.is_week else "poster_month.html"
    code = Markup(text_svg(poster.address, "QR-Code zur Seite des Hauses"))  # noqa: S704 - ours
    return paper.fill(template, title=title_of(poster), poster=poster, venue=poster.venue, qr=code)


def title_of(poster: Poster) -> str:
    """Return "Belegung Oktober 2026: DGH Benken"."""
    return f"Belegung {poster.heading}: {poster.venue.name}"


def poster_days(venue: Venue, days: Iterable[date], uses: Iterable[CalendarUse]) -> tuple[PosterDay, ...]:
    """Return days with what stands on each of them; a night stands on both."""
    standing = sorted((use for use in uses if use.is_occupying), key=lambda use: (use.period, use.id))
    return tuple(_day(venue, day, standing) for day in days)


def say_week(days: Iterable[date]) -> str:
    """Return "5. bis 11. Oktober 2026"."""
    first, *_, last = days
    month = f" {local_time.MONTHS[first.month - 1]}" if first.month != last.month else ""
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day}.{month}{year} bis {last.day}. {local_time.say_month(last.year, last.month)}"


@lru_cache(maxsize=64)
def _printed(page: str, title: str) -> bytes:
    """Anybody may ask for a poster, again and again: the same page is printed once, others take turns."""
    if not _turns.acquire(blocking=False):
        raise pdf.PressBusy(
            "Gerade wollen viele einen Aushang. Bitte versuchen Sie es in einer Minute noch einmal."
        )
    try:
        return pdf.render(page, title=title)
    finally:
        _turns.release()


def _day(venue: Venue, day: date, uses: Iterable[CalendarUse]) -> PosterDay:
    whole = local_time.day(day)
    here = [use for use in uses if use.period.overlaps(whole)]
    lines = (_line(venue, use, day) for use in here)
    alike = tuple(line for line, _ in groupby(lines))
    closed, off = public_holiday(day), school_holiday(day)
    return PosterDay(day, alike, closed.name if closed.is_yes else "", off.name if off.is_yes else "")


def _line(venue: Venue, use: CalendarUse, day: date) -> Line:
    rooms = rooms_of(venue, use.space_ids) if len(venue.spaces) > 1 else ""
    return Line(_when(use, day), public_title(use), rooms)


def _when(use: CalendarUse, day: date) -> str:
    whole, (start, end) = local_time.day(day), (use.period.start, use.period.end)
    if start <= whole.start and end >= whole.end:
        return "ganztägig"
    if start >= whole.start and end <= whole.end:
        return f"{_clock(start)} bis {say_time(end)}"
    return f"ab {say_time(start)}" if start >= whole.start else f"bis {say_time(end)}"


def _clock(instant: datetime) -> str:
    return say_time(instant) if is_repeated(instant) else f"{to_local(instant):%H:%M}"
