"""Example bookings for the preview of a tariff: what they cost now and what they would cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from booking_server.domain.tariffs.pricing import price
from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.tariffs.schedule import Question, TariffSchedule
from booking_server.domain.tariffs.use import PricedUse
from booking_server.domain.uses import GROUP_WORDS, PURPOSE_WORDS, Purpose, UserGroup
from booking_server.domain.venues import Venue
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


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up booking with its price by the text at hand, and by the version before if there is one."""

    hall: Venue
    what: str
    quote: Quote
    before: Quote | None


def examples(
    schedule: TariffSchedule, before: TariffSchedule | None, halls: Sequence[Venue], day: date
) -> tuple[Example, ...]:
    """Return examples for the halls of a schedule: whole hall, from 10:00 to 22:00, one day or two.

    A hall that is let by whole days is used from the hour its days begin to the same hour.
    Questions are answered with no and with nothing lent; a yearly exemption is not used up.
    """
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    found = []
    for hall in halls[:_MOST_HALLS]:
        for purpose, group, days in _WHO:
            use = _use(hall, purpose, group, saturday, days)
            use = replace(use, answers=_answers(schedule), free_uses=_unused(schedule))
            what = f"{PURPOSE_WORDS[purpose]}, {GROUP_WORDS[group]}, {days} {'Tag' if days == 1 else 'Tage'}"
            asked = replace(use, answers=_answers(before), free_uses=_unused(before)) if before else use
            old = price(before, asked) if before else None
            found.append(Example(hall, what, price(schedule, use), old))
    return tuple(found)


def _answers(schedule: TariffSchedule) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((one.code, _harmless(one)) for one in schedule.questions))


def _harmless(question: Question) -> str:
    offered = dict(question.answers)
    return "0" if question.is_count else "nein" if "nein" in offered else next(iter(offered))


def _unused(schedule: TariffSchedule) -> dict[str, int]:
    return {exemption.code: 0 for exemption in schedule.exemptions}


def _use(hall: Venue, purpose: Purpose, group: UserGroup, first: date, days: int) -> PricedUse:
    hour = hall.regulation.booking_day
    last = first + timedelta(days=days - 1 if hour is None else days)
    start, end = (time(10), time(22)) if hour is None else (hour, hour)
    return PricedUse(
        hall=hall.slug,
        spaces=tuple(space.slug for space in hall.spaces),
        is_whole_hall=True,
        booking_day=hour,
        period=Period(from_local(datetime.combine(first, start)), from_local(datetime.combine(last, end))),
        booked_on=first,
        persons=40,
        purpose=purpose,
        group=group,
    )
