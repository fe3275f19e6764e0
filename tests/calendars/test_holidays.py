"""Brandenburg's holidays on known dates, and the honest "unknown" past the end of the data."""

from datetime import date, timedelta

import pytest

from calendars import holidays
from calendars.answers import NO, UNKNOWN, Answer, Known
from calendars.holidays import public_holiday, school_holiday
from tests.costs import seconds_of_cpu


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 4, 5), "Ostersonntag"),
        (date(2026, 5, 24), "Pfingstsonntag"),
        (date(2026, 10, 3), "Tag der Deutschen Einheit"),
        (date(2026, 10, 31), "Reformationstag"),
        (date(2027, 3, 26), "Karfreitag"),
        (date(2035, 12, 26), "Zweiter Weihnachtstag"),
    ],
)
def test_public_holidays_of_brandenburg_are_known_by_name(day: date, name: str) -> None:
    assert public_holiday(day) == Answer(Known.YES, name)


@pytest.mark.parametrize("day", [date(2026, 10, 2), date(2026, 6, 4), date(2026, 11, 1), date(2026, 11, 18)])
def test_holidays_of_other_states_are_none_here(day: date) -> None:
    assert public_holiday(day) == NO


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (date(2026, 7, 9), date(2026, 8, 22), "Sommerferien"),
        (date(2026, 10, 19), date(2026, 10, 30), "Herbstferien"),
        (date(2026, 12, 23), date(2026, 12, 31), "Weihnachtsferien"),
        (date(2029, 6, 28), date(2029, 8, 11), "Sommerferien"),
    ],
)
def test_school_holidays_begin_and_end_as_published(first: date, last: date, name: str) -> None:
    assert {school_holiday(first), school_holiday(last)} == {Answer(Known.YES, name)}
    assert school_holiday(first - timedelta(days=1)) == NO


def test_past_the_end_of_the_data_nobody_guesses() -> None:
    end = holidays.last_school_day_known()

    assert end >= date(2029, 8, 11)
    assert school_holiday(end + timedelta(days=1)) == UNKNOWN
    assert school_holiday(date(2035, 7, 20)) == UNKNOWN
    assert school_holiday(date(2018, 7, 20)) == UNKNOWN
    assert public_holiday(date(2150, 1, 1)) == UNKNOWN


def test_a_year_is_worked_out_once() -> None:
    school_holiday(date(2026, 1, 1))

    def asked() -> None:
        for number in range(10_000):
            public_holiday(date(2026, 1, 1) + timedelta(days=number % 365))
            school_holiday(date(2026, 1, 1) + timedelta(days=number % 365))

    assert seconds_of_cpu(asked) < 1
