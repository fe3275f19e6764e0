"""Dates, times, durations and offsets (RFC 5545, 3.3); None where they cannot be read."""

import re
from datetime import date, datetime, timedelta
from typing import TypeVar

_Moment = TypeVar("_Moment", bound=date)
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})(Z?)")
_DURATION = re.compile(
    r"([+-]?)P(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?"
    r"(?:T(?:([0-9]{1,7})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,9})S)?)?"
)
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")
FAR = timedelta(days=365_000)
EARLIEST, LATEST = 2, 9990
"""Years with room on both sides, so that an offset never leads out of what a date can be."""


def read_moment(value: str) -> tuple[date | datetime, bool] | None:
    """Return a day or a naive wall-clock time, and whether it is in UTC."""
    try:
        if found := _DAY.fullmatch(value):
            return (_year(date(*map(int, found.groups()))), False)
        if found := _TIME.fullmatch(value.upper()):
            year, month, day, hour, minute, second = map(int, found.groups()[:6])
            return (_year(datetime(year, month, day, hour, minute, min(second, 59))), bool(found[7]))  # noqa: DTZ001
    except ValueError:
        return None
    return None


def read_duration(value: str) -> timedelta | None:
    """Return a length of time, which may be negative."""
    found = _DURATION.fullmatch(value.upper())
    if not found or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > FAR:
        return None
    return -length if found[1] == "-" else length


def read_offset(value: str) -> timedelta | None:
    """Return an offset from UTC, "+0100"."""
    found = _OFFSET.fullmatch(value)
    if not found:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    if length >= timedelta(days=1):
        return None
    return -length if found[1] == "-" else length


def _year(moment: _Moment) -> _Moment:
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError("out of reach")
    return moment
