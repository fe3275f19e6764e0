"""An entry of a calendar, read: when it starts, how long it lasts, how it comes again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from calendars.reading.components import Part
from calendars.reading.moments import Moment, Zones, read, read_value
from calendars.reading.report import LONGEST_TEXT, Code, Note
from calendars.reading.rules import split_list
from calendars.reading.text import plain
from calendars.reading.values import read_duration

LONGEST = timedelta(days=366)
A_DAY = timedelta(days=1)
MOST_DATES, MOST_RULES = 5000, 5


class EntryUnreadable(Exception):
    """Nobody can tell when an entry is."""

    def __init__(self, code: Code, fact: str = "") -> None:
        super().__init__(code.value)
        self.code = code
        self.fact = fact[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Entry:
    """A VEVENT. `replaces` is the date of the series it stands for, `and_later` for those after it too."""

    number: int
    uid: str
    summary: str
    start: Moment
    length: timedelta
    by_clock: bool = True
    rules: tuple[str, ...] = ()
    dates: tuple[tuple[Moment, timedelta | None], ...] = ()
    without: tuple[Moment, ...] = ()
    without_rules: tuple[str, ...] = ()
    replaces: Moment | None = None
    and_later: bool = False
    sequence: int = 0
    changed: str = ""
    without_time: Code | None = None
    is_tentative: bool = False

    @property
    def zone_is_guessed(self) -> bool:
        """Whether a zone of it is unknown, so that its times were read as those of the hall."""
        return self.start.zone_is_guessed

    def note(self, code: Code, fact: str = "") -> Note:
        """Return a remark about this entry."""
        return Note(code, self.number, self.uid, self.summary, fact[:LONGEST_TEXT])


def uid_of(part: Part) -> str:
    """Return the identifier of an entry, as much of it as is kept; empty when it has none."""
    return plain(part.value("UID"))[:LONGEST_TEXT]


def title_of(part: Part) -> str:
    """Return the title of an entry."""
    return plain(part.value("SUMMARY"))[:LONGEST_TEXT]


def read_entry(part: Part, zones: Zones) -> Entry:
    """Return an entry. Raises EntryUnreadable, TooExpensive."""
    start_line = part.first("DTSTART")
    if start_line is None or not start_line.value:
        raise EntryUnreadable(Code.START_MISSING)
    start = _moment(read(start_line, zones), start_line.value)
    replaced = part.first("RECURRENCE-ID")
    sequence = part.value("SEQUENCE")
    length, by_clock = _length(part, start, zones)
    return Entry(
        number=part.number,
        uid=uid_of(part),
        summary=title_of(part),
        start=start,
        length=length,
        by_clock=by_clock,
        rules=_rules(part, "RRULE"),
        dates=_dates(part, start, zones),
        without=_exceptions(part, zones),
        without_rules=_rules(part, "EXRULE"),
        replaces=_moment(read(replaced, zones), replaced.value) if replaced else None,
        and_later=bool(replaced and replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE"),
        sequence=int(sequence[:9]) if sequence.isascii() and sequence.isdigit() else 0,
        changed=part.value("LAST-MODIFIED") or part.value("DTSTAMP"),
        without_time=_without_time(part) or (None if length else Code.NO_LENGTH),
        is_tentative=part.value("STATUS").upper() == "TENTATIVE",
    )


def _length(part: Part, start: Moment, zones: Zones) -> tuple[timedelta, bool]:
    """Return how long an entry lasts, and whether that is meant on the clock: both its ends stand on one."""
    end_line, duration = part.first("DTEND"), part.first("DURATION")
    by_clock = start.is_day
    if end_line is not None and end_line.value:
        end = _moment(read(end_line, zones), end_line.value)
        by_clock = start.is_day or end.is_day or start.zone == end.zone
        length = end.wall - start.wall if by_clock else end.instant - start.instant
        if start.is_day and length == timedelta() and end.is_day:
            length = A_DAY  # many writers let a whole day end on itself
    elif duration is not None and duration.value:
        found = read_duration(duration.value)
        if found is None:
            raise EntryUnreadable(Code.TIME_UNREADABLE, duration.value)
        length = found
    else:
        length = A_DAY if start.is_day else timedelta()
    if length < timedelta():
        raise EntryUnreadable(Code.ENDS_BEFORE_START)
    if length > LONGEST:
        raise EntryUnreadable(Code.LASTS_TOO_LONG)
    return length, by_clock


def _dates(part: Part, start: Moment, zones: Zones) -> tuple[tuple[Moment, timedelta | None], ...]:
    found: list[tuple[Moment, timedelta | None]] = []
    for zone, value in _listed(part, "RDATE"):
        begin, _, end = value.partition("/")
        moment = _moment(read_value(begin, zone, zones), value)
        found.append((moment, _period_length(moment, end, zone, zones)))
    return tuple(found)


def _period_length(begin: Moment, end: str, zone: str, zones: Zones) -> timedelta | None:
    if not end:
        return None
    length = read_duration(end)
    if length is None:
        length = _moment(read_value(end, zone, zones), end).instant - begin.instant
    if not timedelta() < length <= LONGEST:
        raise EntryUnreadable(Code.ENDS_BEFORE_START if length <= timedelta() else Code.LASTS_TOO_LONG)
    return length


def _exceptions(part: Part, zones: Zones) -> tuple[Moment, ...]:
    """Return what is left out. An exception nobody can read is passed over: better one time too much."""
    found = (read_value(value, zone, zones) for zone, value in _listed(part, "EXDATE"))
    return tuple(moment for moment in found if moment is not None)


def _listed(part: Part, name: str) -> Iterator[tuple[str, str]]:
    """Yield the values of lists of dates, each with the zone it is said in, as many as are bearable."""
    left = MOST_DATES
    for line in part.lines.get(name, ()):
        values = split_list(line.value)
        part.is_cut |= len(values) > left
        for value in values[:left]:
            yield line.parameters.get("TZID", ""), value
        left -= min(left, len(values))


def _rules(part: Part, name: str) -> tuple[str, ...]:
    lines = part.lines.get(name, [])
    part.is_cut |= len(lines) > MOST_RULES
    return tuple(line.value for line in lines[:MOST_RULES])


def _without_time(part: Part) -> Code | None:
    if part.value("STATUS").upper() == "CANCELLED":
        return Code.CANCELLED
    return Code.TAKES_NO_TIME if part.value("TRANSP").upper() == "TRANSPARENT" else None


def _moment(found: Moment | None, value: str) -> Moment:
    if found is None:
        raise EntryUnreadable(Code.TIME_UNREADABLE, value)
    return found
