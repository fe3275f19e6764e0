"""Series: one request for many dates, each of which becomes a booking of its own.

A series never fails as a whole: every date has its own state and its own reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from booking_server.domain.bookings import BookingRequest, Organizer
from booking_server.domain.uses import UNSAID, Use
from calendars.answers import Answer, Known
from calendars.local_time import MONTHS
from calendars.period import Period
from calendars.recurrence import LAST, Clock, Frequency, Occurrence, Rule, Season, days, occurrence

Holidays = Callable[[date], Answer]

WEEKDAY_NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
NTH_WORDS = {1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", LAST: "letzten"}


class DateState(StrEnum):
    """Where one date of a series stands."""

    BOOKED = "booked"
    TAKEN = "taken"
    OFFERED = "offered"
    REFUSED = "refused"
    HOLIDAY = "holiday"
    OPEN = "open"
    SKIPPED = "skipped"
    RELEASED = "released"


DATE_WORDS = {
    DateState.BOOKED: "gebucht",
    DateState.TAKEN: "belegt, Sie bekommen Bescheid",
    DateState.OFFERED: "wieder frei, Ihnen angeboten",
    DateState.REFUSED: "nicht möglich",
    DateState.HOLIDAY: "Ferien oder Feiertag",
    DateState.OPEN: "noch zu klären",
    DateState.SKIPPED: "ausgelassen",
    DateState.RELEASED: "freigegeben",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """When a series takes place: rule, season, wall-clock times, and what is left out."""

    rule: Rule
    season: Season
    clock: Clock
    without_school_holidays: bool = False
    without_public_holidays: bool = False
    exceptions: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesRequest:
    """What somebody asks for; `space_slugs` empty means the whole hall.

    `club_code` is what a club's board hands out, as typed; it is never stored.
    """

    venue_slug: str
    plan: Plan
    persons: int
    occasion: str
    organizer: Organizer
    house_rules_accepted: bool
    space_slugs: tuple[str, ...] = ()
    use: Use = UNSAID
    club_code: str = ""
    is_adult: bool | None = True

    def on(self, period: Period, space_slugs: tuple[str, ...] | None = None) -> BookingRequest:
        """Return the request for one date."""
        return BookingRequest(
            venue_slug=self.venue_slug,
            period=period,
            persons=self.persons,
            occasion=self.occasion,
            organizer=self.organizer,
            house_rules_accepted=self.house_rules_accepted,
            space_slugs=self.space_slugs if space_slugs is None else space_slugs,
            use=self.use,
            club_code=self.club_code,
            is_adult=self.is_adult,
        )


@dataclass(frozen=True, slots=True)
class Series:
    """A series as stored. `continues` is the series this one goes on from, after a change "from here on"."""

    id: str
    municipality_id: str
    venue_id: str
    request: SeriesRequest
    source: str
    created_at: datetime
    updated_at: datetime
    link_version: int = 1
    continues: str | None = None

    def until(self, last: date, now: datetime) -> "Series":
        """Return the series ending on an earlier day."""
        season = Season(self.request.plan.season.first, last)
        plan = replace(self.request.plan, season=season)
        return replace(self, request=replace(self.request, plan=plan), updated_at=now)


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """One date of a series.

    `period` is what was wanted on that day, None when the clock skips it; a moved date keeps its day
    and has other times in its booking. `note` says in German why the date is as it is.
    """

    series_id: str
    venue_id: str
    day: date
    state: DateState
    period: Period | None
    booking_id: str | None = None
    note: str = ""
    offered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """A day of a plan: its instants, and what the calendar says about it.

    `holiday` names the holiday that leaves it out; `unknown` names what nobody knows yet.
    """

    day: date
    occurrence: Occurrence
    holiday: str = ""
    unknown: str = ""


def plan_dates(plan: Plan, *, public: Holidays, school: Holidays) -> tuple[PlannedDate, ...]:
    """Return every day of a plan. A holiday nobody knows yet is neither in nor out: it is flagged.

    Raises TooManyDays.
    """
    return tuple(
        _planned(plan, day, public, school) for day in days(plan.rule, plan.season, without=plan.exceptions)
    )


def say_rule(rule: Rule) -> str:
    """Return "jeden Montag", "jeden zweiten Montag", "jeden ersten Montag im Monat"."""
    weekday = WEEKDAY_NAMES[rule.weekday]
    if rule.frequency is Frequency.WEEKLY:
        return f"jeden {weekday}"
    if rule.frequency is Frequency.FORTNIGHTLY:
        return f"jede zweite Woche am {weekday}"
    return f"jeden {NTH_WORDS[rule.nth]} {weekday} im Monat"


def say_plan(plan: Plan) -> str:
    """Return "jeden Montag, 19:00 bis 21:00 Uhr, vom 5. Oktober 2026 bis 24. Juni 2027"."""
    clock = f"{plan.clock.start:%H:%M} bis {plan.clock.end:%H:%M} Uhr"
    next_day = " am nächsten Tag" if plan.clock.is_overnight else ""
    first, last = plan.season.first, plan.season.last
    return f"{say_rule(plan.rule)}, {clock}{next_day}, vom {_say_day(first)} bis {_say_day(last)}"


def _say_day(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def _planned(plan: Plan, day: date, public: Holidays, school: Holidays) -> PlannedDate:
    asked = (
        (plan.without_public_holidays, public(day), "die Feiertage"),
        (plan.without_school_holidays, school(day), "die Schulferien"),
    )
    names = [said.name for counts, said, _ in asked if counts and said.known is Known.YES]
    unknown = [what for counts, said, what in asked if counts and said.known is Known.UNKNOWN]
    found = occurrence(day, plan.clock)
    if names:
        return PlannedDate(day, found, holiday=names[0])
    return PlannedDate(day, found, unknown=unknown[0] if unknown else "")
