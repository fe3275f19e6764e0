"""The forms of blackouts and election days, as typed."""

from dataclasses import dataclass, field, replace
from datetime import date

from werkzeug.datastructures import MultiDict

from booking_server.domain.errors import RequestRefused, TimeUnreadable
from booking_server.web.forms.text import one_line
from booking_server.web.forms.typed_times import TypedMoment, read_date, read_times
from calendars.period import Period


@dataclass(frozen=True, slots=True)
class BlackoutForm:
    """What was typed: a hall, some of its spaces (none for all), from when to when, and why."""

    hall: str = ""
    spaces: tuple[str, ...] = ()
    start: TypedMoment = field(default_factory=TypedMoment)
    end: TypedMoment = field(default_factory=TypedMoment)
    reason: str = ""


def read_blackout(typed: MultiDict[str, str]) -> BlackoutForm:
    """Read what was sent, without judging it. A box says which hall it belongs to: `dgh-benken/saal`."""
    hall = one_line(typed.get("hall", ""))
    spaces = [one_line(box).partition("/") for box in typed.getlist("spaces")]
    return BlackoutForm(
        hall=hall,
        spaces=tuple(space for owner, _, space in spaces if owner == hall),
        start=_moment(typed, "start"),
        end=_moment(typed, "end"),
        reason=one_line(typed.get("reason", ""))[:200],
    )


def to_period(form: BlackoutForm) -> Period:
    """Return the time to close; without times whole days. Raises RequestRefused."""
    start = form.start if form.start.time else replace(form.start, time="00:00")
    end = form.end if form.end.time else replace(form.end, date=form.end.date or start.date, time="24:00")
    read = read_times(start, end)
    if read.period is None:
        raise RequestRefused(read.errors)
    return read.period


def read_day(text: str) -> date:
    """Return the day of an election. Raises TimeUnreadable."""
    day = read_date(text)
    if day is None:
        raise TimeUnreadable("Bitte geben Sie den Wahltag an, zum Beispiel 27.09.2026.", field="day")
    return day


def _moment(typed: MultiDict[str, str], which: str) -> TypedMoment:
    return TypedMoment(*(one_line(typed.get(f"{which}_{part}", "")) for part in ("date", "time", "fold")))
