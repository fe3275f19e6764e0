"""Calendars of clubs and schools that tell when a hall is taken, or what somebody would like to have."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from calendars.period import Period
from calendars.reading.report import Code, Note, Reading

EMPTY_ANSWERS = 2
"""How often a calendar must come back empty before what it said is forgotten: most are mistakes."""

MOST_TIMES = 1000
"""Times one calendar may have in the window, the earliest ones."""


class Mode(StrEnum):
    """What the times of a calendar mean for a hall."""

    BLOCK = "block"
    PROPOSE = "propose"


class TimeState(StrEnum):
    """What became of a time: it blocks, or something was there before; somebody has to decide, or has.

    GONE was accepted and stands no more in the calendar.
    """

    BLOCKS = "blocks"
    IN_THE_WAY = "in_the_way"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ForeignCalendar:
    """A calendar somebody subscribed for spaces of a hall (none named: all), or brought as a file.

    `host` is all of its address that is ever shown; the whole of it is often a secret. `tried_at` is when
    it was last asked for, `good_at` when it last answered as it should, `read_at` when it was last read
    from its first line to the last. `failure` is the code of what went wrong since.
    """

    id: str
    municipality_id: str
    venue_id: str
    space_slugs: tuple[str, ...]
    title: str
    mode: Mode
    host: str
    created_at: datetime
    etag: str = ""
    last_modified: str = ""
    due_at: datetime | None = None
    tried_at: datetime | None = None
    good_at: datetime | None = None
    read_at: datetime | None = None
    failure: str = ""
    failure_fact: str = ""
    failures: int = 0
    empty_answers: int = 0
    notes: tuple[tuple[str, str, str], ...] = ()
    ended_at: datetime | None = None

    @property
    def is_feed(self) -> bool:
        """Whether it is asked for again and again, and not brought by hand."""
        return bool(self.host)


@dataclass(frozen=True, slots=True)
class ForeignTime:
    """One time of a foreign calendar. `booking_id` is what blocks for it, or what was made of it."""

    id: str
    calendar_id: str
    uid: str
    summary: str
    period: Period
    state: TimeState
    is_whole_days: bool = False
    booking_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Times that touch, as one: a space is taken once, however many entries say so."""

    period: Period
    times: tuple[ForeignTime, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a calendar says from now on, and how often in a row it came back empty."""

    times: tuple[ForeignTime, ...]
    empty_answers: int = 0


def what_stands(
    calendar: ForeignCalendar, stored: Sequence[ForeignTime], reading: Reading, *, since: datetime
) -> Kept:
    """Return the times of a calendar after a new reading, with what became of each so far.

    A time is gone only when a whole, good calendar with entries leaves it out: the first empty answer removes
    nothing, nor does a part of a calendar, nor an entry that could not be read. What ended before `since`
    stays as it is.
    """
    empty_answers = 0 if reading.entries else calendar.empty_answers + 1
    before = {one.id: one for one in stored}
    read = {one.id: one for one in _read(calendar, reading, before, since)}
    is_certain = reading.is_whole and (bool(reading.entries) or empty_answers >= EMPTY_ANSWERS)
    missing = (one for one in stored if one.id not in read)
    left = (_missing(one, reading, since=since, is_certain=is_certain) for one in missing)
    times = (*read.values(), *(one for one in left if one is not None))
    return Kept(tuple(sorted(times, key=lambda one: (one.period, one.id))), empty_answers)


def stretches(times: Iterable[ForeignTime], gap: timedelta) -> tuple[Stretch, ...]:
    """Return times as stretches, by start; what overlaps, or has less than `gap` between it, is one.

    With set-up and tidy-up time around each nobody else could use what lies between them.
    """
    found: list[Stretch] = []
    for one in sorted(times, key=lambda one: (one.period, one.id)):
        last = found[-1] if found else None
        if last is not None and one.period.start < last.period.end + gap:
            end = max(last.period.end, one.period.end)
            found[-1] = Stretch(Period(last.period.start, end), (*last.times, one))
        else:
            found.append(Stretch(one.period, (one,)))
    return tuple(found)


def notes_of(reading: Reading, most: int = 50) -> tuple[tuple[str, str, str], ...]:
    """Return code, title and fact of what there is to say about a reading."""
    return tuple((note.code.value, note.summary, note.fact) for note in reading.notes[:most])


def only_the_first(reading: Reading) -> Reading:
    """Return a reading with no more times than are kept, and with a note where that leaves some out."""
    if len(reading.occurrences) <= MOST_TIMES:
        return reading
    first = sorted(reading.occurrences, key=lambda one: one.period)[:MOST_TIMES]
    note = Note(Code.TOO_MANY_TIMES, fact=str(MOST_TIMES))
    return replace(reading, occurrences=tuple(first), notes=(*reading.notes, note))


def _read(
    calendar: ForeignCalendar, reading: Reading, before: dict[str, ForeignTime], since: datetime
) -> Iterable[ForeignTime]:
    first = TimeState.IN_THE_WAY if calendar.mode is Mode.BLOCK else TimeState.PROPOSED
    for one in reading.occurrences:
        time_id = sha256(f"{calendar.id} {one.key}".encode()).hexdigest()[:32]
        known = before.get(time_id)
        if known is None and one.period.end <= since:
            continue
        state = known.state if known is not None else first
        yield ForeignTime(
            id=time_id,
            calendar_id=calendar.id,
            uid=one.uid,
            summary=one.summary,
            period=one.period,
            state=TimeState.ACCEPTED if state is TimeState.GONE else state,
            is_whole_days=one.is_whole_days,
            booking_id=known.booking_id if known is not None else None,
        )


def _missing(one: ForeignTime, reading: Reading, *, since: datetime, is_certain: bool) -> ForeignTime | None:
    if one.period.end <= since or not is_certain or one.uid in reading.unread:
        return one
    was_accepted = one.state in (TimeState.ACCEPTED, TimeState.GONE)
    return replace(one, state=TimeState.GONE) if was_accepted else None
