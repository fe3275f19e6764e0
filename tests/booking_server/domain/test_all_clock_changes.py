"""Every 15-minute start on every day the clocks change from 2026 to 2036, held to the rules (I10).

What must come out is reckoned here from the law alone: summer time from the last Sunday of March to the
last Sunday of October, each at 01:00 UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest

from booking_server.domain.errors import OutsideOpeningHours, RuleBroken
from booking_server.domain.regulation import Hours, Regulation
from booking_server.domain.requests import broken_times
from booking_server.domain.rules import (
    a_booking_begins_and_ends_within_the_opening_hours,
    a_hall_let_by_the_day_is_booked_in_whole_booking_days,
)
from booking_server.domain.venues import District, Venue
from booking_server.web.forms.typed_times import TypedMoment, read_days, read_times
from calendars.period import Period
from calendars.recurrence import Clock, occurrence
from tests.builders import a_request, a_space, a_venue

YEARS = range(2026, 2037)
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
QUARTERS = [time(number // 4, number % 4 * 15) for number in range(96)]
HALL = a_venue("dgh-benken", District("d", "m", "benken", "Benken"), a_space("saal", 80, id="s"))


def last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


SPRING = [last_sunday(year, 3) for year in YEARS]
AUTUMN = [last_sunday(year, 10) for year in YEARS]
CHANGE_DAYS = sorted([*SPRING, *AUTUMN])


def instants(local: datetime) -> list[datetime]:
    """Every instant at which clocks in Berlin show `local`: none when skipped, two when repeated."""
    year = local.year
    summer = [datetime.combine(day, time(1), UTC) for day in (last_sunday(year, 3), last_sunday(year, 10))]
    as_summer = (local - timedelta(hours=2)).replace(tzinfo=UTC)
    as_winter = (local - timedelta(hours=1)).replace(tzinfo=UTC)
    found = [as_summer] if summer[0] <= as_summer < summer[1] else []
    return [*found, as_winter] if not summer[0] <= as_winter < summer[1] else found


def typed(local: datetime, fold: str = "") -> TypedMoment:
    return TypedMoment(f"{local:%d.%m.%Y}", f"{local:%H:%M}", fold)


def judged(start: datetime, end: datetime, *folds: str, hall: Venue = HALL) -> Period | set[str]:
    """What the form and the rules make of two typed times: a period, or the codes of what is wrong."""
    fold = (*folds, "", "")
    read = read_times(typed(start, fold[0]), typed(end, fold[1]))
    if read.period is None:
        return {error.code for error in read.errors}
    now = read.period.start - A_DAY
    broken = broken_times(hall, a_request(period=read.period), now=now, grace=timedelta(), days=())
    return {error.code for error in broken} or read.period


def ends(start: datetime) -> list[datetime]:
    """One hour, overnight, several days, as they are said: by the wall clock."""
    overnight = datetime.combine(start.date() + A_DAY, time(2, 30))
    return [start + timedelta(hours=1), overnight, start + 3 * A_DAY, start + A_DAY]


def test_the_law_is_reckoned_right() -> None:
    assert (SPRING[0], AUTUMN[0], len(CHANGE_DAYS)) == (date(2026, 3, 29), date(2026, 10, 25), 22)
    assert instants(datetime(2026, 3, 29, 2, 30)) == []
    assert len(instants(datetime(2026, 10, 25, 2, 30))) == 2
    assert instants(datetime(2026, 10, 25, 3, 0)) == [datetime(2026, 10, 25, 2, 0, tzinfo=UTC)]


@pytest.mark.parametrize("day", CHANGE_DAYS)
def test_local_intent_is_kept_and_what_is_not_clear_is_refused_or_asked(day: date) -> None:
    for before, quarter in product((0, 1), QUARTERS):
        start = datetime.combine(day - before * A_DAY, quarter)
        for end in ends(start):
            first, last = instants(start), instants(end)
            outcome = judged(start, end)
            if not first or not last:
                assert "local-time-missing" in outcome, (start, end)  # type: ignore[operator]
            elif len(first) == 2 or len(last) == 2:
                assert outcome == {"local-time-ambiguous"}, (start, end)
            else:
                assert outcome == Period(first[0], last[0]), (start, end)


@pytest.mark.parametrize("day", AUTUMN)
def test_who_says_which_of_two_equal_times_gets_it(day: date) -> None:
    for quarter in (time(2), time(2, 15), time(2, 30), time(2, 45)):
        start, end = datetime.combine(day, quarter), datetime.combine(day, time(6))
        for fold, first in zip("01", instants(start), strict=True):
            period = judged(start, end, fold)
            assert isinstance(period, Period)
            assert (period.start, period.end) == (first, instants(end)[0])
            assert period.duration == instants(end)[0] - first


@pytest.mark.parametrize("day", CHANGE_DAYS)
def test_every_week_keeps_its_time_of_day(day: date) -> None:
    for quarter in QUARTERS:
        end = (datetime.combine(day, quarter) + timedelta(hours=1)).time()
        for weeks in (-1, 0, 1):
            one = day + weeks * A_WEEK
            found = instants(datetime.combine(one, quarter))
            made = occurrence(one, Clock(quarter, end))
            if len(found) == 1 and made.period is not None:
                assert made.period.start == found[0], (one, quarter)
            elif weeks:
                pytest.fail(f"{one} {quarter} is an ordinary time")


@pytest.mark.parametrize("day", CHANGE_DAYS)
@pytest.mark.parametrize("hour", [time(11), time(0), time(2, 30)])
def test_a_booking_day_is_one_day_by_the_clock_however_long_it_lasts(day: date, hour: time) -> None:
    by_day = Regulation(booking_day=hour)
    for before in (0, 1):
        first = day - before * A_DAY
        read = read_days(TypedMoment(first.isoformat()), TypedMoment(), hour)

        assert read.period is not None
        a_hall_let_by_the_day_is_booked_in_whole_booking_days(read.period, by_day)
        if hour == time(11):
            wanted = [instants(datetime.combine(each, hour))[0] for each in (first, first + A_DAY)]
            assert [read.period.start, read.period.end] == wanted
            hours = {0: 24, 1: 23 if day in SPRING else 25}[before]
            assert read.period.duration == timedelta(hours=hours)


@pytest.mark.parametrize("day", CHANGE_DAYS)
def test_other_than_whole_booking_days_are_refused(day: date) -> None:
    by_day = Regulation(booking_day=time(11))
    start = instants(datetime.combine(day - A_DAY, time(11)))[0]

    for hours in (23, 24, 25):
        period = Period(start, start + timedelta(hours=hours))
        whole = hours == (23 if day in SPRING else 25)
        assert bool(_broken(a_hall_let_by_the_day_is_booked_in_whole_booking_days, period, by_day)) != whole


@pytest.mark.parametrize("day", CHANGE_DAYS)
def test_opening_hours_hold_by_the_wall_clock(day: date) -> None:
    """From 08:00 to 02:00: both two o'clocks in autumn, and in spring the instant that would be two."""
    regulation = Regulation(opening=(Hours(time(8), time(2)),) * 7)
    for before, quarter in product((0, 1), QUARTERS):
        local = datetime.combine(day - before * A_DAY, quarter)
        for start in instants(local):
            period = Period(start, start + timedelta(minutes=15))
            inside = quarter >= time(8) or quarter < time(2)
            told = _broken(a_booking_begins_and_ends_within_the_opening_hours, period, regulation)
            in_repeated_hour = day in AUTUMN and before == 0 and time(2) <= quarter < time(3)
            if in_repeated_hour and start == instants(local)[0]:
                continue  # the first two o'clock lies before the second, at which the hall closes
            assert (told is None) == inside, (local, start)
    evening = instants(datetime.combine(day - A_DAY, time(19)))[0]
    for closing in instants(datetime.combine(day, time(2))) or instants(datetime.combine(day, time(3))):
        a_booking_begins_and_ends_within_the_opening_hours(Period(evening, closing), regulation)


def _broken(rule: object, period: Period, regulation: Regulation) -> RuleBroken | None:
    try:
        rule(period, regulation)  # type: ignore[operator]
    except (OutsideOpeningHours, RuleBroken) as error:
        return error
    return None
