"""Changing a booking behind its link, as its organizer does it: without script, looked at first."""

from dataclasses import replace
from datetime import time

import pytest

from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request, between


def form_of(visitor: Visitor, booked: Booked) -> Page:
    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")
    return visitor.open(page.link("Buchung ändern"))


def test_an_organizer_moves_their_booking_after_a_look(visitor: Visitor, village: Village) -> None:
    publish(village)
    use = bookings.book(village.house, a_request(period=between("2026-10-16 16:00", "2026-10-16 22:00")))
    form = form_of(visitor, use)
    assert (form.typed("start_date"), form.typed("start_time"), form.typed("persons")) == (
        "2026-10-16",
        "16:00",
        "40",
    )

    typed = {"end_date": "2026-10-17", "persons": "60", "answer_getraenke": "ja", "purpose": "private_party"}
    look = visitor.send(form, typed, button="ansehen")

    assert look.shows("Noch ist nichts geändert.")
    assert look.shows("Personen 40 60")
    assert look.shows("Preis steht noch nicht fest 180,00 €")
    assert look.shows("Ihr Tür-Code bleibt gleich und gilt zur neuen Zeit.")
    assert booking_by_id(village.house, use.booking.id).booking == use.booking
    done = visitor.send(look, button="aendern")
    assert done.address.startswith(f"/buchungen/{use.booking.id}?")
    assert done.shows("Fr., 16.10.2026, 16:00 Uhr bis Sa., 17.10.2026, 22:00 Uhr")
    assert done.shows("bis dahin Fr., 16.10.2026, 16:00 bis 22:00 Uhr, 40 Personen")


def test_single_rooms_are_named_before_and_after(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request(space_slugs=("saal",), persons=30))

    look = visitor.send(form_of(visitor, booked), {"persons": "35"}, button="ansehen")
    wider = visitor.send(form_of(visitor, booked), {"spaces": ["saal", "kueche"]}, button="ansehen")

    assert (look.status, look.shows("Räume Saal wie bisher")) == (200, True)
    assert (wider.status, wider.shows("Räume Saal ganzes Haus")) == (200, True)


def test_a_time_that_is_taken_leaves_everything_and_offers_others(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    bookings.book(village.house, a_request(period=between("2026-10-09 16:00", "2026-10-10 02:00")))

    typed = {"start_date": "2026-10-09", "end_date": "2026-10-10", "occasion": "<b>Silberhochzeit</b>"}
    refused = visitor.send(form_of(visitor, booked), typed, button="ansehen")

    assert refused.status == 409
    assert refused.message_at("start_date")
    assert refused.shows("Ihre Buchung gilt weiter wie bisher.")
    assert refused.typed("occasion") == "<b>Silberhochzeit</b>"
    others = [value for _, value in refused.forms[-1].buttons if value.startswith("zeit:")]
    assert any(value.startswith("zeit:2026-10-10 16:00") for value in others)
    look = visitor.send(refused, button=others[0])
    assert (look.status, look.shows("<b>Silberhochzeit</b>")) == (200, True)
    again = visitor.send(look, button="zurueck")
    assert again.typed("occasion") == "<b>Silberhochzeit</b>"


def test_nothing_changed_is_said_and_a_lost_cookie_keeps_what_was_typed(
    visitor: Visitor, village: Village
) -> None:
    booked = bookings.book(village.house, a_request())
    form = form_of(visitor, booked)

    assert visitor.send(form, button="ansehen").shows("Sie haben noch nichts geändert.")
    lost = visitor.send(form, {"csrf_token": "x", "persons": "77"}, button="aendern")

    assert (lost.status, lost.typed("persons")) == (403, "77")
    assert booking_by_id(village.house, booked.booking.id).booking == booked.booking


def test_a_form_sent_past_the_look_is_shown_the_look(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())

    look = visitor.send(form_of(visitor, booked), {"persons": "50", "schritt": "aendern"})

    assert look.status == 409
    assert look.shows("Es wurde noch nichts gespeichert.")
    assert booking_by_id(village.house, booked.booking.id).booking.persons == 40


def test_a_wrong_token_changes_and_tells_nothing(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    form = form_of(visitor, booked)

    assert visitor.open(f"/buchungen/{booked.booking.id}/aendern?t=falsch").status == 404
    assert visitor.send(form, {"t": "falsch", "persons": "50"}, button="ansehen").status == 404


def test_who_decides_again_is_said_before(visitor: Visitor, village: Village) -> None:
    asked = bookings.book(village.house, a_request("dgh-schlamau"))
    page = visitor.open(f"/buchungen/{asked.booking.id}?t={asked.token}")

    look = visitor.send(
        visitor.open(page.link("Anfrage ändern")),
        {"start_date": "2026-10-09", "end_date": "2026-10-10"},
        button="ansehen",
    )

    assert look.shows("Wer über Ihre Anfrage entscheidet, wird neu gefragt.")


@pytest.mark.parametrize("pass_of_the_hour", ["0", "1"])
def test_a_time_that_comes_twice_is_shown_and_kept_as_the_one_that_was_meant(
    visitor: Visitor, village: Village, pass_of_the_hour: str
) -> None:
    booked = bookings.book(village.house, a_request(period=between("2026-10-24 19:00", "2026-10-24 23:00")))
    asked = visitor.send(
        form_of(visitor, booked), {"end_date": "2026-10-25", "end_time": "02:30"}, button="ansehen"
    )
    assert asked.shows("02:30 Uhr gibt es in der Nacht zum So., 25.10.2026 zweimal")
    look = visitor.send(asked, {"end_fold": pass_of_the_hour}, button="ansehen")
    done = visitor.send(look, button="aendern")
    words = "Winterzeit" if pass_of_the_hour == "1" else "Sommerzeit"
    assert done.shows(f"02:30 Uhr ({words})")

    form = form_of(visitor, booked)

    assert form.typed("end_fold") == pass_of_the_hour
    hours = booking_by_id(village.house, booked.booking.id).booking.period.duration.total_seconds() / 3600
    assert hours == 7.5 + int(pass_of_the_hour)
    assert visitor.send(form, button="ansehen").shows("Sie haben noch nichts geändert.")


def test_a_time_that_the_clock_skips_is_refused_at_its_field(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request(period=between("2027-03-27 19:00", "2027-03-27 23:00")))

    refused = visitor.send(
        form_of(visitor, booked), {"end_date": "2027-03-28", "end_time": "02:30"}, button="ansehen"
    )

    assert (refused.status, refused.message_at("end_time")) == (422, True)
    assert refused.typed("end_time") == "02:30"


def test_a_wrong_link_and_a_lost_cookie_are_no_fault_of_ours(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    form = form_of(visitor, booked)

    assert visitor.send(form, {"csrf_token": "x", "t": "falsch"}, button="ansehen").status == 404


def test_a_hall_let_by_the_day_fills_in_its_last_day_over_a_clock_change(
    visitor: Visitor, village: Village
) -> None:
    hall = village.cast.luette
    with village.house.unit_of_work() as uow:
        uow.venues.save_regulation(hall.id, replace(hall.regulation, booking_day=time(0)))
        uow.commit()
    days = between("2027-03-27 00:00", "2027-03-29 00:00")
    booked = bookings.book(village.house, a_request("dgh-luette", days))

    form = form_of(visitor, booked)

    assert (form.typed("start_date"), form.typed("end_date")) == ("2027-03-27", "2027-03-28")
    assert visitor.send(form, button="ansehen").shows("Sie haben noch nichts geändert.")


def test_the_look_says_what_is_given_up_and_how_often_one_may_change(
    visitor: Visitor, village: Village
) -> None:
    booked = bookings.book(village.house, a_request(period=between("2026-10-16 16:00", "2026-10-16 22:00")))
    form = form_of(visitor, booked)

    longer = visitor.send(form, {"end_time": "23:00"}, button="ansehen")
    later = visitor.send(form, {"start_time": "17:00"}, button="ansehen")

    assert longer.shows("Danach können Sie hier noch 5 Mal ändern")
    assert longer.shows("eine Tür ohne Netz nimmt sie vielleicht noch")
    assert (longer.shows("Was Sie aufgeben"), later.shows("Was Sie aufgeben")) == (False, True)
