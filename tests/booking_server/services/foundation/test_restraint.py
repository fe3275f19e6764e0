"""Limits without an account: open requests and held times, on both databases."""

from dataclasses import replace
from functools import partial

import pytest

from booking_server.domain.bookings import BookingStatus, Organizer
from booking_server.domain.errors import BookingOverlaps, RequestRefused, TooManyHolds, TooManyRequests
from booking_server.domain.senders import contacts_of, is_same
from booking_server.services.bookings import bookings, cancellations
from booking_server.services.foundation.house import House
from booking_server.services.series import series, series_changes
from booking_server.services.waiting import form_holds, hold_limits, holds
from calendars.local_time import say_moment
from calendars.recurrence import Frequency, Rule
from tests.booking_server.series import MONDAYS, a_series
from tests.booking_server.services.bookings.test_cross_races import on_day
from tests.builders import Village, a_request

SPELLINGS = ("033849 98765", "+49 33849/98765", "0049 33849-98765")


def few(village: Village, **limits: int) -> House:
    return replace(village.house, policy=replace(village.house.policy, **limits))


def test_a_sender_is_known_however_they_spell_themselves() -> None:
    numbers = {contacts_of(Organizer("", "", spelled)) for spelled in SPELLINGS}

    assert len(numbers) == 1
    assert is_same(Organizer("", "Anna+fest@Example.org"), Organizer("", "anna@example.org", "1"))
    assert not is_same(Organizer("A", "", ""), Organizer("B", "", ""))


def test_one_sender_has_only_so_many_requests_open(village: Village) -> None:
    house = few(village, requests_per_sender=2)
    senders = [Organizer("Viel Frager", "", spelled) for spelled in SPELLINGS]
    asked = [
        bookings.book(house, a_request("dgh-schlamau", on_day(day), organizer=senders[day])) for day in (0, 1)
    ]
    third = a_request("dgh-schlamau", on_day(2), organizer=senders[2])

    with pytest.raises(TooManyRequests, match=r"schon 2 Anfragen .* anrufen: 033849 12345"):
        bookings.book(house, third)

    cancellations.cancel(house, asked[0].booking.id)
    assert bookings.book(house, third).booking.status is BookingStatus.REQUESTED


def test_a_hall_has_only_so_many_requests_open_and_the_desk_is_not_held_back(village: Village) -> None:
    house = few(village, requests_per_hall=1)
    bookings.book(house, a_request("dgh-schlamau", on_day(0), organizer=Organizer("A", "a@example.org")))
    other = a_request("dgh-schlamau", on_day(1), organizer=Organizer("B", "b@example.org"))

    with pytest.raises(TooManyRequests, match="Bei diesem Haus"):
        bookings.book(house, other)
    assert bookings.book(house, other, source="desk").booking.status is BookingStatus.REQUESTED


def test_where_nobody_decides_one_sender_books_only_so_often_a_day(village: Village) -> None:
    house = few(village, bookings_a_day=2)
    first = bookings.book(house, a_request(period=on_day(0))).booking
    series.save(house, a_series())
    third = a_request(period=on_day(1))

    with pytest.raises(TooManyRequests, match=r"schon 2 Buchungen\. .* anrufen: 033849 12345"):
        bookings.book(house, third)
    with pytest.raises(TooManyRequests):
        series.save(house, a_series(plan=replace(MONDAYS, rule=Rule(Frequency.WEEKLY, 2))))
    somebody_else = replace(third, organizer=Organizer("B", "b@example.org"))
    assert bookings.book(house, somebody_else).booking.status is BookingStatus.CONFIRMED
    assert bookings.book(house, replace(third, period=on_day(3)), source="desk")
    cancellations.cancel(house, first.id)
    assert bookings.book(house, replace(third, period=on_day(4)))
    village.clock.forward(days=1)
    assert bookings.book(house, replace(third, period=on_day(5)))


def test_one_sender_has_only_so_many_series_open(village: Village) -> None:
    house = few(village, series_per_sender=1)
    monday, tuesday, wednesday = (replace(MONDAYS, rule=Rule(Frequency.WEEKLY, day)) for day in (0, 1, 2))
    choir, dance = (a_series("dgh-schlamau", plan) for plan in (monday, tuesday))
    first = series.save(house, choir, idempotency_key="a")

    with pytest.raises(TooManyRequests, match=r"wartet schon 1 Serie auf .* beenden oder anrufen: 033849"):
        series.save(house, dance)

    assert series.save(house, choir, idempotency_key="a").series.id == first.series.id
    assert series.save(house, a_series(plan=tuesday)).is_new, "Benken needs no decision"
    assert bookings.book(house, a_request("dgh-schlamau", on_day(4))).is_new, "single requests count apart"
    assert series.save(house, replace(dance, organizer=Organizer("B", "b@example.org"))).is_new
    series_changes.end_from(house, first.series.id, MONDAYS.season.first)
    assert series.save(house, a_series("dgh-schlamau", wednesday)).is_new


def test_a_hall_has_only_so_many_series_open_and_the_desk_is_not_held_back(village: Village) -> None:
    house = few(village, series_per_hall=1)
    tuesday = replace(MONDAYS, rule=Rule(Frequency.WEEKLY, 1))
    series.save(house, a_series("dgh-schlamau"))
    other = a_series("dgh-schlamau", tuesday, organizer=Organizer("B", "b@example.org"))

    with pytest.raises(TooManyRequests, match="zu viele Serien"):
        series.save(house, other)
    assert series.save(house, other, person=village.cast.herr_krueger, source="desk").is_new


def test_a_form_keeps_its_time_and_redeems_it(village: Village) -> None:
    held = form_holds.keep(village.house, a_request(), visitor="203.0.113.7", form="a form")

    with pytest.raises(BookingOverlaps):
        bookings.book(village.house, a_request())
    found = form_holds.find(village.house, "a form")
    assert found is not None
    assert found.until == held.until

    booked = bookings.book(village.house, a_request(hold=held.booking.id), idempotency_key="k")
    again = bookings.book(village.house, a_request(), idempotency_key="k")
    assert again.booking.id == booked.booking.id
    assert form_holds.find(village.house, "a form") is None


def test_who_comes_while_somebody_fills_in_the_form_is_told_when_it_may_be_free_again(
    village: Village,
) -> None:
    held = form_holds.keep(village.house, a_request(), visitor="203.0.113.7", form="a form").booking
    assert held.hold_until is not None

    with pytest.raises(BookingOverlaps, match="für jemand anderen freigehalten") as refused:
        bookings.book(village.house, a_request())
    assert say_moment(held.hold_until) in str(refused.value)

    village.clock.now = held.hold_until
    assert bookings.book(village.house, a_request()).booking.status is BookingStatus.CONFIRMED
    with pytest.raises(BookingOverlaps, match="schon belegt"):
        bookings.book(village.house, a_request())


def test_a_visitor_cannot_block_a_hall_by_holding_it(village: Village) -> None:
    for number in range(hold_limits.AT_A_HALL_IN_AN_HOUR):
        form_holds.keep(village.house, a_request(), visitor="203.0.113.7", form=f"form {number}")
        village.clock.forward(minutes=10)

    with pytest.raises(TooManyHolds):
        form_holds.keep(village.house, a_request(), visitor="203.0.113.7", form="one more")
    assert form_holds.keep(village.house, a_request(), visitor="203.0.113.8", form="another")


def test_a_program_holds_no_more_than_a_visitor_of_the_form(village: Village) -> None:
    keep = partial(holds.hold, village.house, "dgh-benken", ())
    keep(on_day(0), visitor="203.0.113.7")
    form_holds.keep(village.house, a_request(period=on_day(1)), visitor="203.0.113.7", form="a form")

    with pytest.raises(TooManyHolds, match="Sie können trotzdem buchen"):
        keep(on_day(2), visitor="203.0.113.7")
    with pytest.raises(TooManyHolds):
        holds.hold(village.house, "dgh-reetz", (), on_day(2), visitor="203.0.113.7")
    for day in (2, 3, 4):
        keep(on_day(day), visitor=f"203.0.113.{day + 10}")
    with pytest.raises(TooManyHolds):
        keep(on_day(5), visitor="203.0.113.99")

    village.clock.forward(minutes=11)
    assert keep(on_day(2), visitor="203.0.113.7").is_new
    assert bookings.book(village.house, a_request(period=on_day(0))).is_new


def test_a_new_time_gives_the_old_one_back(village: Village) -> None:
    form_holds.keep(village.house, a_request(), visitor="a", form="a form")
    form_holds.keep(village.house, a_request(period=on_day(3)), visitor="a", form="a form")

    assert bookings.book(village.house, a_request()).booking.status is BookingStatus.CONFIRMED


def test_a_time_that_breaks_a_rule_is_not_held(village: Village) -> None:
    village.clock.forward(days=30)

    with pytest.raises(RequestRefused):
        form_holds.keep(village.house, a_request(), visitor="a", form="a form")


def test_no_address_of_a_visitor_is_stored(village: Village) -> None:
    form_holds.keep(village.house, a_request(), visitor="203.0.113.7", form="a form")

    with village.house.reading() as uow:
        rows = uow.connection.exec_driver_sql("select visitor, form from form_holds").all()
    assert len(rows) == 1
    assert "203.0.113" not in rows[0][0]
    assert "form" not in rows[0][1]
