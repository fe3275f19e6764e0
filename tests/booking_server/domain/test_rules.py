"""The house rules, one by one."""

from datetime import timedelta

import pytest

from booking_server.domain import errors, rules
from booking_server.domain.bookings import Organizer
from booking_server.domain.occupancy import Occupancy, occupancies
from booking_server.domain.venues import BookingLimits, District
from calendars.period import Period
from tests.builders import NOW, WEDDING, a_space, a_venue, between

HALF_AN_HOUR = timedelta(minutes=30)
NO_GRACE = timedelta()


def taken(period: Period, space: str = "saal") -> Occupancy:
    return Occupancy(space, "benken", "another", period)


def wanted(period: Period, space: str = "saal") -> Occupancy:
    return Occupancy(space, "benken", "mine", period)


def test_a_booking_may_not_overlap_another() -> None:
    late = Period(WEDDING.end - HALF_AN_HOUR, WEDDING.end + HALF_AN_HOUR)

    with pytest.raises(errors.BookingOverlaps) as refused:
        rules.a_booking_may_not_overlap_another([wanted(late)], [taken(WEDDING)])

    assert refused.value.facts["taken"] == WEDDING
    assert "Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr" in refused.value.message


def test_bookings_back_to_back_or_in_other_spaces_do_not_overlap() -> None:
    after = Period(WEDDING.end, WEDDING.end + HALF_AN_HOUR)

    rules.a_booking_may_not_overlap_another([wanted(after)], [taken(WEDDING)])
    rules.a_booking_may_not_overlap_another([wanted(WEDDING, "kueche")], [taken(WEDDING)])


def test_set_up_and_tidy_up_time_is_occupied_time() -> None:
    saal = a_space("saal", 80, setup_buffer=HALF_AN_HOUR, teardown_buffer=2 * HALF_AN_HOUR)

    (row,) = occupancies("mine", WEDDING, [saal])

    assert row.period == Period(WEDDING.start - HALF_AN_HOUR, WEDDING.end + 2 * HALF_AN_HOUR)


def test_a_booking_starts_in_the_future() -> None:
    soon = Period(NOW, NOW + HALF_AN_HOUR)
    past = Period(NOW - timedelta(minutes=1), NOW + HALF_AN_HOUR)

    rules.a_booking_starts_in_the_future(soon, NOW, NO_GRACE)
    with pytest.raises(errors.BookingInThePast):
        rules.a_booking_starts_in_the_future(past, NOW, NO_GRACE)


def test_a_demo_lets_a_booking_start_within_the_last_hour_but_not_be_over() -> None:
    hour = timedelta(hours=1)

    rules.a_booking_starts_in_the_future(Period(NOW - hour, NOW + hour), NOW, hour)
    with pytest.raises(errors.BookingInThePast):
        rules.a_booking_starts_in_the_future(Period(NOW - hour, NOW), NOW, hour)


def test_a_booking_lasts_at_least_five_minutes() -> None:
    rules.a_booking_lasts_at_least_five_minutes(Period(NOW, NOW + timedelta(minutes=5)))
    with pytest.raises(errors.BookingTooShort):
        rules.a_booking_lasts_at_least_five_minutes(Period(NOW, NOW + timedelta(minutes=4)))


def test_a_booking_lasts_no_longer_than_the_hall_allows() -> None:
    limits = BookingLimits(longest_use=timedelta(days=2))

    rules.a_booking_lasts_no_longer_than_the_hall_allows(Period(NOW, NOW + timedelta(days=2)), limits)
    with pytest.raises(errors.BookingTooLong, match="höchstens 48 Stunden"):
        rules.a_booking_lasts_no_longer_than_the_hall_allows(
            Period(NOW, NOW + timedelta(days=2, minutes=1)), limits
        )


def test_a_booking_is_made_as_early_as_the_hall_asks() -> None:
    limits = BookingLimits(lead_time=timedelta(days=3))

    rules.a_booking_is_made_as_early_as_the_hall_asks(WEDDING, limits, NOW)
    with pytest.raises(errors.BookingTooSoon, match=r"Frühestens ab Do\., 01\.10\.2026 möglich\."):
        rules.a_booking_is_made_as_early_as_the_hall_asks(
            between("2026-09-30 23:59", "2026-10-01 13:00"), limits, NOW
        )


def test_a_lead_of_hours_is_told_to_the_minute() -> None:
    limits = BookingLimits(lead_time=timedelta(hours=35, minutes=30))

    with pytest.raises(errors.BookingTooSoon, match=r"Frühestens ab Di\., 29\.09\.2026, 23:30 Uhr"):
        rules.a_booking_is_made_as_early_as_the_hall_asks(
            between("2026-09-29 23:29", "2026-10-01 13:00"), limits, NOW
        )


def test_a_booking_starts_within_the_hall_s_horizon() -> None:
    limits = BookingLimits(horizon=timedelta(days=4))

    with pytest.raises(errors.BookingTooFarAhead, match=r"bis Fr., 02\.10\.2026"):
        rules.a_booking_starts_within_the_hall_s_horizon(WEDDING, limits, NOW)


@pytest.mark.parametrize(("persons", "error"), [(0, errors.PersonsMissing), (-3, errors.PersonsMissing),
                                                (91, errors.TooManyPersons)])  # fmt: skip
def test_no_more_persons_than_the_booked_spaces_hold(persons: int, error: type[errors.DomainError]) -> None:
    spaces = [a_space("saal", 80), a_space("kueche", 10)]

    rules.no_more_persons_than_the_booked_spaces_hold(90, spaces)
    with pytest.raises(error):
        rules.no_more_persons_than_the_booked_spaces_hold(persons, spaces)


def test_a_booking_names_spaces_of_its_hall() -> None:
    venue = a_venue("dgh-benken", District("d", "m", "benken", "Benken"), a_space("saal", 80))

    rules.a_booking_names_spaces_of_its_hall(venue, ())
    with pytest.raises(errors.SpaceUnknown, match="Zur Wahl stehen: Saal"):
        rules.a_booking_names_spaces_of_its_hall(venue, ("saal", "keller"))


@pytest.mark.parametrize(
    ("organizer", "error"),
    [
        (Organizer("Anna"), errors.ContactMissing),
        (Organizer("Anna", "anna@example"), errors.EmailInvalid),
        (Organizer("Anna", "anna@example.org\nBcc: x@example.org"), errors.EmailInvalid),
        (Organizer("Anna", "a b@example.org"), errors.EmailInvalid),
        (Organizer("Anna", "", "12"), errors.PhoneInvalid),
        (Organizer("Anna", "", "ruf an"), errors.PhoneInvalid),
    ],
)
def test_a_booking_names_an_e_mail_address_or_a_phone_number(
    organizer: Organizer, error: type[errors.DomainError]
) -> None:
    for fine in (Organizer("Anna", "anna@example.org"), Organizer("Anna", "", "033849 / 12-345")):
        rules.a_booking_names_an_e_mail_address_or_a_phone_number(fine)

    with pytest.raises(error):
        rules.a_booking_names_an_e_mail_address_or_a_phone_number(organizer)


def test_a_booking_names_a_responsible_person_and_its_occasion() -> None:
    with pytest.raises(errors.NameMissing):
        rules.a_booking_names_a_responsible_person(Organizer("  ", "anna@example.org"))
    with pytest.raises(errors.TextTooLong):
        rules.a_booking_names_a_responsible_person(Organizer("A" * 121))
    with pytest.raises(errors.OccasionMissing):
        rules.a_booking_names_its_occasion(" ")
    with pytest.raises(errors.TextTooLong):
        rules.a_booking_names_its_occasion("x" * 201)


def test_the_house_rules_are_accepted_before_booking() -> None:
    with pytest.raises(errors.HouseRulesNotAccepted):
        rules.the_house_rules_are_accepted_before_booking(False)
