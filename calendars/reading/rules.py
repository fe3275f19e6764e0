"""Rules of recurrence (RFC 5545, 3.3.10): checked here, computed by dateutil. A rule may compute for ever."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from calendars.local_time import months_later
from calendars.reading.values import read_moment

KNOWN_PARTS = frozenset(
    {
        "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY",
        "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS",
    }
)  # fmt: skip
LONGEST_RULE = 1000
_COUNT = re.compile("0*[1-9][0-9]{0,8}")
_MARGIN = timedelta(days=400)
"""How far before a window a rule begins to be computed: longer than the longest period, a year."""


class Unreadable(Exception):
    """A rule breaks the grammar or asks for what nobody can compute."""


def expanded(
    rule: str,
    start: datetime,
    to_wall: Callable[[datetime], datetime],
    *,
    since: datetime,
    until: datetime,
) -> Iterator[datetime]:
    """Yield the naive wall-clock times of a rule, by time, from about `since` up to `until`.

    `to_wall` reads the end of the rule, which is written in UTC. Raises Unreadable.
    """
    parts = _parts(rule)
    end = _end(parts.pop("UNTIL", ""), to_wall)
    last = min(until, end) if end else until
    begin = start if "COUNT" in parts else _forward(start, parts, since - _MARGIN)
    try:
        found = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=begin)
        for wall in found:
            if wall > last:
                return
            if wall >= since:
                yield wall
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise Unreadable from error


def split_list(value: str) -> list[str]:
    """Return the values of a list, empty ones left out."""
    return [one.strip() for one in value.split(",") if one.strip()]


def _parts(rule: str) -> dict[str, str]:
    if len(rule) > LONGEST_RULE:
        raise Unreadable
    parts: dict[str, str] = {}
    for part in rule.upper().strip(";").split(";"):
        name, _, value = (each.strip() for each in part.partition("="))
        if name.startswith("X-"):
            continue
        if name not in KNOWN_PARTS or not value or name in parts:
            raise Unreadable
        parts[name] = value
    for name in ("INTERVAL", "COUNT"):
        if not _COUNT.fullmatch(parts.get(name, "1")):
            raise Unreadable
    if "FREQ" not in parts:
        raise Unreadable
    return parts


def _end(value: str, to_wall: Callable[[datetime], datetime]) -> datetime | None:
    if not value:
        return None
    found = read_moment(value)
    if found is None:
        raise Unreadable
    moment, is_utc = found
    if isinstance(moment, datetime):
        return to_wall(moment.replace(tzinfo=UTC)) if is_utc else moment
    return datetime.combine(moment, time.max)


def _forward(start: datetime, parts: dict[str, str], goal: datetime) -> datetime:
    """Return a start as near before `goal` as the rule's step allows: nobody counts the weeks since 1970."""
    step = int(parts.get("INTERVAL", "1")[:9])
    days, whole = (goal - start).days, date(goal.year, goal.month, 1)
    if days <= 0:
        return start
    match parts["FREQ"]:
        case "DAILY":
            return start + timedelta(days=days // step * step)
        case "WEEKLY":
            return start + timedelta(days=days // (7 * step) * 7 * step)
        case "MONTHLY" if start.day <= 28:
            months = (whole.year - start.year) * 12 + whole.month - start.month - 1
            return _on(start, max(0, months // step * step))
        case "YEARLY" if start.day <= 28:
            return _on(start, max(0, (whole.year - start.year - 1) // step * step) * 12)
    return start


def _on(start: datetime, months: int) -> datetime:
    return datetime.combine(months_later(start.date(), months), start.time())
