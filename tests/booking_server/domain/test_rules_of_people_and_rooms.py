"""Limits by user group, layouts, bundles, shared rooms, and what organizers are told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_server.domain import errors, rules
from booking_server.domain.calendar_days import CalendarDay
from booking_server.domain.notices import notices, open_questions
from booking_server.domain.occupancy import LONGEST_ROW, occupancies
from booking_server.domain.regulation import (
    Bundle,
    GroupLimits,
    Layout,
    OvernightStay,
    Regulation,
)
from booking_server.domain.uses import Purpose, Use, UserGroup
from booking_server.domain.venues import BookingLimits, District, Space, Venue
from calendars.answers import UNKNOWN
from calendars.period import Period
from tests.builders import NOW, WEDDING, a_request, a_space, a_venue, berlin, between

HALF_AN_HOUR = timedelta(minutes=30)


def room(slug: str, capacity: int, **changes: object) -> Space:
    return a_space(slug, capacity, id=slug, venue_id="benken", **changes)


FOYER = room("foyer", 15)
LARGE = room("grosser-saal", 80, shares=(FOYER,), setup_buffer=HALF_AN_HOUR)
SMALL = room("kleiner-saal", 40, shares=(FOYER,))


def hall(**regulation: object) -> Venue:
    district = District("d", "m", "benken", "Benken")
    return a_venue("dgh-benken", district, LARGE, SMALL, FOYER, regulation=Regulation(**regulation))  # type: ignore[arg-type]


def test_an_adult_answers_for_a_booking_and_is_present() -> None:
    demanding = Regulation(adult_required=True)

    rules.an_adult_answers_for_a_booking_and_is_present(True, demanding)
    rules.an_adult_answers_for_a_booking_and_is_present(None, Regulation())
    for answer, regulation in ((False, Regulation()), (None, demanding)):
        with pytest.raises(errors.AdultMissing):
            rules.an_adult_answers_for_a_booking_and_is_present(answer, regulation)


def test_two_halls_that_share_a_foyer_block_each_other() -> None:
    wanted = occupancies("mine", WEDDING, [SMALL])
    taken = occupancies("another", WEDDING, [LARGE])

    with pytest.raises(errors.BookingOverlaps):
        rules.a_booking_may_not_overlap_another(wanted, taken)


def test_a_shared_room_is_taken_for_as_long_as_any_of_its_uses_needs() -> None:
    foyer = replace(FOYER, teardown_buffer=2 * HALF_AN_HOUR)
    rows = occupancies("mine", WEDDING, [replace(LARGE, shares=(foyer,)), SMALL])

    assert {row.space_id: row.period for row in rows} == {
        "grosser-saal": WEDDING.widened(HALF_AN_HOUR, timedelta()),
        "kleiner-saal": WEDDING,
        "foyer": WEDDING.widened(HALF_AN_HOUR, 2 * HALF_AN_HOUR),
    }


def test_what_is_taken_for_long_is_several_rows_without_a_gap() -> None:
    rows = occupancies("closed", Period(NOW, NOW + timedelta(days=30)), [FOYER])

    assert max(row.period.duration for row in rows) == LONGEST_ROW
    assert [row.period.end for row in rows[:-1]] == [row.period.start for row in rows[1:]]
    assert (rows[0].period.start, rows[-1].period.end) == (NOW, NOW + timedelta(days=30))


def test_a_bundle_is_booked_by_its_name() -> None:
    venue = hall(bundles=(Bundle("fest", "Feier", ("grosser-saal", "foyer")),))

    rules.a_booking_names_spaces_of_its_hall(venue, ("fest",))
    assert [space.slug for space in venue.spaces_named(("fest",))] == ["grosser-saal", "foyer"]
    with pytest.raises(errors.SpaceUnknown, match="Foyer, Feier"):
        rules.a_booking_names_spaces_of_its_hall(venue, ("tanz",))


def test_a_layout_is_one_the_hall_offers() -> None:
    venue = hall(layouts=(Layout("reihen", "Stuhlreihen", (("grosser-saal", 120),)),))

    rules.a_layout_is_one_the_hall_offers(venue, "")
    rules.a_layout_is_one_the_hall_offers(venue, "reihen")
    with pytest.raises(errors.LayoutUnknown, match="Zur Wahl stehen: Stuhlreihen"):
        rules.a_layout_is_one_the_hall_offers(venue, "kreis")


def test_a_layout_says_how_many_persons_a_space_holds() -> None:
    tables = Layout("tische", "Tische", (("grosser-saal", 60),))

    rules.no_more_persons_than_the_booked_spaces_hold(100, [LARGE, SMALL], tables)
    with pytest.raises(errors.TooManyPersons, match="in der Bestuhlung „Tische“ höchstens 100"):
        rules.no_more_persons_than_the_booked_spaces_hold(101, [LARGE, SMALL], tables)


def test_each_user_group_has_its_own_limits() -> None:
    venue = replace(
        hall(groups=((UserGroup.OUTSIDER, GroupLimits(lead_days=14, horizon_months=3)),)),
        limits=BookingLimits(lead_time=timedelta(days=2)),
    )

    assert venue.limits_for(UserGroup.RESIDENT) == venue.limits
    outsiders = venue.limits_for(UserGroup.OUTSIDER)
    assert outsiders.earliest_start(NOW) == berlin("2026-10-12 00:00")
    assert outsiders.latest_start(NOW) == berlin("2026-12-29 00:00")
    assert venue.latest_start(NOW) == venue.limits.latest_start(NOW)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [("2026-08-31", 6, "2027-03-01 00:00"), ("2028-02-29", 12, "2029-03-01 00:00")],
)
def test_a_horizon_in_months_ends_with_a_day_of_the_calendar(day: str, months: int, last: str) -> None:
    limits = BookingLimits(horizon_months=months)

    assert limits.latest_start(berlin(f"{day} 12:00")) == berlin(last)


def test_from_200_persons_on_there_is_a_warning_and_no_refusal() -> None:
    venue = hall(quiet=None)

    assert notices(venue, a_request(persons=199, period=WEDDING), [FOYER]) == ()
    (told,) = notices(venue, a_request(persons=200, period=WEDDING), [FOYER])
    assert "Versammlungsstätten" in told


def test_quiet_hours_nights_and_shared_rooms_are_told() -> None:
    venue = hall(overnight=OvernightStay.NOTICE)
    told = notices(venue, a_request(period=between("2026-10-02 16:00", "2026-10-03 11:00")), [SMALL])

    assert [sentence.split(":")[0].split(" ")[0] for sentence in told] == ["Von", "Übernachten", "Mit"]
    assert told[2].endswith("Foyer.")
    assert notices(venue, a_request(period=between("2026-10-02 16:00", "2026-10-02 20:00")), [FOYER]) == ()


def test_what_the_calendar_does_not_know_goes_to_a_person() -> None:
    venue = hall(rests_in_school_holidays=(Purpose.CLUB_ACTIVITY,))
    days = [CalendarDay(berlin("2030-02-05 12:00").date(), school_holiday=UNKNOWN)]
    training = a_request(use=Use(Purpose.CLUB_ACTIVITY))

    assert open_questions(venue, training, days) == (
        "Ob am Di., 05.02.2030 Schulferien sind, ist noch nicht veröffentlicht.",
    )
    assert open_questions(venue, a_request(), days) == ()
