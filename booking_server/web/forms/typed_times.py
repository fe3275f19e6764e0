"""Dates and times as people type them, read as Berlin wall-clock time."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from booking_server.domain.errors import (
    BookingReversed,
    LocalTimeAmbiguous,
    LocalTimeMissing,
    RuleBroken,
    TimeUnreadable,
)
from calendars.errors import AmbiguousLocalTime, NonexistentLocalTime, PeriodReversed
from calendars.local_time import at, from_local, say_date
from calendars.period import Period

YEARS = range(2000, 2101)
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?:\w{2}\.?,? *)?(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})"),
)
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2})(?:[:.]\d{2})?)?(?: ?Uhr)?", re.IGNORECASE)
_END_OF_DAY = re.compile(r"24(?:[:.]?00)?(?: ?Uhr)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedMoment:
    """A date and a time exactly as typed. `fold` is "0" or "1" once the repeated hour was told apart."""

    date: str = ""
    time: str = ""
    fold: str = ""


@dataclass(frozen=True, slots=True)
class ReadTimes:
    """A period, or what keeps it from being one."""

    period: Period | None
    errors: tuple[RuleBroken, ...] = ()


def read_times(start: TypedMoment, end: TypedMoment) -> ReadTimes:
    """Read both moments; an end without a date is the first such time after the start.

    Errors carry the field `start` or `end`.
    """
    first = _instant(start, "start")
    last = _instant(_with_date(start, end), "end")
    errors = tuple(read for read in (first, last) if isinstance(read, RuleBroken))
    if isinstance(first, RuleBroken) or isinstance(last, RuleBroken):
        return ReadTimes(None, errors)
    try:
        return ReadTimes(Period(first, last))
    except PeriodReversed:
        return ReadTimes(None, (BookingReversed("Das Ende muss nach dem Beginn liegen."),))


def read_days(first: TypedMoment, last: TypedMoment, hour: time) -> ReadTimes:
    """Read the first and the last booking day; each lasts from `hour` to `hour` on the day after.

    A last day left empty is the first. Whoever sends times too is read as written: the rules say if they fit.
    """
    if first.time.strip() or last.time.strip():
        return read_times(first, last)
    day, until = read_date(first.date), read_date(last.date or first.date)
    if day is None:
        return ReadTimes(None, (TimeUnreadable("Bitte geben Sie den ersten Buchungstag an.", field="start"),))
    if until is None:
        return ReadTimes(None, (TimeUnreadable("Bitte geben Sie den letzten Buchungstag an.", field="end"),))
    if until < day:
        return ReadTimes(None, (BookingReversed("Der letzte Tag muss am oder nach dem ersten liegen."),))
    return ReadTimes(Period(at(day, hour), at(until + timedelta(days=1), hour)))


def read_date(text: str) -> date | None:
    """Return the date in "2026-10-02", "2.10.2026" or "Fr., 02.10.2026"; None when it is not one."""
    for form in _DATES:
        if found := form.fullmatch(text.strip()):
            try:
                read = date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                return None
            return read if read.year in YEARS else None
    return None


def read_time(text: str) -> time | None:
    """Return the time in "19:00", "19.00 Uhr", "1900" or "19"; None when it is not one."""
    found = _TIME.fullmatch(text.strip())
    try:
        return time(int(found["hour"]), int(found["minute"] or 0)) if found else None
    except ValueError:
        return None


def _with_date(start: TypedMoment, end: TypedMoment) -> TypedMoment:
    """Give an end without a date the start's, or the day after when its time comes earlier in the day.

    24:00 is how people write the end of a day: it is 00:00 on the day after.
    """
    if _END_OF_DAY.fullmatch(end.time.strip()) and (day := read_date(end.date or start.date)):
        return replace(end, date=(day + timedelta(days=1)).isoformat(), time="00:00")
    first_day, first_time, last_time = read_date(start.date), read_time(start.time), read_time(end.time)
    if end.date.strip() or first_day is None or last_time is None:
        return end
    after_midnight = first_time is not None and last_time < first_time
    return replace(end, date=(first_day + timedelta(days=1 if after_midnight else 0)).isoformat())


def _instant(typed: TypedMoment, field: str) -> datetime | RuleBroken:
    day, clock = read_date(typed.date), read_time(typed.time)
    if day is None or clock is None:
        return TimeUnreadable(_missing(typed, field), field=field)
    fold = int(typed.fold) if typed.fold in ("0", "1") else None
    try:
        return from_local(datetime.combine(day, clock), fold=fold)
    except NonexistentLocalTime as error:
        return LocalTimeMissing(
            f"{clock:%H:%M} Uhr gibt es in der Nacht zum {say_date(day)} nicht: Die Uhren werden vorgestellt."
            f" Bitte wählen Sie {error.next_valid:%H:%M} Uhr oder später.",
            field=field,
        )
    except AmbiguousLocalTime:
        return LocalTimeAmbiguous(
            f"{clock:%H:%M} Uhr gibt es in der Nacht zum {say_date(day)} zweimal: Die Uhren werden"
            " zurückgestellt. Bitte wählen Sie, welche Sie meinen.",
            field=field,
        )


def _missing(typed: TypedMoment, field: str) -> str:
    """Say which part of a moment cannot be read, and how it is written."""
    which = "den Beginn" if field == "start" else "das Ende"
    if read_time(typed.time) is not None:
        return f"Bitte geben Sie für {which} einen Tag an, zum Beispiel 02.10.2026."
    if field == "start" and read_date(typed.date) is None:
        return "Bitte geben Sie für den Beginn Tag und Uhrzeit an."
    return f"Bitte geben Sie für {which} eine Uhrzeit an, zum Beispiel 19:00."
