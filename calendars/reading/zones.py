"""Time zones of strangers: by their name where the world knows it, else by what the calendar says of them."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from calendars.reading.components import Part
from calendars.reading.rules import Unreadable, expanded, split_list
from calendars.reading.values import read_moment, read_offset

MOST_CHANGES = 12_000
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}")
"""What may be the name of a zone; nothing else is ever looked for on the disk."""

OF_WINDOWS = {
    "w. europe standard time": "Europe/Berlin",
    "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw",
    "romance standard time": "Europe/Paris",
    "gmt standard time": "Europe/London",
    "e. europe standard time": "Europe/Chisinau",
    "fle standard time": "Europe/Kiev",
    "gtb standard time": "Europe/Bucharest",
    "russian standard time": "Europe/Moscow",
    "eastern standard time": "America/New_York",
    "central standard time": "America/Chicago",
    "pacific standard time": "America/Los_Angeles",
    "mitteleuropäische zeit": "Europe/Berlin",
    "(utc+01:00) amsterdam, berlin, bern, rom, stockholm, wien": "Europe/Berlin",
    "(utc+01:00) amsterdam, berlin, bern, rome, stockholm, vienna": "Europe/Berlin",
    "utc": "UTC",
    "gmt": "UTC",
}


class Zone(Protocol):
    """Clocks of one place: a skipped time is read by the offset before, a repeated one as its first."""

    def to_utc(self, wall: datetime) -> datetime:
        """Return the instant of a naive wall-clock time."""
        ...

    def to_wall(self, instant: datetime) -> datetime:
        """Return what the clock shows at an instant, naive."""
        ...


@dataclass(frozen=True, slots=True)
class KnownZone:
    """A zone of the zone database."""

    info: ZoneInfo

    def to_utc(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.info, fold=0).astimezone(UTC)

    def to_wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self.info).replace(tzinfo=None, fold=0)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a clock, by the instant it comes."""

    at: datetime
    before: timedelta
    after: timedelta


class OwnZone:
    """A zone as a calendar describes it."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._changes = sorted(changes, key=lambda one: one.at)[:MOST_CHANGES]
        self._instants = [one.at for one in self._changes]
        # Both readings of a skipped or repeated time lie before what the clock reaches last.
        self._walls = [one.at.replace(tzinfo=None) + max(one.before, one.after) for one in self._changes]

    def to_utc(self, wall: datetime) -> datetime:
        return (wall - self._offset(bisect_right(self._walls, wall))).replace(tzinfo=UTC)

    def to_wall(self, instant: datetime) -> datetime:
        offset = self._offset(bisect_right(self._instants, instant))
        return instant.astimezone(UTC).replace(tzinfo=None) + offset

    def _offset(self, passed: int) -> timedelta:
        return self._changes[passed - 1].after if passed else self._changes[0].before


UTC_ZONE = KnownZone(ZoneInfo("UTC"))


@cache
def known(name: str) -> Zone | None:
    """Return the zone of a name the world knows, also in Windows' words and behind a writer's own prefix."""
    name = name.strip().strip('"')
    for candidate in (OF_WINDOWS.get(name.casefold(), ""), name, "/".join(name.split("/")[-2:])):
        if NAME.fullmatch(candidate) and ".." not in candidate:
            try:
                return KnownZone(ZoneInfo(candidate))
            except (OSError, ValueError, KeyError):  # there is no such zone, or it is a folder
                continue
    return None


def described(part: Part, until: datetime) -> Zone | None:
    """Return the zone a VTIMEZONE describes, as far as `until`; None where it cannot be read."""
    changes: list[Change] = []
    for observance in part.inner:
        before, after = (read_offset(observance.value(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        start = read_moment(observance.value("DTSTART"))
        if before is None or after is None or start is None or not isinstance(start[0], datetime):
            return None
        for wall in _onsets(observance, start[0], until):
            changes.append(Change((wall - before).replace(tzinfo=UTC), before, after))
            if len(changes) > MOST_CHANGES:
                return None
    return OwnZone(changes) if changes else None


def _onsets(observance: Part, start: datetime, until: datetime) -> Iterable[datetime]:
    yield start
    for line in observance.lines.get("RDATE", ()):
        for value in split_list(line.value):
            found = read_moment(value.partition("/")[0])
            if found and isinstance(found[0], datetime):
                yield found[0]
    rule = observance.value("RRULE")
    if rule:
        try:
            since = until.replace(tzinfo=None) - timedelta(days=6 * 366)
            yield from expanded(rule, start, UTC_ZONE.to_wall, since=since, until=until.replace(tzinfo=None))
        except Unreadable:
            return
