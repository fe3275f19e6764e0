"""The rules a hall's regulation sets about days and hours, one by one."""

from datetime import date, time, timedelta

import pytest

from booking_server.domain import errors, rules
from booking_server.domain.calendar_days import CalendarDay, days_of
from booking_server.domain.regulation import (
    ElectionDays,
    Hours,
    OvernightStay,
    QuietHours,
    Regulation,
)
from booking_server.domain.uses import Purpose
from calendars.answers import NO, UNKNOWN, Answer, Known
from calendars.local_time import say_period
from calendars.period import Period
from tests.builders import NOW, WEDDING, between

EVENINGS = Regulation(opening=(None, *[Hours(time(8), time(22))] * 3, *[Hours(time(8), time(2))] * 2, None))
"""Closed on Monday and Sunday; until 22:00 on other days, until 02:00 on Friday and Saturday."""

FRIDAY = date(2026, 10, 2)


def holiday(name: str) -> Answer:
    return Answer(Known.YES, name)


@pytest.mark.parametrize(
    "period",
    [
        WEDDING,
        between("2026-10-02 08:00", "2026-10-02 10:00"),
        between("2026-10-03 01:00", "2026-10-03 02:00"),
        between("2026-10-02 16:00", "2026-10-03 20:00"),
    ],
)
def test_a_booking_begins_and_ends_within_the_opening_hours(period: Period) -> None:
    rules.a_booking_begins_and_ends_within_the_opening_hours(period, EVENINGS)
    rules.a_booking_begins_and_ends_within_the_opening_hours(period, Regulation())


@pytest.mark.parametrize(
    ("period", "field", "way_out"),
    [
        (
            between("2026-10-02 07:59", "2026-10-02 10:00"),
            "start",
            "wieder Fr., 02.10.2026, 08:00 Uhr bis",
        ),
        (between("2026-10-04 12:00", "2026-10-04 18:00"), "start", "wieder Di., 06.10.2026, 08:00 bis 22:00"),
        (between("2026-10-06 19:00", "2026-10-06 22:30"), "end", "Bitte enden Sie bis 22:00 Uhr."),
        (between("2026-10-02 19:00", "2026-10-03 02:15"), "end", "bis Sa., 03.10.2026, 02:00 Uhr."),
    ],
)
def test_outside_the_opening_hours_the_way_out_is_named(period: Period, field: str, way_out: str) -> None:
    with pytest.raises(errors.OutsideOpeningHours) as refused:
        rules.a_booking_begins_and_ends_within_the_opening_hours(period, EVENINGS)

    assert refused.value.field_name == field
    assert way_out in refused.value.message


def test_nobody_stays_overnight_where_the_hall_forbids_it() -> None:
    weekend = between("2026-10-02 16:00", "2026-10-03 06:00")
    strict = Regulation(overnight=OvernightStay.REFUSED)

    rules.nobody_stays_overnight_where_the_hall_forbids_it(weekend, Regulation())
    rules.nobody_stays_overnight_where_the_hall_forbids_it(WEDDING, strict)
    with pytest.raises(errors.OvernightStayRefused, match=r"vor Sa\., 03\.10\.2026, 06:00 Uhr"):
        rules.nobody_stays_overnight_where_the_hall_forbids_it(weekend, strict)


def test_a_hall_let_by_the_day_is_booked_in_whole_booking_days() -> None:
    by_day = Regulation(booking_day=time(11))

    rules.a_hall_let_by_the_day_is_booked_in_whole_booking_days(
        between("2026-10-03 11:00", "2026-10-05 11:00"), by_day
    )
    with pytest.raises(errors.NotWholeBookingDays) as refused:
        rules.a_hall_let_by_the_day_is_booked_in_whole_booking_days(WEDDING, by_day)

    assert say_period(between("2026-10-02 11:00", "2026-10-03 11:00")) in refused.value.message


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-10-24 11:00", "2026-10-25 11:00", 25),
        ("2027-03-27 11:00", "2027-03-28 11:00", 23),
        ("2026-10-02 11:00", "2026-10-03 11:00", 24),
    ],
)
def test_a_booking_day_goes_by_the_wall_clock(start: str, end: str, hours: int) -> None:
    day = between(start, end)

    assert day.duration == timedelta(hours=hours)
    rules.a_hall_let_by_the_day_is_booked_in_whole_booking_days(day, Regulation(booking_day=time(11)))


def test_uses_the_hall_names_end_before_the_quiet_hours() -> None:
    no_parties = Regulation(quiet=QuietHours(end_before=(Purpose.PRIVATE_PARTY,)))
    early = between("2026-10-02 16:00", "2026-10-02 22:00")

    rules.uses_the_hall_names_end_before_the_quiet_hours(early, Purpose.PRIVATE_PARTY, no_parties)
    rules.uses_the_hall_names_end_before_the_quiet_hours(WEDDING, Purpose.MEETING, no_parties)
    with pytest.raises(errors.QuietHoursReached, match=r"Private Feier: Ab 22:00 Uhr ist Ruhezeit\."):
        rules.uses_the_hall_names_end_before_the_quiet_hours(WEDDING, Purpose.PRIVATE_PARTY, no_parties)


def test_a_hall_is_closed_on_the_public_holidays_it_names() -> None:
    good_friday = [CalendarDay(FRIDAY, holiday("Karfreitag"))]
    other = [CalendarDay(FRIDAY, holiday("Reformationstag")), CalendarDay(FRIDAY, NO)]

    rules.a_hall_is_closed_on_the_public_holidays_it_names(other, Regulation(closed_on=("Karfreitag",)))
    for closed_on in (("Karfreitag",), ("*",)):
        with pytest.raises(errors.ClosedOnHoliday, match="Karfreitag"):
            rules.a_hall_is_closed_on_the_public_holidays_it_names(
                good_friday, Regulation(closed_on=closed_on)
            )


def test_uses_the_hall_names_rest_in_the_school_holidays() -> None:
    regulation = Regulation(rests_in_school_holidays=(Purpose.CLUB_ACTIVITY,))
    autumn = [CalendarDay(FRIDAY, school_holiday=holiday("Herbstferien"))]

    rules.uses_the_hall_names_rest_in_the_school_holidays(autumn, Purpose.PRIVATE_PARTY, regulation)
    with pytest.raises(errors.RestsInSchoolHolidays, match="Herbstferien"):
        rules.uses_the_hall_names_rest_in_the_school_holidays(autumn, Purpose.CLUB_ACTIVITY, regulation)


def test_what_nobody_knows_yet_is_no_reason_to_refuse() -> None:
    unknown = [CalendarDay(FRIDAY, UNKNOWN, UNKNOWN)]
    regulation = Regulation(closed_on=("*",), rests_in_school_holidays=(Purpose.CLUB_ACTIVITY,))

    rules.uses_the_hall_names_rest_in_the_school_holidays(unknown, Purpose.CLUB_ACTIVITY, regulation)
    rules.a_hall_is_closed_on_the_public_holidays_it_names(unknown, regulation)


@pytest.mark.parametrize(
    ("elections", "word"), [(ElectionDays.POLLING_PLACE, "Wahllokal"), (ElectionDays.CLOSED, "geschlossen")]
)
def test_an_election_day_belongs_to_the_election(elections: ElectionDays, word: str) -> None:
    sunday = [CalendarDay(FRIDAY, election="Landtagswahl")]

    rules.an_election_day_belongs_to_the_election(sunday, Purpose.MEETING, Regulation())
    rules.an_election_day_belongs_to_the_election(sunday, Purpose.ELECTION, Regulation(elections=elections))
    with pytest.raises(errors.ElectionDayTaken, match=word):
        rules.an_election_day_belongs_to_the_election(
            sunday, Purpose.MEETING, Regulation(elections=elections)
        )


def test_a_use_over_a_month_is_not_a_booking() -> None:
    rules.a_use_over_a_month_is_not_a_booking(Period(NOW, NOW + timedelta(days=31)))
    with pytest.raises(errors.UseOverAMonth, match="Nutzungsvertrag"):
        rules.a_use_over_a_month_is_not_a_booking(Period(NOW, NOW + timedelta(days=31, minutes=1)))


def test_who_stops_after_midnight_used_the_evening_before() -> None:
    assert days_of(WEDDING) == (FRIDAY,)
    assert days_of(between("2026-10-02 16:00", "2026-10-03 06:01")) == (FRIDAY, date(2026, 10, 3))
    assert len(days_of(Period(NOW, NOW + timedelta(days=9999)))) == 40
