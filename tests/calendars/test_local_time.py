"""Berlin wall-clock time on the nights when it jumps."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from calendars import local_time
from calendars.errors import AmbiguousLocalTime, NonexistentLocalTime
from calendars.local_time import from_local, say_moment, say_period
from calendars.period import Period

YEARS = range(2026, 2037)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@pytest.mark.parametrize("year", YEARS)
def test_the_skipped_hour_is_refused_with_the_way_out(year: int) -> None:
    night = last_sunday(year, 3)

    for minute in range(0, 60, 15):
        with pytest.raises(NonexistentLocalTime) as refused:
            from_local(datetime(night.year, night.month, night.day, 2, minute))
        assert refused.value.next_valid == datetime(night.year, night.month, night.day, 3, 0)


@pytest.mark.parametrize("year", YEARS)
def test_the_repeated_hour_is_asked_about_and_told_apart(year: int) -> None:
    night = last_sunday(year, 10)

    for minute in range(0, 60, 15):
        local = datetime(night.year, night.month, night.day, 2, minute)
        with pytest.raises(AmbiguousLocalTime):
            from_local(local)
        assert from_local(local, fold=1) - from_local(local, fold=0) == timedelta(hours=1)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("month", [3, 10])
def test_every_quarter_of_an_hour_around_a_change_comes_back_as_it_was(year: int, month: int) -> None:
    start = datetime.combine(last_sunday(year, month), datetime.min.time(), UTC) - timedelta(hours=24)

    for step in range(4 * 72):
        instant = start + timedelta(minutes=15 * step)
        local = local_time.to_local(instant)
        assert from_local(local.replace(tzinfo=None, fold=0), fold=local.fold) == instant


def test_a_day_has_23_24_or_25_hours() -> None:
    assert local_time.day(date(2026, 3, 29)).duration == timedelta(hours=23)
    assert local_time.day(date(2026, 10, 25)).duration == timedelta(hours=25)
    assert local_time.day(date(2026, 10, 26)).duration == timedelta(hours=24)


@pytest.mark.parametrize("year", YEARS)
def test_the_days_of_a_change_begin_and_end_at_midnight(year: int) -> None:
    for month, hours in ((3, 23), (10, 25)):
        whole = local_time.day(last_sunday(year, month))
        assert whole.duration == timedelta(hours=hours)
        assert [local_time.to_local(moment).hour for moment in (whole.start, whole.end)] == [0, 0]


def test_a_month_ends_where_the_next_begins() -> None:
    months = [(year, month) for year in YEARS for month in range(1, 13)]

    for (year, month), (next_year, next_month) in itertools.pairwise(months):
        assert local_time.month(year, month).end == local_time.month(next_year, next_month).start


def test_a_month_grid_begins_on_monday_and_shows_whole_weeks() -> None:
    weeks = local_time.month_grid(2026, 10)

    assert weeks[0][0] == date(2026, 9, 28)
    assert weeks[-1][-1] == date(2026, 11, 1)
    assert all(len(week) == 7 for week in weeks)


def test_times_are_said_as_people_write_them() -> None:
    start = from_local(datetime(2026, 10, 2, 19, 0))

    assert say_moment(start) == "Fr., 02.10.2026, 19:00 Uhr"
    assert say_period(Period(start, start + timedelta(hours=3))) == "Fr., 02.10.2026, 19:00 bis 22:00 Uhr"
    assert (
        say_period(Period(start, start + timedelta(hours=7)))
        == "Fr., 02.10.2026, 19:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr"
    )


def test_the_two_half_past_twos_of_autumn_are_told_apart() -> None:
    first = from_local(datetime(2026, 10, 25, 2, 30), fold=0)

    assert say_period(Period(first, first + timedelta(hours=1))) == (
        "So., 25.10.2026, 02:30 Uhr (Sommerzeit) bis So., 25.10.2026, 02:30 Uhr (Winterzeit)"
    )
