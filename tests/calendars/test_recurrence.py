"""Days that come again, held against dateutil and a foreign calendar reader over all clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from calendars.errors import RuleUnclear, SeasonReversed, TooManyDays
from calendars.local_time import BERLIN, is_nonexistent, to_local
from calendars.recurrence import LAST, NTH, Clock, Frequency, Rule, Season, days, nth_of, occurrence

WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
YEARS = range(2026, 2037)
CLOCKS = (Clock(time(19), time(22)), Clock(time(22, 30), time(1)), Clock(time(4), time(9)))
MONDAYS = Rule(Frequency.WEEKLY, 0)


def change_days(year: int) -> tuple[date, date]:
    """The last Sundays of March and October."""
    sundays = Rule(Frequency.MONTHLY, 6, LAST)
    march, october = (days(sundays, Season(date(year, m, 1), date(year, m, 31)))[0] for m in (3, 10))
    return march, october


def by_dateutil(rule: Rule, season: Season) -> list[date]:
    """What dateutil makes of the same rule."""
    weekday = WEEKDAYS[rule.weekday]
    first, last = (datetime.combine(day, time()) for day in (season.first, season.last))
    if rule.frequency is Frequency.MONTHLY:
        found = rrule.rrule(rrule.MONTHLY, dtstart=first, until=last, byweekday=weekday(rule.nth))
    else:
        start = first + timedelta(days=(rule.weekday - first.weekday()) % 7)
        step = 2 if rule.frequency is Frequency.FORTNIGHTLY else 1
        found = rrule.rrule(rrule.WEEKLY, interval=step, dtstart=start, until=last)
    return [each.date() for each in found]


@given(
    st.sampled_from(Frequency),
    st.integers(0, 6),
    st.sampled_from(NTH),
    st.dates(date(2025, 1, 1), date(2036, 12, 31)),
    st.integers(0, 1000),
)
def test_the_days_of_a_rule_are_those_dateutil_finds(
    frequency: Frequency, weekday: int, nth: int, first: date, length: int
) -> None:
    rule, season = Rule(frequency, weekday, nth), Season(first, first + timedelta(days=length))

    assert list(days(rule, season)) == by_dateutil(rule, season)


def test_the_first_monday_and_the_last_friday_of_the_month() -> None:
    autumn = Season(date(2026, 9, 1), date(2026, 12, 31))

    assert days(Rule(Frequency.MONTHLY, 0, 1), autumn) == (
        date(2026, 9, 7), date(2026, 10, 5), date(2026, 11, 2), date(2026, 12, 7),
    )  # fmt: skip
    assert days(Rule(Frequency.MONTHLY, 4, LAST), autumn) == (
        date(2026, 9, 25), date(2026, 10, 30), date(2026, 11, 27), date(2026, 12, 25),
    )  # fmt: skip


def test_exceptions_are_left_out_and_the_second_weeks_stay_where_they_were() -> None:
    season = Season(date(2026, 10, 5), date(2026, 11, 16))

    found = days(Rule(Frequency.FORTNIGHTLY, 0), season, without=[date(2026, 10, 5)])

    assert found == (date(2026, 10, 19), date(2026, 11, 2), date(2026, 11, 16))


def test_a_rule_yields_no_more_than_two_hundred_days() -> None:
    assert len(days(MONDAYS, Season(date(2026, 1, 5), date(2026, 1, 5) + timedelta(weeks=199)))) == 200
    with pytest.raises(TooManyDays):
        days(MONDAYS, Season(date(2026, 1, 5), date(2026, 1, 5) + timedelta(weeks=200)))
    with pytest.raises(TooManyDays):
        days(MONDAYS, Season(date.min, date.max - timedelta(days=40)))


def test_what_is_no_rule_is_refused() -> None:
    for weekday, nth in ((7, 1), (-1, 1), (0, 5), (0, 0)):
        with pytest.raises(RuleUnclear):
            Rule(Frequency.MONTHLY, weekday, nth)
    with pytest.raises(SeasonReversed):
        Season(date(2026, 10, 2), date(2026, 10, 1))


@given(st.dates(date(2026, 1, 1), date(2036, 12, 31)))
def test_a_day_knows_which_of_its_weekdays_it_is(day: date) -> None:
    season = Season(day.replace(day=1), day.replace(day=28) + timedelta(days=3))

    assert day in days(Rule(Frequency.MONTHLY, day.weekday(), nth_of(day)), season)


@pytest.mark.parametrize("year", YEARS)
def test_weekly_wall_clock_times_stay_over_every_clock_change(year: int) -> None:
    """Every quarter of an hour, an hour long and overnight, in the three weeks around both changes."""
    for change in change_days(year):
        for weekday in (5, 6):
            rule = Rule(Frequency.WEEKLY, weekday)
            found = days(rule, Season(change - timedelta(days=8), change + timedelta(days=8)))
            for quarter in range(96):
                start = time(quarter // 4, quarter % 4 * 15)
                for end in (time((start.hour + 1) % 24, start.minute), time(2, 0), time(9, 30)):
                    for day in found:
                        assert_is_kept(day, Clock(start, end))


def assert_is_kept(day: date, clock: Clock) -> None:
    """The instants show the wall-clock time again, or the clock skips it and a way out is named."""
    made = occurrence(day, clock)
    first = datetime.combine(day, clock.start)
    last = datetime.combine(day + timedelta(days=1 if clock.end <= clock.start else 0), clock.end)
    if is_nonexistent(first) or is_nonexistent(last):
        assert made.period is None
        assert made.next_valid is not None
        assert not is_nonexistent(made.next_valid)
        return
    assert made.period is not None
    for reading in (made.period, *made.other):
        assert to_local(reading.start).replace(tzinfo=None, fold=0) == first
        assert to_local(reading.end).replace(tzinfo=None, fold=0) == last
    hours = last.replace(tzinfo=BERLIN).astimezone(UTC) - first.replace(tzinfo=BERLIN).astimezone(UTC)
    assert made.period.duration == hours


@pytest.mark.parametrize("year", YEARS)
def test_a_time_that_comes_twice_is_told_apart(year: int) -> None:
    _, autumn = change_days(year)

    both = occurrence(autumn, Clock(time(2, 30), time(4)))
    end_only = occurrence(autumn - timedelta(days=1), Clock(time(19), time(2)))

    assert both.period is not None
    assert [p.duration for p in (both.period, *both.other)] == [timedelta(hours=h) for h in (2.5, 1.5)]
    assert end_only.period is not None
    assert [p.duration for p in (end_only.period, *end_only.other)] == [timedelta(hours=h) for h in (7, 8)]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    "clock", [Clock(time(19), time(22)), Clock(time(22, 30), time(1)), Clock(time(4), time(9))]
)
def test_a_foreign_calendar_reader_finds_the_same_instants(year: int, clock: Clock) -> None:
    season = Season(date(year, 3, 1), date(year, 11, 30))
    for change in change_days(year):
        rule = Rule(Frequency.WEEKLY, change.weekday())
        mine = [occurrence(day, clock).period for day in days(rule, season)]

        assert [(p.start, p.end) for p in mine if p] == by_foreign_reader(rule, season, clock)


def by_foreign_reader(rule: Rule, season: Season, clock: Clock) -> list[tuple[datetime, datetime]]:
    """What icalendar and recurring-ical-events make of the same rule, in UTC."""
    first = days(rule, season)[0]
    event = icalendar.Event()
    event.add("uid", "chor")
    event.add("dtstart", datetime.combine(first, clock.start, BERLIN))
    overnight = timedelta(days=1 if clock.is_overnight else 0)
    event.add("dtend", datetime.combine(first + overnight, clock.end, BERLIN))
    event.add("rrule", {"freq": "weekly"})
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    found = recurring_ical_events.of(calendar).between(
        datetime.combine(season.first, time(), BERLIN),
        datetime.combine(season.last + timedelta(days=1), time(), BERLIN),
    )
    starts = sorted(each["DTSTART"].dt for each in found)
    return [
        (start.astimezone(UTC), datetime.combine(start.date() + overnight, clock.end, BERLIN).astimezone(UTC))
        for start in starts
    ]
