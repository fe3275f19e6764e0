"""Stretches of the day a use reaches into, and the booking days that cover it: by the wall clock."""

from datetime import time, timedelta

from booking_server.domain.regulation import Hours, QuietHours
from calendars import local_time
from calendars.local_time import local_date
from calendars.period import Period

A_DAY = timedelta(days=1)
NIGHT = Hours(time(2), time(6))
"""Who keeps a hall from two to six in the morning stays overnight; weddings end by then."""


def first_quiet(period: Period, quiet: QuietHours) -> Period | None:
    """Return the first quiet hours a use reaches into."""
    return _first(quiet.hours, period, whole=False)


def first_whole_night(period: Period) -> Period | None:
    """Return the first night a use lasts through, from two to six."""
    return _first(NIGHT, period, whole=True)


def whole_booking_days(period: Period, hour: time) -> Period:
    """Return the shortest run of booking days that covers a period.

    They go by the wall clock: over a clock change one lasts 23 or 25 hours.
    """
    first, last = local_date(period.start), local_date(period.end)
    start = local_time.at(first, hour)
    if start > period.start:
        start = local_time.at(first - A_DAY, hour)
    end = local_time.at(last, hour)
    if end < period.end:
        end = local_time.at(last + A_DAY, hour)
    return Period(start, end)


def _first(hours: Hours, period: Period, *, whole: bool) -> Period | None:
    """Return the first such stretch that a period touches, or holds as a whole. Two days tell it all."""
    day = local_date(period.start)
    for shift in (-1, 0, 1, 2):
        stretch = hours.on(day + shift * A_DAY)
        if stretch is None or not stretch.overlaps(period):
            continue
        if not whole or (period.start <= stretch.start and stretch.end <= period.end):
            return stretch
    return None
