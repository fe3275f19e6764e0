"""The taken times of a hall in memory, by space and day: for whoever looks at many dates at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from booking_server.domain.occupancy import Occupancy
from booking_server.storage.unit_of_work import UnitOfWork
from calendars.period import Period

_A_DAY = timedelta(days=1)


class TakenTimes:
    """Occupancy rows by their space and the UTC days they touch."""

    def __init__(self, rows: Iterable[Occupancy] = ()) -> None:
        self._by_day: dict[tuple[str, date], list[Occupancy]] = defaultdict(list)
        self.note(rows)

    def note(self, rows: Iterable[Occupancy]) -> None:
        """Take further times into account."""
        for row in rows:
            for day in _days(row.period):
                self._by_day[row.space_id, day].append(row)

    def near(self, wanted: Iterable[Occupancy]) -> tuple[Occupancy, ...]:
        """Return what is taken of the spaces of some rows on the days they touch."""
        keys = {(day, row.space_id) for row in wanted for day in _days(row.period)}
        return tuple(row for day, space in sorted(keys) for row in self._by_day.get((space, day), ()))

    def in_the_way(self, wanted: Collection[Occupancy]) -> Occupancy | None:
        """Return the first row that takes the same space at the same time."""
        for taken in self.near(wanted):
            if any(one.space_id == taken.space_id and one.period.overlaps(taken.period) for one in wanted):
                return taken
        return None


def taken_at(uow: UnitOfWork, venue_id: str, within: Period, *, without: Collection[str] = ()) -> TakenTimes:
    """Return what is taken of a hall, less the bookings in `without` and holds whose time is up."""
    gone = {held.id for held in uow.bookings.holds_past(uow.now)} | set(without)
    return TakenTimes(row for row in uow.occupancy.of_venue(venue_id, within) if row.booking_id not in gone)


def _days(period: Period) -> Iterator[date]:
    day = period.start.date()
    while day <= period.end.date():
        yield day
        day += _A_DAY
