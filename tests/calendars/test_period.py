"""Periods are half-open stretches of UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from calendars.errors import NaiveTime, PeriodReversed
from calendars.period import Period

NOON = datetime(2026, 10, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hours(start: int, end: int) -> Period:
    return Period(NOON + start * HOUR, NOON + end * HOUR)


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(PeriodReversed):
        hours(0, 0)
    with pytest.raises(PeriodReversed):
        hours(1, 0)


def test_a_period_needs_aware_times() -> None:
    with pytest.raises(NaiveTime):
        Period(NOON.replace(tzinfo=None), NOON + HOUR)


def test_a_period_is_kept_in_utc() -> None:
    summer = timezone(2 * HOUR)

    assert Period(NOON.astimezone(summer), NOON + HOUR) == hours(0, 1)
    assert Period(NOON.astimezone(summer), NOON + HOUR).start.tzinfo is UTC


def test_back_to_back_periods_do_not_overlap() -> None:
    assert not hours(0, 2).overlaps(hours(2, 3))
    assert hours(0, 2).touches(hours(2, 3))
    assert hours(0, 2).overlaps(hours(1, 3))
    assert hours(0, 4).overlaps(hours(1, 2))


def test_the_end_is_no_longer_part_of_a_period() -> None:
    assert hours(0, 2).contains(NOON)
    assert not hours(0, 2).contains(NOON + 2 * HOUR)


def test_a_period_is_widened_at_both_sides() -> None:
    assert hours(0, 1).widened(HOUR, 2 * HOUR) == hours(-1, 3)
    assert hours(0, 1).shifted(HOUR) == hours(1, 2)
