"""What a calendar of some halls shows, read page by page: single uses, and each series once as a whole.

Each page is a transaction of its own: a slow subscriber holds no connection. A series comes where the
first of its dates does, with all its dates, also those from before the calendar begins: the entry it
becomes must not begin anew every day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from booking_server.domain.calendar_uses import CalendarItem, CalendarSeries, CalendarUse
from booking_server.domain.venues import Venue
from booking_server.services.foundation.house import House
from booking_server.storage.repositories.calendar_uses import Place, Shown
from booking_server.storage.unit_of_work import UnitOfWork

PAGE = 500


@dataclass(frozen=True, slots=True)
class Window:
    """What of some halls is shown: `shown` says from when to when and which spaces."""

    venues: tuple[Venue, ...]
    shown: Shown


def uses_of(house: House, window: Window) -> Iterator[CalendarUse]:
    """Yield every use by hall and start, the dates of series one by one; at most a page is in memory."""
    for venue in window.venues:
        after: Place | None = None
        while True:
            with house.reading() as uow:
                page = uow.calendar_uses.page(venue.id, window.shown, after=after, limit=PAGE)
            yield from page
            if len(page) < PAGE:
                break
            after = (page[-1].period.start, page[-1].id)


def items_of(house: House, window: Window) -> Iterator[CalendarItem]:
    """Yield every entry by hall and start; at most a page and a series are in memory."""
    told: set[str] = set()
    for use in uses_of(house, window):
        if use.series_id is None:
            yield use
        elif use.series_id not in told:
            told.add(use.series_id)
            with house.reading() as uow:
                yield from _series(uow, use.series_id, window.shown)


def items_named(
    house: House, window: Window, *, uses: Sequence[str], series: Sequence[str]
) -> Iterator[CalendarItem]:
    """Yield the entries of a hall for some uses and series, as far as the calendar shows them."""
    (venue,) = window.venues
    with house.reading() as uow:
        found = uow.calendar_uses.some(venue.id, window.shown, list(uses))
        wanted = set(series) | {use.series_id for use in found if use.series_id}
        yield from (use for use in found if use.series_id is None)
        for series_id in sorted(wanted):
            yield from (one for one in _series(uow, series_id, window.shown) if one.venue_id == venue.id)


@dataclass(frozen=True, slots=True)
class SeriesNow:
    """A series as its organizer's calendar should have it: `standing` is None once none of its dates is left.

    `one` is any booking it ever had.
    """

    standing: CalendarSeries | None
    one: CalendarUse
    changes: int


def series_now(house: House, series_id: str) -> SeriesNow:
    """Return a series with the dates that stand. Raises NotFound."""
    with house.reading() as uow:
        made = uow.series.get(series_id)
        ever = {use.id: use for use in uow.calendar_uses.ever_of_series(series_id)}
        changes = uow.calendar_uses.changes_of_series(series_id)
        dates = tuple(
            (row.day, ever[row.booking_id])
            for row in uow.series.dates(series_id)
            if row.booking_id in ever and ever[row.booking_id].is_occupying
        )
    plan = made.request.plan
    standing = CalendarSeries(made.id, made.venue_id, plan, dates, changes) if dates else None
    return SeriesNow(standing, next(iter(ever.values())), changes)


def _series(uow: UnitOfWork, series_id: str, shown: Shown) -> Iterator[CalendarItem]:
    """Yield a series; its uses one by one where none of its dates is left, so that their end is told.

    A date that was moved is the new booking under the old day; what it was before is not told.
    """
    found = {use.id: use for use in uow.calendar_uses.of_series(series_id, shown)}
    made, rows = uow.series.get(series_id), uow.series.dates(series_id)
    dates = tuple((row.day, found[row.booking_id]) for row in rows if row.booking_id in found)
    if not dates:
        yield from found.values()
        return
    changes = uow.calendar_uses.changes_of_series(series_id)
    yield CalendarSeries(made.id, made.venue_id, made.request.plan, dates, changes)
