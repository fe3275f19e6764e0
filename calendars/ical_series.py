"""Many entries that follow one rule, written as one entry that comes again (RFC 5545, 3.8.5).

Readers differ where a rule meets a change of the clock: about a start that the clock skips or shows
twice, and about whether a night keeps its hours or its wall-clock end. So the rule is only used where
nobody can differ; each other date says its own times, under the start the rule yields for it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from calendars.errors import AmbiguousLocalTime, NonexistentLocalTime
from calendars.ical_event import CalendarEvent, Recurrence, is_plain
from calendars.local_time import from_local, to_local
from calendars.period import Period
from calendars.recurrence import Clock, Rule, Season, days

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a series of entries follows: a rule of days in a season, and wall-clock times on each of them."""

    rule: Rule
    season: Season
    clock: Clock


def as_one_entry(
    uid: str, pattern: Pattern, dates: Mapping[date, CalendarEvent], *, sequence: int
) -> tuple[CalendarEvent, ...]:
    """Return the entry that comes again, and after it those dates that differ from it.

    `dates` are the entries of a series by the day of the rule each belongs to; a day without one is left
    out. `sequence` counts the changes of them all. What cannot be part of the rule comes as it is, first.
    """
    ruled = _Ruled(pattern.clock, _starts(pattern))
    model = _model(ruled, dates)
    if model is None:
        return tuple(dates[day] for day in sorted(dates))
    within = ruled.between(max(day for day in dates if day in ruled.starts))
    alone = (dates[day] for day in sorted(dates) if day not in within)
    mine = {day: replace(dates[day], uid=uid, sequence=sequence) for day in within if day in dates}
    differing = (
        replace(event, recurrence_id=ruled.starts[day])
        for day, event in mine.items()
        if not ruled.fits(day, event) or _look(event) != _look(model)
    )
    left_out = tuple(ruled.starts[day] for day in within if day not in dates)
    master = replace(
        model,
        uid=uid,
        period=ruled.period(within[0]),
        created=min(event.created for event in mine.values()),
        last_modified=max(event.last_modified for event in mine.values()),
        sequence=sequence,
        recurrence=Recurrence(pattern.rule, ruled.starts[within[-1]], left_out),
    )
    return (*alone, master, *differing)


@dataclass(frozen=True, slots=True)
class _Ruled:
    """What a rule yields: its starts, by day, and an end to each by the wall clock."""

    clock: Clock
    starts: Mapping[date, datetime]

    def between(self, last: date) -> list[date]:
        """Return the days from the first usual one to the last."""
        first = next(day for day in self.starts if self.is_usual(day))
        return [day for day in self.starts if first <= day <= last]

    def period(self, day: date) -> Period:
        """Return what a reader makes of a day: the start, and as many hours as on every other."""
        return Period(self.starts[day], self.starts[day] + self._length)

    def is_usual(self, day: date) -> bool:
        """Whether the hours that pass are those the clock shows, and the end is no time it shows twice."""
        period = self.period(day)
        return is_plain(period.end) and _offset(period.start) == _offset(period.end)

    def fits(self, day: date, event: CalendarEvent) -> bool:
        """Whether an entry takes place just as every reader expands the rule."""
        return self.is_usual(day) and event.period == self.period(day)

    @property
    def _length(self) -> timedelta:
        last = date.min + _A_DAY if self.clock.is_overnight else date.min
        return datetime.combine(last, self.clock.end) - datetime.combine(date.min, self.clock.start)


def _starts(pattern: Pattern) -> dict[date, datetime]:
    """Return what the rule yields, by day; nothing where one of its starts is read differently by readers."""
    found = {}
    for day in days(pattern.rule, pattern.season):
        try:
            found[day] = from_local(datetime.combine(day, pattern.clock.start))
        except (AmbiguousLocalTime, NonexistentLocalTime):
            return {}
        if not is_plain(found[day]):
            return {}
    return found


def _model(ruled: _Ruled, dates: Mapping[date, CalendarEvent]) -> CalendarEvent | None:
    """Return an entry at its own time that most others look like."""
    at_rest = [dates[day] for day in sorted(dates) if day in ruled.starts and ruled.fits(day, dates[day])]
    if not at_rest:
        return None
    look, _ = Counter(map(_look, at_rest)).most_common(1)[0]
    return next(event for event in at_rest if _look(event) == look)


def _look(event: CalendarEvent) -> tuple[object, ...]:
    """What a reader sees of an entry beside its times."""
    return (
        event.summary,
        event.status,
        event.description,
        event.location,
        event.url,
        event.transparent,
        event.classification,
    )


def _offset(instant: datetime) -> timedelta | None:
    return to_local(instant).utcoffset()
