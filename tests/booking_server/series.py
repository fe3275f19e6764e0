"""Builders for series: the choir of Benken, every Monday from 19:00 to 21:00, from October to Christmas."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from booking_server.domain.series import DateState, Plan, SeriesRequest
from booking_server.services.series.series import SavedSeries
from calendars.local_time import from_local
from calendars.period import Period
from calendars.recurrence import Clock, Frequency, Rule, Season
from tests.builders import FRAU_LEHMANN, Village

MONDAYS = Plan(
    rule=Rule(Frequency.WEEKLY, 0),
    season=Season(date(2026, 10, 5), date(2026, 12, 21)),
    clock=Clock(time(19), time(21)),
)
FIRST, SECOND, THIRD = date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 19)


def a_series(venue: str = "dgh-benken", plan: Plan = MONDAYS, **changes: Any) -> SeriesRequest:
    """Return a request for a series that breaks no rule, unless `changes` say so."""
    request = SeriesRequest(
        venue_slug=venue,
        plan=plan,
        persons=25,
        occasion="Chorprobe",
        organizer=FRAU_LEHMANN,
        house_rules_accepted=True,
        space_slugs=("saal",),
    )
    return replace(request, **changes)


def evening(day: date, start: int = 19, end: int = 21) -> Period:
    """Return a period on one day, by the hours of the wall clock."""
    return Period(*(from_local(datetime.combine(day, time(hour))) for hour in (start, end)))


def states(village: Village, saved: SavedSeries) -> dict[date, DateState]:
    """Return where each date of a series stands."""
    with village.house.reading() as uow:
        return {each.day: each.state for each in uow.series.dates(saved.series.id)}
