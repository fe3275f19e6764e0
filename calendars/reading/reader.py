"""Reading a calendar entry by entry: what one entry breaks, no other one suffers from.

1. Bytes to lines to parts: linear in the size, which is bounded.
2. Each entry is read; what cannot be read is noted.
3. Entries of one identifier belong together: a series with its changed dates.
4. Series are computed with little time each; those that need more come again at the end, with what is left.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from calendars.period import Period
from calendars.reading.budget import Purse, TooExpensive
from calendars.reading.components import MOST_ENTRIES, Part, Parts, split
from calendars.reading.entries import Entry, EntryUnreadable, read_entry, title_of, uid_of
from calendars.reading.moments import Zones
from calendars.reading.recurring import MOST_PER_SERIES, TooManyTimes, period_of, times
from calendars.reading.report import LONGEST_TEXT, Code, Note, Occurrence, Reading
from calendars.reading.rules import Unreadable
from calendars.reading.text import decode, names_and_lines, plain

Item = Reading | Note | Occurrence

MOST_TIMES = 10_000
"""Times of one calendar in the window."""

FIRST_SHARE_S, SECOND_SHARE_S = 0.02, 0.15


def read(data: bytes, window: Period, purse: Purse) -> Iterator[Item]:
    """Yield the head of a calendar, its times in the window, and a note for everything that is wrong.

    `purse` is the computing time for what strangers made expensive.
    """
    text, is_guessed = decode(data)
    parts = split(names_and_lines(text))
    if not parts.is_calendar:
        yield Note(Code.NOT_A_CALENDAR)
        return
    yield Reading(_name(parts), parts.entries_in_all)
    if is_guessed:
        yield Note(Code.ENCODING_GUESSED)
    if not parts.is_whole:
        yield Note(Code.CUT_OFF)
    if parts.entries_in_all > MOST_ENTRIES:
        yield Note(Code.TOO_MANY_ENTRIES, fact=str(parts.entries_in_all))
    default = parts.head.value("X-WR-TIMEZONE")
    yield from _bounded(_entries(parts, Zones(parts.zones, purse, window.end, default), window, purse))


def _name(parts: Parts) -> str:
    return plain(parts.head.value("X-WR-CALNAME") or parts.head.value("NAME"))[:LONGEST_TEXT]


def _bounded(items: Iterator[Item]) -> Iterator[Item]:
    left = MOST_TIMES
    for item in items:
        if isinstance(item, Occurrence):
            if left == 0:
                yield Note(Code.TOO_MANY_TIMES, fact=str(MOST_TIMES))
                return
            left -= 1
        yield item


def _entries(parts: Parts, zones: Zones, window: Period, purse: Purse) -> Iterator[Item]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for part in parts.entries:
        try:
            entry = read_entry(part, zones)
        except (EntryUnreadable, TooExpensive) as error:
            yield _not_read(part, error)
            continue
        if not entry.uid:
            yield entry.note(Code.UID_MISSING)
            entry = replace(entry, uid=_made_up(entry))
        if part.is_cut:
            yield entry.note(Code.PARTLY_READ)
        if entry.zone_is_guessed:
            yield entry.note(Code.ZONE_UNKNOWN, _zone_name(part))
        groups[entry.uid].append(entry)
    expensive: list[tuple[Entry, list[Entry]]] = []
    for entries in sorted(groups.values(), key=_looks_expensive):
        for item in _group(entries, window, purse):
            if isinstance(item, tuple):
                expensive.append(item)
            else:
                yield item
    for master, changed in expensive:
        yield from _series(master, changed, window, purse, SECOND_SHARE_S)


def _looks_expensive(entries: Sequence[Entry]) -> bool:
    """Whether a rule counts seconds, minutes or hours: these come last, so that they starve no other one."""
    rules = " ".join(rule.upper() for one in entries for rule in one.rules + one.without_rules)
    return any(word in rules for word in ("SECOND", "MINUTE", "HOUR"))


def _not_read(part: Part, error: EntryUnreadable | TooExpensive) -> Note:
    code = error.code if isinstance(error, EntryUnreadable) else Code.RULE_TOO_EXPENSIVE
    fact = error.fact if isinstance(error, EntryUnreadable) else ""
    return Note(code, part.number, uid_of(part), title_of(part), fact)


def _zone_name(part: Part) -> str:
    start = part.first("DTSTART")
    return start.parameters.get("TZID", "") if start else ""


def _made_up(entry: Entry) -> str:
    """Return an identifier for an entry that has none: it is another entry when its time or title changes."""
    return f"{entry.start.key} {entry.summary}"[:LONGEST_TEXT]


def _group(
    entries: Sequence[Entry], window: Period, purse: Purse
) -> Iterator[Item | tuple[Entry, list[Entry]]]:
    """Yield what the entries of one identifier say; a series that costs too much comes back as it is."""
    changed = _newest_changes(entries)
    masters = _newest(one for one in entries if one.replaces is None)
    if not masters and changed:
        yield changed[0].note(Code.MASTER_MISSING)
        for one in changed:
            yield from _single(one, one.replaces.key if one.replaces else one.start.key, window)
        return
    for extra in masters[1:]:
        yield extra.note(Code.UID_REPEATED)
    for at, master in enumerate(masters):
        mine = changed if at == 0 else []
        if not (master.rules or master.dates or mine):
            # A single entry that moves stays the same entry; one of several is told by its start.
            yield from _single(master, "" if len(masters) == 1 else master.start.key, window)
            continue
        try:
            with purse.step(FIRST_SHARE_S):
                found = list(_series(master, mine, window, None, 0))
        except TooExpensive:
            yield master, mine
            continue
        yield from found


def _newest(masters: Iterator[Entry]) -> list[Entry]:
    """Return the newest version of an entry; where those of one version start apart, they are several."""
    found = list(masters)
    highest = max((one.sequence for one in found), default=0)
    return list({one.start.key: one for one in found if one.sequence == highest}.values())


def _newest_changes(entries: Sequence[Entry]) -> list[Entry]:
    newest: dict[str, Entry] = {}
    for one in entries:
        if one.replaces is not None:
            before = newest.get(one.replaces.key)
            if before is None or (before.sequence, before.changed) <= (one.sequence, one.changed):
                newest[one.replaces.key] = one
    return list(newest.values())


def _single(entry: Entry, key: str, window: Period) -> Iterator[Item]:
    if entry.without_time is not None:
        yield entry.note(entry.without_time)
        return
    period = period_of(entry, entry.start, entry.length)
    if period is not None and period.overlaps(window):
        yield _occurrence(entry, key, period)


def _series(
    master: Entry, changed: list[Entry], window: Period, purse: Purse | None, share: float
) -> Iterator[Item]:
    try:
        if purse is None:
            found = times(master, changed, window)
        else:
            with purse.step(share):
                found = times(master, changed, window)
    except Unreadable:
        yield master.note(Code.RULE_UNREADABLE, ";".join(master.rules + master.without_rules))
        return
    except TooManyTimes:
        yield master.note(Code.RULE_TOO_EXPENSIVE, f"> {MOST_PER_SERIES}")
        return
    except TooExpensive:
        if purse is None:
            raise
        yield master.note(Code.RULE_TOO_EXPENSIVE, ";".join(master.rules + master.without_rules))
        return
    if master.without_time is not None:
        yield master.note(master.without_time)
    for time in found:
        if time.period is not None:
            yield _occurrence(time.entry, time.key, time.period)


def _occurrence(entry: Entry, key: str, period: Period) -> Occurrence:
    return Occurrence(
        f"{entry.uid} {key}".strip(),
        entry.uid,
        entry.summary,
        period,
        is_whole_days=entry.start.is_day,
        is_tentative=entry.is_tentative,
    )
