"""The times of one series: its rule, further dates, exceptions, and the dates that were changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.period import Period
from calendars.reading.entries import A_DAY, Entry
from calendars.reading.moments import Moment
from calendars.reading.rules import expanded

MOST_PER_SERIES = 1000


class TooManyTimes(Exception):
    """A series has more times in the window than anybody keeps a hall for."""


@dataclass(frozen=True, slots=True)
class Time:
    """One time of a series: where it stood in it, when it is, and the entry that says so."""

    key: str
    entry: Entry
    period: Period | None


def times(master: Entry, changed: Sequence[Entry], window: Period) -> list[Time]:
    """Return the times of a series that touch a window, by key.

    The first time counts whatever the rule says. A changed date stands at its own time, unless the series
    leaves it out; one that stands for the later ones too moves them by as much.
    Raises Unreadable, TooManyTimes, and computes for ever where the rule makes it.
    """
    single = {one.replaces.key: one for one in changed if one.replaces is not None}
    single_days = {one.replaces.key[:8]: one for one in changed if one.replaces and one.replaces.is_day}
    onwards = sorted(
        (one for one in changed if one.and_later and one.replaces is not None),
        key=lambda one: one.replaces.instant if one.replaces else one.start.instant,
    )
    found: dict[str, Time] = {}
    for moment, length in _set_of(master, window, onwards):
        key = moment.key
        if key in single or (not moment.is_day and f"{moment.wall:%Y%m%d}" in single_days):
            continue
        entry = _last_before(onwards, moment.instant) or master
        time = Time(key, entry, _placed(entry, moment, length))
        if time.period is not None and time.period.overlaps(window):
            found[key] = time
        if len(found) > MOST_PER_SERIES:
            raise TooManyTimes
    without = {one.key for one in master.without}
    for key, entry in single.items():
        if key in without:
            continue
        period = period_of(entry, entry.start, entry.length)
        if entry.without_time is None and period is not None and period.overlaps(window):
            found[key] = Time(key, entry, period)
    return [found[key] for key in sorted(found)]


def _set_of(
    master: Entry, window: Period, onwards: Sequence[Entry]
) -> Iterator[tuple[Moment, timedelta | None]]:
    """Yield the moments of the recurrence set around a window, each once."""
    left_out = {one.key for one in master.without}
    days_left_out = {one.key for one in master.without if one.is_day}
    reach = max([master.length, *(one.length for one in onwards)]) + 2 * A_DAY
    reach += max((_moved(one) for one in onwards), default=timedelta())
    zone = master.start.zone
    since, until = zone.to_wall(window.start) - reach, zone.to_wall(window.end) + reach
    for rule in master.without_rules:
        left_out |= {
            master.start.at(wall).key
            for wall in expanded(rule, master.start.wall, zone.to_wall, since=since, until=until)
        }
    seen: set[str] = set()
    for moment, length in _candidates(master, since, until):
        key = moment.key
        if key not in seen and key not in left_out and f"{moment.wall:%Y%m%d}" not in days_left_out:
            seen.add(key)
            yield moment, length


def _candidates(master: Entry, since: datetime, until: datetime) -> Iterator[tuple[Moment, timedelta | None]]:
    yield from master.dates  # first: a further date may say how long it lasts
    yield master.start, None
    for rule in master.rules:
        for wall in expanded(rule, master.start.wall, master.start.zone.to_wall, since=since, until=until):
            yield master.start.at(wall), None


def _last_before(onwards: Sequence[Entry], instant: datetime) -> Entry | None:
    return next((one for one in reversed(onwards) if one.replaces and one.replaces.instant <= instant), None)


def _placed(entry: Entry, moment: Moment, length: timedelta | None) -> Period | None:
    """Return when a date of a series is; nothing where it takes no time."""
    if entry.without_time is not None:
        return None
    if entry.replaces is not None:
        moved = entry.start.wall - entry.replaces.zone.to_wall(entry.replaces.instant)
        moment = entry.start.at(moment.wall + moved)
    return period_of(entry, moment, entry.length if length is None else length)


def _moved(entry: Entry) -> timedelta:
    return abs(entry.start.wall - entry.replaces.wall) if entry.replaces else timedelta()


def period_of(entry: Entry, start: Moment, length: timedelta) -> Period | None:
    """Return when a time of an entry is; nothing where that is no time at all."""
    begin, end = start.instant, start.later(length, by_clock=entry.by_clock)
    return Period(begin, end) if begin < end else None
