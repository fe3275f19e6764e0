"""What becomes of each date of a series: booked, or left out for a stated reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from booking_server.domain.series import DateState, PlannedDate
from booking_server.domain.suggestions import Spaces, Suggestion, Way
from calendars.local_time import local_date, say_date, say_period
from calendars.period import Period


class Wish(StrEnum):
    """What a person chose for one date in the preview."""

    TAKE = "take"
    SKIP = "skip"
    WAIT = "wait"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's choice for one date; OTHER names the period and, unless they stay, the spaces."""

    wish: Wish
    period: Period | None = None
    spaces: Spaces | None = None


Choices = Mapping[date, Choice]


@dataclass(frozen=True, slots=True)
class JudgedDate:
    """One date with its state; BOOKED means that it can be booked, or just was.

    `wanted` is what the plan says, `period` and `spaces` what is to be booked; `reasons` are German
    sentences saying why not, `notes` what to know about a date that can be booked.
    """

    day: date
    state: DateState
    wanted: Period | None
    period: Period | None
    spaces: Spaces
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def is_bookable(self) -> bool:
        """Whether nothing stands against booking the date."""
        return self.state is DateState.BOOKED


@dataclass(frozen=True, slots=True)
class Hall:
    """What judging asks about the hall: both answer in German, empty when all is well."""

    broken: Callable[[Period, Spaces], tuple[str, ...]]
    clash: Callable[[Period, Spaces], str]


def judge(planned: PlannedDate, spaces: Spaces, choice: Choice | None, hall: Hall) -> JudgedDate:
    """Return what becomes of one date: what a person chose, then the calendar, the rules, the others."""
    made = planned.occurrence.period
    period, rooms = made, spaces
    if choice and choice.wish is Wish.OTHER and choice.period:
        period, rooms = choice.period, spaces if choice.spaces is None else choice.spaces
    state, reasons = _left_out(planned, choice.wish if choice else None) or _at_the_hall(
        planned, period, rooms, hall
    )
    return JudgedDate(planned.day, state, made or period, period, rooms, reasons, _notes(planned, period))


def readings(planned: PlannedDate, spaces: Spaces) -> tuple[Suggestion, ...]:
    """Return the other readings of a time that the clock shows twice."""
    return tuple(Suggestion(Way.OTHER_READING, period, spaces) for period in planned.occurrence.other)


def _left_out(planned: PlannedDate, wish: Wish | None) -> tuple[DateState, tuple[str, ...]] | None:
    """What keeps a date out before the hall is looked at: a person's choice, else the calendar."""
    if wish is Wish.SKIP:
        return DateState.SKIPPED, ()
    if wish in (Wish.TAKE, Wish.OTHER):
        return None
    if planned.holiday:
        return DateState.HOLIDAY, (f"{planned.holiday}.",)
    if planned.unknown:
        return DateState.OPEN, (_unknown(planned),)
    return None


def _at_the_hall(
    planned: PlannedDate, period: Period | None, rooms: Spaces, hall: Hall
) -> tuple[DateState, tuple[str, ...]]:
    if period is None:
        return DateState.REFUSED, (_skipped_hour(planned),)
    if local_date(period.start) != planned.day:
        return DateState.REFUSED, (f"Bitte wählen Sie einen Beginn am {say_date(planned.day)}.",)
    if broken := hall.broken(period, rooms):
        return DateState.REFUSED, broken
    if taken := hall.clash(period, rooms):
        return DateState.TAKEN, (taken,)
    return DateState.BOOKED, ()


def _notes(planned: PlannedDate, period: Period | None) -> tuple[str, ...]:
    if period is None or not planned.occurrence.other or period != planned.occurrence.period:
        return ()
    return (f"In dieser Nacht werden die Uhren zurückgestellt. Gemeint ist: {say_period(period)}.",)


def _unknown(planned: PlannedDate) -> str:
    return (
        f"Für {say_date(planned.day)} stehen {planned.unknown} noch nicht fest. Bitte entscheiden Sie selbst."
    )


def _skipped_hour(planned: PlannedDate) -> str:
    first = planned.occurrence.next_valid
    way_out = f" Möglich ist es ab {first:%H:%M} Uhr." if first else ""
    return f"In dieser Nacht werden die Uhren vorgestellt: Diese Uhrzeit gibt es nicht.{way_out}"
