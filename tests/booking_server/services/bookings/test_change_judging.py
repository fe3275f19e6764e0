"""What a change of a booking may be: in time, agreed to, and never a way past the fee for cancelling."""

from datetime import timedelta

import pytest

from booking_server.domain import errors
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.uses import Use
from booking_server.services.bookings import bookings, cancellations, titles
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.requests import decisions
from calendars.period import Period
from tests.booking_server.services.bookings.test_changing import (
    A_DAY,
    A_WEEK_LATER,
    PARTY,
    approved,
    change,
    in_one_place,
    stored,
    with_lead,
)
from tests.booking_server.tariff_cast import publish
from tests.builders import WEDDING, Village, a_house, a_request, between

THREE_DAYS = between("2026-10-16 16:00", "2026-10-18 22:00")
TOUCHING = between("2026-10-18 21:55", "2026-10-20 22:00")
"""Five minutes of it are the same, the price is the same."""

TITLED = Use(public_title="Sommerfest")


@in_one_place
def test_a_late_change_keeps_all_of_the_time_that_was_booked(village: Village) -> None:
    publish(village)
    booked = bookings.book(village.house, a_request(period=THREE_DAYS, use=PARTY))
    village.clock.now = THREE_DAYS.start - 2 * A_DAY
    shorter = Period(THREE_DAYS.start, THREE_DAYS.end - timedelta(minutes=5))

    for other in (TOUCHING, shorter, THREE_DAYS.shifted(timedelta(minutes=30))):
        with pytest.raises(errors.LateChangeGivesBack):
            change(village, booked, period=other)
    longer = change(village, booked, period=Period(THREE_DAYS.start, THREE_DAYS.end + timedelta(hours=2)))

    assert longer.status is BookingStatus.CONFIRMED


@in_one_place
def test_a_date_of_a_series_that_only_touches_its_old_time_is_given_back(village: Village) -> None:
    publish(village)
    booked = bookings.book(village.house, a_request(period=THREE_DAYS, use=PARTY)).booking
    village.clock.now = THREE_DAYS.start - 2 * A_DAY
    given_back = (TOUCHING, Period(THREE_DAYS.start, THREE_DAYS.start + timedelta(minutes=5)))
    kept = (
        THREE_DAYS.shifted(timedelta(hours=1)),
        Period(THREE_DAYS.start, THREE_DAYS.end + timedelta(hours=2)),
    )

    with village.house.reading() as uow:
        costs, nothing = (
            [cancellations.cost_of_release(uow, [booked], instead=[other]) for other in others]
            for others in (given_back, kept)
        )

    assert [cost.cents for cost in costs if cost is not None] == [6750, 6750]
    assert nothing == [None, None]


@in_one_place
@pytest.mark.parametrize("other", [{"occasion": "Konzert"}, {"use": TITLED}], ids=["occasion", "title"])
def test_who_said_yes_is_asked_about_what_they_did_not_read(
    village: Village, other: dict[str, object]
) -> None:
    booked = approved(village)

    asked = change(village, booked, **other)

    assert asked.status is BookingStatus.REQUESTED
    assert booking_by_id(village.house, asked.id).codes is None


@in_one_place
def test_a_title_that_is_given_up_asks_nobody(village: Village) -> None:
    booked = bookings.book(village.house, a_request("dgh-schlamau", use=TITLED))
    decisions.approve(village.house, booked.booking.id, village.cast.herr_krueger)

    assert change(village, booked, use=Use()).status is BookingStatus.CONFIRMED


@in_one_place
def test_a_title_the_desk_took_back_is_not_published_again_by_a_link(village: Village) -> None:
    booked = bookings.book(village.house, a_request(use=TITLED))
    titles.withdraw(village.house, booked.booking.id, village.cast.frau_stolle)

    with pytest.raises(errors.TitleWithdrawn, match="033849 12345"):
        change(village, booked, use=TITLED)
    change(village, booked, persons=30)

    assert stored(village, booked.booking.id).use.public_title == ""


@in_one_place
def test_a_moved_booking_may_still_become_smaller(village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    beyond = Period(WEDDING.start + 546 * A_DAY, WEDDING.end + 546 * A_DAY)
    with pytest.raises(errors.RequestRefused):
        change(village, booked, period=beyond)
    village.clock.forward(days=3)
    change(village, booked, period=beyond)

    assert change(village, booked, persons=20).persons == 20


@in_one_place
@pytest.mark.parametrize(
    "more",
    [{"space_slugs": ()}, {"persons": 8}, {"use": PARTY}],
    ids=["rooms", "persons", "purpose"],
)
def test_what_was_booked_in_time_takes_nothing_more_when_it_is_too_late(
    village: Village, more: dict[str, object]
) -> None:
    booked = bookings.book(village.house, a_request(space_slugs=("kueche",), persons=5))
    with_lead(village, 3)
    village.clock.now = WEDDING.start - timedelta(minutes=10)

    with pytest.raises(errors.RequestRefused) as refused:
        change(village, booked, **more)
    other = change(village, booked, occasion="Silberhochzeit", persons=4)

    assert [one.code for one in refused.value.errors] == ["booking-too-soon"]
    assert other.occasion == "Silberhochzeit"


@in_one_place
def test_a_change_books_no_more_in_a_day_than_a_booking_does(village: Village) -> None:
    asked = bookings.book(village.house, a_request("dgh-schlamau"))
    bookings.book(village.house, a_request())
    few = a_house(village.url, village.clock, bookings_a_day=1)
    with few.unit_of_work() as uow:
        uow.connection.exec_driver_sql("UPDATE venues SET approval = 'none' WHERE slug = 'dgh-schlamau'")
        uow.commit()

    with pytest.raises(errors.TooManyRequests):
        change(Village(few, village.clock, village.cast, village.url), asked, period=A_WEEK_LATER)

    few.database.close()
    assert change(village, asked, period=A_WEEK_LATER).status is BookingStatus.CONFIRMED
