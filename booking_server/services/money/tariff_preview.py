"""Example bookings for the preview of a tariff: what they cost now and what they would cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from booking_server.domain.tariffs.pricing import price
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.schedule import Question, TariffSchedule
from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.uses import GROUP_WORDS, PURPOSE_WORDS, Purpose, UserGroup
from booking_server.domain.venues import Space, Venue
from calendars.local_time import from_local
from calendars.period import Period

_WHO = (
    (Purpose.PRIVATE_PARTY, UserGroup.RESIDENT, 1),
    (Purpose.PRIVATE_PARTY, UserGroup.RESIDENT, 2),
    (Purpose.PRIVATE_PARTY, UserGroup.OUTSIDER, 1),
    (Purpose.FUNERAL, UserGroup.RESIDENT, 1),
    (Purpose.CLUB_EVENT, UserGroup.LOCAL_CLUB, 1),
    (Purpose.COMMERCIAL, UserGroup.OUTSIDER, 1),
)
_MOST_HALLS = 12
_IN_DETAIL = 2
_MOST_ROOMS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up booking with its price by the text at hand, and by the version before if there is one."""

    hall: Venue
    what: str
    quote: Quote
    before: Quote | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who would use what for how long; `hours` 0 is the whole day, `space` None the whole hall."""

    purpose: Purpose
    group: UserGroup
    days: int = 1
    hours: int = 0
    space: Space | None = None
    is_series: bool = False

    @property
    def what(self) -> str:
        """What is asked for in words."""
        long = f"{self.days} {'Tag' if self.days == 1 else 'Tage'}"
        if self.hours:
            long = f"{'jede Woche ' if self.is_series else ''}{self.hours} Stunden"
        room = f", nur {self.space.name}" if self.space else ""
        return f"{PURPOSE_WORDS[self.purpose]}, {GROUP_WORDS[self.group]}, {long}{room}"


def examples(
    schedule: TariffSchedule, before: TariffSchedule | None, halls: Sequence[Venue], day: date
) -> tuple[Example, ...]:
    """Return examples for the halls of a schedule: whole hall, from 10:00 to 22:00, one day or two.

    The first halls also show single rooms and some hours. A hall that is let by whole days is used from
    the hour its days begin to the same hour. Questions are answered with no and with nothing lent; a
    yearly exemption is not used up.
    """
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    found = []
    for at, hall in enumerate(halls[:_MOST_HALLS]):
        usual = tuple(_Asked(*one) for one in _WHO)
        for asked in (*usual, *(_details(hall) if at < _IN_DETAIL else ())):
            use = _use(hall, asked, saturday)
            now = replace(use, answers=_answers(schedule), free_uses=_unused(schedule))
            then = replace(use, answers=_answers(before), free_uses=_unused(before)) if before else use
            old = price(before, then) if before else None
            found.append(Example(hall, asked.what, price(schedule, now), old))
    return tuple(found)


def _details(hall: Venue) -> tuple[_Asked, ...]:
    rooms = hall.spaces[:_MOST_ROOMS] if len(hall.spaces) > 1 else ()
    single = tuple(_Asked(Purpose.PRIVATE_PARTY, UserGroup.RESIDENT, space=space) for space in rooms)
    if hall.regulation.booking_day is not None:
        return single
    return (
        *single,
        _Asked(Purpose.PRIVATE_PARTY, UserGroup.RESIDENT, hours=4),
        _Asked(Purpose.CLUB_ACTIVITY, UserGroup.LOCAL_CLUB, hours=2, is_series=True),
    )


def _answers(schedule: TariffSchedule) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((one.code, _harmless(one)) for one in schedule.questions))


def _harmless(question: Question) -> str:
    offered = dict(question.answers)
    return "0" if question.is_count else "nein" if "nein" in offered else next(iter(offered))


def _unused(schedule: TariffSchedule) -> dict[str, int]:
    return {exemption.code: 0 for exemption in schedule.exemptions}


def _use(hall: Venue, asked: _Asked, first: date) -> PricedUse:
    hour = hall.regulation.booking_day
    last = first + timedelta(days=asked.days - 1 if hour is None else asked.days)
    start, end = (time(10), time(10 + (asked.hours or 12))) if hour is None else (hour, hour)
    return PricedUse(
        hall=hall.slug,
        spaces=(asked.space.slug,) if asked.space else tuple(space.slug for space in hall.spaces),
        is_whole_hall=asked.space is None,
        booking_day=hour,
        period=Period(from_local(datetime.combine(first, start)), from_local(datetime.combine(last, end))),
        booked_on=first,
        persons=40,
        purpose=asked.purpose,
        group=asked.group,
        is_series=asked.is_series,
        space_names={space.slug: space.name for space in hall.spaces},
    )
