"""Figures of use of a hall or of all halls of a municipality, for who may see them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from booking_server.domain.doors import silence
from booking_server.domain.errors import NotPermitted
from booking_server.domain.figures import usage
from booking_server.domain.figures.income import Income
from booking_server.domain.figures.span import Span, month_of
from booking_server.domain.figures.uptime import Uptime, Watched, uptime
from booking_server.domain.figures.usage import Usage, WeekHour
from booking_server.domain.figures.visits import Visits
from booking_server.domain.people import Deed, Person
from booking_server.domain.venues import Municipality, Venue
from booking_server.services.doors.visits import visits_by_month
from booking_server.services.foundation.house import House
from booking_server.services.foundation.permitting import require_at
from booking_server.services.money.payees import municipality_of
from booking_server.storage.unit_of_work import UnitOfWork
from calendars import local_time
from calendars.period import Period

DEED = Deed.SEE_FIGURES


@dataclass(frozen=True, slots=True)
class HallFigures:
    """One hall over all months."""

    venue: Venue
    usage: Usage


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month of all halls together; `visits` is None where they were never counted."""

    month: date
    usage: Usage
    visits: Visits | None
    income: Income
    uptime: Uptime


@dataclass(frozen=True, slots=True)
class Figures:
    """What a page of figures shows: `name` says of what, `halls` are more than one for a municipality."""

    name: str
    span: Span
    months: tuple[MonthFigures, ...]
    week: tuple[tuple[WeekHour, ...], ...]
    halls: tuple[HallFigures, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Places:
    """Of what a person may see figures."""

    towns: tuple[Municipality, ...]
    halls: tuple[Venue, ...]


def places(house: House, person: Person) -> Places:
    """Return the municipalities and halls a person may see figures of, by name."""
    with house.reading() as uow:
        towns = tuple(one for one in uow.venues.municipalities() if person.may_everywhere(DEED, one.id))
        halls = tuple(
            one
            for one in uow.venues.all()
            if person.may(DEED, municipality_id=one.municipality_id, venue_id=one.id)
        )
    if not halls:
        raise NotPermitted("Für Sie ist kein Haus eingetragen, dessen Auswertung Sie sehen dürfen.")
    return Places(towns, halls)


def of_hall(house: House, person: Person, slug: str, span: Span) -> Figures:
    """Return the figures of one hall. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        venue = uow.venues.by_slug(slug)
        require_at(person, DEED, venue)
        return _figures(uow, venue.name, (venue,), span)


def of_town(house: House, person: Person, slug: str, span: Span) -> Figures:
    """Return the figures of all halls of a municipality. Raises NotFound, NotPermitted."""
    with house.reading() as uow:
        town = municipality_of(uow, person, DEED, slug)
        return _figures(uow, town.name, uow.venues.of_town(town.id), span)


def _figures(uow: UnitOfWork, name: str, venues: Sequence[Venue], span: Span) -> Figures:
    ids = [venue.id for venue in venues]
    uses = uow.figures.uses(ids, span.period)
    used = usage.by_month(uses, span, len(ids))
    each = usage.by_hall(uses, span, ids)
    visits, income = visits_by_month(uow, ids, span), _income(uow, venues, span)
    doors = _watched(uow, ids, span.period)
    return Figures(
        name=name,
        span=span,
        months=tuple(
            MonthFigures(
                month,
                used[month],
                visits.get(month),
                income[month],
                uptime(doors, local_time.month(month.year, month.month), uow.now),
            )
            for month in span.months
        ),
        week=usage.week_hours(uses, span, len(ids)),
        halls=tuple(HallFigures(venue, each[venue.id]) for venue in venues),
        made_at=uow.now,
    )


def _income(uow: UnitOfWork, venues: Sequence[Venue], span: Span) -> dict[date, Income]:
    if not venues:  # a municipality that has just been added
        return dict.fromkeys(span.months, Income())
    town, ids = venues[0].municipality_id, [venue.id for venue in venues]
    first, last = span.days[0], span.days[-1]
    moved = [
        (local_time.local_date(at), Income(billed=c)) for at, c in uow.figures.billed(town, ids, first, last)
    ]
    moved += [(day, Income(paid=cents)) for day, cents in uow.figures.paid(town, ids, first, last)]
    steps = uow.figures.deposit_moves(town, ids, first, last)
    moved += [(day, Income(**{kind.value: cents})) for day, kind, cents in steps]
    sums = dict.fromkeys(span.months, Income())
    for day, cents in moved:
        if (month := month_of(day)) in sums:
            sums[month] += cents
    return sums


def _watched(uow: UnitOfWork, venue_ids: Sequence[str], within: Period) -> tuple[Watched, ...]:
    """Return the doors with when they were away, up to now for those that still are."""
    doors = uow.figures.watched(venue_ids)
    absences = uow.figures.absences([door_id for door_id, _, _ in doors], within)
    return tuple(
        Watched(door_id, since, absences[door_id] + ((away,) if (away := silence(seen, uow.now)) else ()))
        for door_id, since, seen in doors
    )
