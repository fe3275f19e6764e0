"""How many days a use counts, as the regulation counts days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from calendars.local_time import local_date, to_local
from calendars.period import Period


class DayKind(StrEnum):
    """What a regulation calls a day."""

    CALENDAR = "calendar"
    FROM_HOUR = "from_hour"
    TWENTY_FOUR_HOURS = "24h"


@dataclass(frozen=True, slots=True)
class DayRule:
    """A calendar day in Berlin, a day from one o'clock time to the same next day, or 24 real hours.

    With `grace_until`, what of a calendar day's use goes on past midnight up to then begins no new day.
    """

    kind: DayKind = DayKind.CALENDAR
    hour: time = time()
    grace_until: time | None = None

    def count(self, period: Period) -> int:
        """Return the started days of a use; the end is no longer part of it."""
        if self.kind is DayKind.TWENTY_FOUR_HOURS:
            return -(-period.duration // timedelta(hours=24))
        first, last = self._day(period.start), self._day(period.end - timedelta(microseconds=1))
        if last > first and self.grace_until is not None and self._ends_in_grace(period, last):
            last -= timedelta(days=1)
        return (last - first).days + 1

    def _day(self, instant: datetime) -> date:
        local = to_local(instant)
        early = self.kind is DayKind.FROM_HOUR and local.time() < self.hour
        return local.date() - timedelta(days=1) if early else local.date()

    def _ends_in_grace(self, period: Period, last: date) -> bool:
        end = to_local(period.end)
        return local_date(period.end) == last and end.time() <= (self.grace_until or time())
