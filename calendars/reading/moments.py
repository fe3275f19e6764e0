"""Moments of an entry: a whole day or a wall-clock time, in a zone; and the zones a calendar speaks of."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from calendars.local_time import BERLIN
from calendars.reading.budget import Purse
from calendars.reading.components import Part
from calendars.reading.text import Line
from calendars.reading.values import read_moment
from calendars.reading.zones import UTC_ZONE, KnownZone, Zone, described, known

HERE: Zone = KnownZone(BERLIN)
"""Where times without a zone are meant: at the hall."""

SHARE_OF_A_ZONE_S = 0.25


@dataclass(frozen=True, slots=True)
class Moment:
    """A naive wall-clock time in a zone; a whole day is its first moment, at the hall."""

    wall: datetime
    zone: Zone
    is_day: bool = False
    zone_is_guessed: bool = False

    @property
    def instant(self) -> datetime:
        """Return it in UTC."""
        return self.zone.to_utc(self.wall)

    @property
    def key(self) -> str:
        """Return it in a spelling that is the same for the same moment in every zone."""
        return f"{self.wall:%Y%m%d}" if self.is_day else f"{self.instant:%Y%m%dT%H%M%SZ}"

    def at(self, wall: datetime) -> "Moment":
        """Return another moment of the same kind."""
        return replace(self, wall=wall)

    def later(self, by: timedelta, *, by_clock: bool) -> datetime:
        """Return the instant so much later: on the clock, or its days on it and the rest as it passes."""
        on_clock = by if by_clock else timedelta(days=by.days)
        return self.zone.to_utc(self.wall + on_clock) + (by - on_clock)


class Zones:
    """The zones of one calendar; each is looked up once, and only when it is used."""

    def __init__(self, parts: list[Part], purse: Purse, until: datetime, default: str = "") -> None:
        self._described = {part.value("TZID"): part for part in parts}
        self._purse = purse
        self._until = until
        self._found: dict[str, Zone | None] = {}
        self.floating = (known(default) if default else None) or HERE

    def named(self, name: str) -> Zone | None:
        """Return the zone of a TZID, None where nobody knows it. Raises TooExpensive."""
        if name not in self._found:
            self._found[name] = known(name) or self._own(name)
        return self._found[name]

    def _own(self, name: str) -> Zone | None:
        part = self._described.get(name)
        if part is None:
            return None
        with self._purse.step(SHARE_OF_A_ZONE_S):
            return described(part, self._until)


def read(line: Line, zones: Zones) -> Moment | None:
    """Return the moment of a property, None where it cannot be read."""
    return read_value(line.value, line.parameters.get("TZID", ""), zones)


def read_value(value: str, zone_name: str, zones: Zones) -> Moment | None:
    """Return the moment of a value, None where it cannot be read. Without a zone it is meant at the hall."""
    found = read_moment(value)
    if found is None:
        return None
    moment, is_utc = found
    if not isinstance(moment, datetime):
        return Moment(_midnight(moment), HERE, is_day=True)
    if is_utc:
        return Moment(moment, UTC_ZONE)
    zone = zones.named(zone_name) if zone_name else zones.floating
    return Moment(moment, zone or zones.floating, zone_is_guessed=zone is None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))
