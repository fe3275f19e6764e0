"""What figures count, and what they do not."""

from datetime import date, datetime, timedelta

import pytest

from booking_server.domain.errors import TimeUnreadable
from booking_server.domain.figures import usage
from booking_server.domain.figures.span import Span, a_span, last_twelve
from booking_server.domain.figures.uptime import Uptime, Watched, uptime
from booking_server.domain.figures.usage import Usage, Use
from booking_server.domain.figures.visits import Visits
from calendars import local_time
from calendars.period import Period
from tests.builders import berlin, between

AUTUMN = Span(date(2026, 9, 1), date(2026, 10, 1))
WEDNESDAY, SATURDAY = 2, 5


def a_use(start: str, end: str, hall: str = "benken", persons: int = 40) -> Use:
    """A use of a hall between two wall-clock times."""
    return Use(hall, between(start, end), persons)


def test_a_wedding_until_two_uses_one_day() -> None:
    months = usage.by_month([a_use("2026-10-02 16:00", "2026-10-03 02:00")], AUTUMN, halls=1)

    assert months[date(2026, 10, 1)] == Usage(used=1, days=31, uses=1, hours=10.0, persons=40)
    assert months[date(2026, 9, 1)] == Usage(used=0, days=30)


def test_two_rooms_of_a_hall_on_one_day_are_one_day_of_use() -> None:
    both = [a_use("2026-10-02 10:00", "2026-10-02 12:00"), a_use("2026-10-02 11:00", "2026-10-02 13:00")]

    october = usage.by_month(both, AUTUMN, halls=2)[date(2026, 10, 1)]

    assert (october.used, october.uses, october.days, october.percent) == (1, 2, 62, 2)


def test_a_use_over_the_end_of_a_month_is_one_use_and_days_of_both_months() -> None:
    months = usage.by_month([a_use("2026-09-30 10:00", "2026-10-01 18:00")], AUTUMN, halls=1)

    assert [(one.used, one.uses) for one in months.values()] == [(1, 1), (1, 0)]


def test_a_use_that_began_before_the_first_month_counts_only_its_days_in_it() -> None:
    early = [a_use("2026-08-31 10:00", "2026-09-01 18:00")]

    assert usage.by_month(early, AUTUMN, halls=1)[date(2026, 9, 1)] == Usage(used=1, days=30)
    assert usage.by_hall(early, AUTUMN, ["benken", "reetz"]) == {
        "benken": Usage(used=1, days=61),
        "reetz": Usage(days=61),
    }


def test_the_hours_of_a_week_are_those_on_the_wall_also_when_the_clock_changes() -> None:
    """Saturday evening into the Sunday with two hours from two to three: they are one hour of the week."""
    week = usage.week_hours([a_use("2026-10-24 22:30", "2026-10-25 03:00")], AUTUMN, halls=1)

    touched = [(hour.weekday, hour.hour, hour.used) for day in week for hour in day if hour.used]
    assert touched == [(5, 22, 1), (5, 23, 1), (6, 0, 1), (6, 1, 1), (6, 2, 1)]


def test_an_hour_is_full_when_every_week_takes_it() -> None:
    wednesdays = [date(2026, 9, 2) + timedelta(days=7 * n) for n in range(9)]
    choir = [a_use(f"{day} 19:00", f"{day} 21:00") for day in wednesdays]

    week = usage.week_hours(choir, AUTUMN, halls=1)

    assert [week[WEDNESDAY][hour].percent for hour in (18, 19, 20, 21)] == [0, 100, 100, 0]
    assert week[SATURDAY][19].days == 9


def test_more_than_a_year_at_once_is_refused() -> None:
    assert len(a_span(date(2025, 10, 15), date(2026, 9, 30)).months) == 12
    for first, last in ((date(2025, 9, 1), date(2026, 9, 1)), (date(2026, 9, 1), date(2026, 8, 1))):
        with pytest.raises(TimeUnreadable):
            a_span(first, last)


def test_the_last_twelve_months_end_with_this_one() -> None:
    assert last_twelve(date(2026, 9, 28)) == Span(date(2025, 10, 1), date(2026, 9, 1))


SEPTEMBER = local_time.month(2026, 9)
DAY_20 = berlin("2026-09-21 00:00")


def watched(*away: Period, since: datetime = SEPTEMBER.start) -> Watched:
    """A door that was away in these stretches."""
    return Watched("d-benken", since, away)


def test_a_door_away_for_two_of_twenty_days_was_there_nine_tenths_of_the_time() -> None:
    found = uptime([watched(Period(DAY_20 - timedelta(days=2), DAY_20))], SEPTEMBER, DAY_20)

    assert (found.percent, found.outages) == (90.0, 1)


def test_nothing_is_said_of_the_time_before_a_door_was_watched_nor_of_what_is_to_come() -> None:
    half = watched(since=DAY_20 - timedelta(days=10))

    assert uptime([half], SEPTEMBER, DAY_20) == Uptime(timedelta(days=10), timedelta(days=10), 0)
    assert uptime([watched(since=DAY_20)], SEPTEMBER, DAY_20).percent is None


def test_an_outage_over_the_end_of_a_month_counts_in_the_month_it_began() -> None:
    long = watched(between("2026-08-31 12:00", "2026-09-01 12:00"), since=berlin("2026-08-01 00:00"))

    assert uptime([long], SEPTEMBER, DAY_20).outages == 0
    assert uptime([long], SEPTEMBER, DAY_20).there == timedelta(days=19, hours=12)


def test_a_hundred_percent_is_said_only_when_nothing_happened() -> None:
    blink = watched(Period(DAY_20 - timedelta(minutes=2), DAY_20))

    assert uptime([blink], SEPTEMBER, DAY_20).percent == 99.9


def test_who_did_not_come_is_who_had_a_code_and_did_not_use_it() -> None:
    assert (Visits(5, 3) + Visits(1, 1)).no_shows == 2
