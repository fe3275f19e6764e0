"""One entry of a calendar as VEVENT (RFC 5545, 3.6.1): single, coming again, or one date of what does."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from calendars.errors import NaiveTime
from calendars.ical_text import clock_time, content_lines, fold, parameter, text, uri, utc_time
from calendars.local_time import BERLIN, is_repeated, to_local
from calendars.period import Period
from calendars.recurrence import Frequency, Rule
from calendars.vtimezone import COVERED_SINCE, WEEKDAYS

_A_DAY = timedelta(days=1)
_ZONE = f"TZID={BERLIN.key}"
_FREQUENCIES = {Frequency.WEEKLY: "WEEKLY", Frequency.FORTNIGHTLY: "WEEKLY;INTERVAL=2"}


class EventStatus(StrEnum):
    """STATUS of an event."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Classification(StrEnum):
    """CLASS: how much a calendar program may show to others."""

    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"
    CONFIDENTIAL = "CONFIDENTIAL"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How an entry comes again: by `rule`, the last time at `until`, and not at the starts in `without`.

    All starts are those the rule yields; none of them is a time the clock skips or shows twice.
    """

    rule: Rule
    until: datetime
    without: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody as a calendar names them: by mail address, and by name for people to read."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One entry of a calendar.

    `uid` never changes; `sequence` grows with every change a reader must notice. `transparent`
    entries take no time. `recurrence_id` is the start the rule of the entry with the same `uid` yields
    for what this one says instead; such entries come after that one. `organizer` and `attendee` are for
    invitations. Raises NaiveTime for times without a zone.
    """

    uid: str
    period: Period
    summary: str
    created: datetime
    last_modified: datetime
    sequence: int = 0
    status: EventStatus = EventStatus.CONFIRMED
    description: str = ""
    location: str = ""
    url: str = ""
    transparent: bool = False
    classification: Classification = Classification.PUBLIC
    recurrence: Recurrence | None = None
    recurrence_id: datetime | None = None
    organizer: Contact | None = None
    attendee: Contact | None = None

    def __post_init__(self) -> None:
        if self.created.tzinfo is None or self.last_modified.tzinfo is None:
            raise NaiveTime("an event needs aware times")


def write_event(event: CalendarEvent, *, stamp: datetime | None = None) -> bytes:
    """Return one VEVENT. `stamp` is when it is mailed (METHOD); else DTSTAMP says when it changed."""
    changed = utc_time(event.last_modified)
    lines = [
        "BEGIN:VEVENT",
        fold(f"UID:{text(event.uid)}"),
        f"DTSTAMP:{utc_time(stamp) if stamp else changed}",  # RFC 5545, 3.8.7.2
        *_times(event.period),
        f"SEQUENCE:{event.sequence}",
        f"CREATED:{changed if event.created == event.last_modified else utc_time(event.created)}",
        f"LAST-MODIFIED:{changed}",
        _said(event.summary, event.description, event.location, event.url),
        _state(event.status, event.classification, event.transparent),
    ]
    if event.recurrence or event.recurrence_id or event.organizer or event.attendee:
        lines += _more(event)
    return content_lines(*lines, "END:VEVENT")


def is_plain(instant: datetime) -> bool:
    """Whether a time can be written as Berlin time: the zone covers it, and the clock shows it once.

    RFC 5545 reads a repeated local time as its first pass (3.3.5), and there is no way to name the second.
    """
    return instant >= COVERED_SINCE and not is_repeated(instant)


def _times(period: Period) -> tuple[str, str]:
    """Return DTSTART and DTEND: Berlin time, so that people see it so in every zone they travel to.

    An event with an end in the repeated hour of autumn is written in UTC.
    """
    start, end = period.start, period.end
    early, late = _ahead(start.date()), _ahead(end.date())
    if early is not None and late is not None:
        return f"DTSTART;{_ZONE}:{clock_time(start + early)}", f"DTEND;{_ZONE}:{clock_time(end + late)}"
    if not (is_plain(start) and is_plain(end)):
        return f"DTSTART:{utc_time(start)}", f"DTEND:{utc_time(end)}"
    return f"DTSTART;{_local(start)}", f"DTEND;{_local(end)}"


@lru_cache(maxsize=4096)
def _ahead(day: date) -> timedelta | None:
    """Return how far the clock is ahead all of a day (UTC); None around its changes and before the rules.

    Asking the zone for each of ten thousand events takes longer than writing them.
    """
    begin = datetime.combine(day, time(), UTC)
    if begin <= COVERED_SINCE:
        return None
    before, after = to_local(begin - _A_DAY).utcoffset(), to_local(begin + 2 * _A_DAY).utcoffset()
    return before if before == after else None


@lru_cache(maxsize=512)
def _said(summary: str, description: str, location: str, url: str) -> str:
    """Return the lines of what an entry says: most entries of a calendar say the same."""
    lines = [_text_line("SUMMARY", summary)]
    if location:
        lines.append(_text_line("LOCATION", location))
    if description:
        lines.append(_text_line("DESCRIPTION", description))
    if url:
        lines.append(fold(f"URL:{uri(url)}"))
    return "\r\n".join(lines)


@lru_cache(maxsize=64)
def _state(status: EventStatus, classification: Classification, transparent: bool) -> str:
    taking = "TRANSPARENT" if transparent else "OPAQUE"
    return f"STATUS:{status}\r\nTRANSP:{taking}\r\nCLASS:{classification}"


@lru_cache(maxsize=1024)
def _text_line(name: str, value: str) -> str:
    return fold(f"{name}:{text(value)}")


def _more(event: CalendarEvent) -> list[str]:
    lines = []
    if event.recurrence_id:
        lines.append(f"RECURRENCE-ID;{_local(event.recurrence_id)}")
    if event.recurrence:
        lines.append(f"RRULE:{_rule(event.recurrence)}")
        lines += [f"EXDATE;{_local(start)}" for start in event.recurrence.without]
    if event.organizer:
        lines.append(fold(f"ORGANIZER{_named(event.organizer)}"))
    if event.attendee:
        # Whoever booked comes: no program is to ask them, or to mail their answer to us.
        asked = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
        lines.append(fold(f"ATTENDEE;{asked}{_named(event.attendee)}"))
    return lines


def _rule(recurrence: Recurrence) -> str:
    rule = recurrence.rule
    weekday, until = WEEKDAYS[rule.weekday], f"UNTIL={utc_time(recurrence.until)}"
    if rule.frequency is Frequency.MONTHLY:
        return f"FREQ=MONTHLY;BYDAY={rule.nth}{weekday};{until}"
    return f"FREQ={_FREQUENCIES[rule.frequency]};BYDAY={weekday};{until}"


def _named(contact: Contact) -> str:
    name = parameter(contact.name)
    return f"{f';CN={name}' if name else ''}:mailto:{uri(contact.email)}"


def _local(instant: datetime) -> str:
    return f"{_ZONE}:{clock_time(to_local(instant))}"
