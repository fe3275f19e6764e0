"""A zone as VTIMEZONE, made from the zone database this program itself reckons with (RFC 5545, 3.6.5)."""

import calendar
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from calendars.ical_text import clock_time, content_lines

FIRST_YEAR = 1996
"""Since then all of Europe changes its clocks by one rule."""

COVERED_SINCE = datetime(FIRST_YEAR + 1, 1, 1, tzinfo=UTC)
"""From here on every local time has both of the year's changes before it; earlier ones go out in UTC."""

LAST_YEAR = 2050
"""As far as a rule is held against the zone database before it is written as one."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""As RFC 5545 spells them (3.3.10), Monday first."""

_STEP = timedelta(days=7)  # no zone changes its clock twice within a week


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of a zone's clock; `local` is what the clock showed just before it."""

    local: datetime
    name: str
    is_summer: bool
    before: timedelta
    after: timedelta


@cache
def vtimezone(zone: ZoneInfo, first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> bytes:
    """Return the VTIMEZONE of a zone.

    Changes that come every year by one rule are written as the rule, for ever; others one by one.
    """
    kinds: dict[tuple[object, ...], list[Onset]] = defaultdict(list)
    for onset in onsets(zone, first_year, last_year):
        kinds[(onset.name, onset.is_summer, onset.before, onset.after)].append(onset)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}"]
    for alike in kinds.values():
        lines += _observance(alike, is_yearly=len(alike) == last_year - first_year + 1)
    return content_lines(*lines, "END:VTIMEZONE")


def onsets(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[Onset]:
    """Yield every change of a zone's clock in these years, by time."""
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        if _offset(zone, moment) != _offset(zone, moment + _STEP):
            yield _onset(zone, _change_after(zone, moment))
        moment += _STEP


def _observance(alike: Sequence[Onset], *, is_yearly: bool) -> list[str]:
    first = alike[0]
    kind = "DAYLIGHT" if first.is_summer else "STANDARD"
    rule = _yearly_rule(alike) if is_yearly else None
    again = [rule] if rule else [f"RDATE:{clock_time(onset.local)}" for onset in alike[1:]]
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{clock_time(first.local)}",
        *again,
        f"TZNAME:{first.name}",
        f"TZOFFSETFROM:{_signed(first.before)}",
        f"TZOFFSETTO:{_signed(first.after)}",
        f"END:{kind}",
    ]


def _yearly_rule(alike: Sequence[Onset]) -> str | None:
    """Return the RRULE that all of these follow, one a year: the nth or last weekday of a month."""
    moments = [onset.local for onset in alike]
    if len({(m.month, m.weekday(), m.time()) for m in moments}) > 1 or len({m.year for m in moments}) < len(
        alike
    ):
        return None
    position = "-1" if all(_is_last(m) for m in moments) else _same_position(moments)
    weekday = WEEKDAYS[moments[0].weekday()]
    return position and f"RRULE:FREQ=YEARLY;BYMONTH={moments[0].month};BYDAY={position}{weekday}"


def _is_last(moment: datetime) -> bool:
    return moment.day + 7 > calendar.monthrange(moment.year, moment.month)[1]


def _same_position(moments: Sequence[datetime]) -> str | None:
    found = {(moment.day - 1) // 7 + 1 for moment in moments}
    return str(found.pop()) if len(found) == 1 else None


def _onset(zone: ZoneInfo, change: datetime) -> Onset:
    before, after = _offset(zone, change - timedelta(seconds=1)), _offset(zone, change)
    now = change.astimezone(zone)
    return Onset((change + before).replace(tzinfo=None), now.tzname() or "", bool(now.dst()), before, after)


def _change_after(zone: ZoneInfo, low: datetime) -> datetime:
    high, before = low + _STEP, _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _signed(offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
