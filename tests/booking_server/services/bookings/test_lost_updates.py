"""What was decided stays decided: an older copy of a booking never overwrites it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking_server.domain import errors
from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings import bookings, cancellations, titles
from booking_server.services.bookings.occupying import new_booking, occupied_by
from booking_server.services.foundation import links
from booking_server.services.operation.verify import verify
from booking_server.services.waiting import displaced
from tests.booking_server.services.bookings.test_cross_races import at_once, on_day
from tests.builders import WEDDING, Village, a_request


def test_an_old_copy_brings_no_cancelled_booking_back(village: Village) -> None:
    old = bookings.book(village.house, a_request()).booking
    cancellations.cancel(village.house, old.id)

    with village.house.unit_of_work() as uow, pytest.raises(errors.TransitionNotAllowed):
        uow.bookings.save(replace(old, occasion="anders"))

    assert verify(village.house) == ()


def test_a_title_and_a_cancellation_at_once_leave_a_cancelled_booking(village: Village) -> None:
    stolle = village.cast.frau_stolle
    for round_ in range(8):
        made = bookings.book(village.house, a_request(period=on_day(round_))).booking

        at_once(
            village,
            lambda house, one=made.id: titles.withdraw(house, one, stolle),
            lambda house, one=made.id: cancellations.cancel(house, one),
        )

        with village.house.reading() as uow:
            assert uow.bookings.get(made.id).status is BookingStatus.CANCELLED
    assert verify(village.house) == ()


def test_who_was_not_displaced_takes_no_other_time(village: Village) -> None:
    made = bookings.book(village.house, a_request()).booking
    later = WEDDING.start + timedelta(days=7)
    key = f"dgh-benken:{int(later.timestamp())}:"

    with pytest.raises(errors.NotFound):
        displaced.accept(village.house, made.id, links.booking_token(village.house, made), key)
    cancellations.cancel(village.house, made.id)
    with pytest.raises(errors.NotFound):
        displaced.accept(village.house, made.id, links.booking_token(village.house, made), key)


def test_a_request_whose_time_is_up_still_stands_in_the_way(village: Village) -> None:
    made = bookings.book(village.house, a_request("dgh-schlamau")).booking
    with village.house.unit_of_work() as uow:
        uow.bookings.save(replace(made, hold_until=uow.now - timedelta(minutes=1)))
        uow.commit()

    with village.house.reading() as uow:
        venue = uow.venues.by_slug("dgh-schlamau")
        found = occupied_by(uow, venue, venue.spaces, made.period)

    assert [one.id for one in found] == [made.id]


def test_nothing_that_waits_is_left_out_however_much_it_is(village: Village) -> None:
    with village.house.unit_of_work() as uow:
        venue = uow.venues.by_slug("dgh-schlamau")
        waiting = [
            new_booking(uow, venue, venue.spaces, on_day(number), BookingStatus.REQUESTED)
            for number in range(250)
        ]
        uow.bookings.add_all(waiting)
        found = uow.bookings.find(venue_ids=[venue.id], statuses=[BookingStatus.REQUESTED])

    assert len(found) == 250
