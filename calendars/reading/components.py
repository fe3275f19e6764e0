"""From lines to the parts of a calendar: entries and time zones, as many as are bearable."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from calendars.reading.text import LONGEST_LINE, Line, read_line

MOST_ENTRIES = 5000
MOST_ZONES = 50
MOST_OBSERVANCES = 12_000
MOST_LINES = 2000
"""Properties of one part that are looked at."""

OF_AN_ENTRY = frozenset(
    {
        "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE",
        "RECURRENCE-ID", "STATUS", "TRANSP", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP",
    }
)  # fmt: skip
OF_A_ZONE = frozenset({"TZID", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"})
OF_A_CALENDAR = frozenset({"X-WR-CALNAME", "NAME", "X-WR-TIMEZONE", "METHOD"})


@dataclass(slots=True)
class Part:
    """One component: its properties by name, in the order they stand there.

    `is_cut` says that there is more of it than is looked at.
    """

    kind: str
    number: int = 0
    lines: dict[str, list[Line]] = field(default_factory=dict)
    inner: "list[Part]" = field(default_factory=list)
    count: int = 0
    is_cut: bool = False

    def keep(self, line: Line) -> None:
        """Take a property along, unless there are far too many."""
        if self.count < MOST_LINES:
            self.count += 1
            self.lines.setdefault(line.name, []).append(line)
        else:
            self.is_cut = True

    def first(self, name: str) -> Line | None:
        """Return a property, the first where it stands twice."""
        found = self.lines.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """Return the value of a property, empty when there is none."""
        found = self.first(name)
        return found.value if found else ""


@dataclass(slots=True)
class Parts:
    """What a text consists of; `entries_in_all` counts those beyond the bound too."""

    is_calendar: bool = False
    is_whole: bool = False
    head: Part = field(default_factory=lambda: Part("VCALENDAR"))
    entries: list[Part] = field(default_factory=list)
    zones: list[Part] = field(default_factory=list)
    entries_in_all: int = 0


def split(lines: Iterable[tuple[str, str]]) -> Parts:
    """Return the parts of a calendar. What is neither an entry nor a zone is passed over; nothing raises."""
    parts, path = Parts(), _Path()
    for name, line in lines:
        if name == "BEGIN":
            path.enter(parts, line.partition(":")[2].strip().upper())
        elif name == "END":
            path.leave(parts, line.partition(":")[2].strip().upper())
        elif path.part is not None and name in path.wanted:
            path.part.keep(read_line(name, line))
            path.part.is_cut |= len(line) >= LONGEST_LINE
    path.finish(parts)
    return parts


class _Path:
    """Where in the text we are; parts that nobody asks for are only counted by their depth."""

    def __init__(self) -> None:
        self.part: Part | None = None
        self.wanted: frozenset[str] = frozenset()
        self._above: Part | None = None
        self._outside = 0

    def enter(self, parts: Parts, kind: str) -> None:
        """Begin a part."""
        if kind == "VCALENDAR":
            parts.is_calendar, parts.is_whole = True, False
            self._stand_at(parts.head, OF_A_CALENDAR)
            self._above, self._outside = None, 0
        elif self._outside or not parts.is_calendar:
            self._outside += 1
        elif kind == "VEVENT":
            self._end_of_entry(parts)  # a writer forgot to end the one before
            parts.entries_in_all += 1
            self._stand_at(Part(kind, parts.entries_in_all), OF_AN_ENTRY)
        elif kind == "VTIMEZONE":
            self._stand_at(Part(kind), OF_A_ZONE)
        elif kind in ("STANDARD", "DAYLIGHT") and self.part is not None and self.part.kind == "VTIMEZONE":
            self._above = self.part
            self._stand_at(Part(kind), OF_A_ZONE)
        else:
            self._outside += 1

    def leave(self, parts: Parts, kind: str) -> None:
        """End a part, or one of those nobody asks for."""
        if self._outside:
            self._outside -= 1
        elif kind == "VCALENDAR":
            self._end_of_entry(parts)
            parts.is_whole = True
        elif self._above is not None and self.part is not None and kind == self.part.kind:
            if len(self._above.inner) < MOST_OBSERVANCES:
                self._above.inner.append(self.part)
            self._stand_at(self._above, OF_A_ZONE)
            self._above = None
        elif kind in ("VEVENT", "VTIMEZONE"):
            self._end_of_entry(parts)

    def finish(self, parts: Parts) -> None:
        """Keep an entry at which the text stops; it says itself that it is not whole."""
        self._end_of_entry(parts)

    def _stand_at(self, part: Part, wanted: frozenset[str]) -> None:
        self.part, self.wanted = part, wanted

    def _end_of_entry(self, parts: Parts) -> None:
        part, self._above = self._above or self.part, None
        if part is not None and part.kind == "VEVENT" and len(parts.entries) < MOST_ENTRIES:
            parts.entries.append(part)
        elif part is not None and part.kind == "VTIMEZONE" and len(parts.zones) < MOST_ZONES:
            parts.zones.append(part)
        self._stand_at(parts.head, OF_A_CALENDAR)
