"""Booking in the two nights when clocks change, as a visitor meets it."""

from tests.booking_server.web.test_booking import FORM, fill_in
from tests.booking_server.web.visitor import Visitor


def test_the_form_asks_which_of_two_equal_times_is_meant(visitor: Visitor) -> None:
    asked = fill_in(visitor, start_date="2026-10-25", start_time="02:30", end_time="06:00")

    assert asked.status == 422
    assert asked.shows("02:30 Uhr gibt es in der Nacht zum So., 25.10.2026 zweimal")
    assert asked.by_id["start_fold_0"]["type"] == "radio"
    assert "end_fold_0" not in asked.by_id
    booked = visitor.send(asked, {"start_fold": "1"})
    assert booked.shows("So., 25.10.2026, 02:30 Uhr (Winterzeit) bis So., 25.10.2026, 06:00 Uhr")


def test_on_other_nights_nobody_is_asked(visitor: Visitor) -> None:
    assert "start_fold_0" not in visitor.open(FORM).by_id


def test_a_skipped_time_is_refused_at_its_field(visitor: Visitor) -> None:
    page = fill_in(visitor, start_date="2027-03-28", start_time="02:30", end_time="06:00")

    assert page.status == 422
    assert page.message_at("start_time")
    assert page.typed("start_time") == "02:30"


def test_a_night_over_the_change_is_booked_as_typed(visitor: Visitor) -> None:
    page = fill_in(visitor, start_date="2026-10-24", start_time="19:00", end_time="04:00")

    assert page.shows("Sa., 24.10.2026, 19:00 Uhr bis So., 25.10.2026, 04:00 Uhr")


def test_the_calendar_of_the_change_says_which_hour_is_taken(visitor: Visitor) -> None:
    asked = fill_in(visitor, start_date="2026-10-25", start_time="02:30", end_time="06:00")
    visitor.send(asked, {"start_fold": "1"})

    page = visitor.open("/hallen/dgh-benken?monat=2026-10")

    assert page.shows("So., 25.10.2026 ◐ teils belegt 02:30 Uhr (Winterzeit) bis 06:00 Uhr")
