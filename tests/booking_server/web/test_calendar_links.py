"""Calendars on the pages: the link everybody sees, and the private one an Ortsvorsteher asks for."""

import logging

import pytest
from icalendar import Calendar

from booking_server.services import bookings
from tests.booking_server.web.visitor import Visitor, address_in
from tests.builders import Village, a_request


def test_the_page_of_a_hall_leads_to_its_calendar(village: Village, visitor: Visitor) -> None:
    bookings.book(village.house, a_request())

    answer = visitor.client.get(visitor.open("/hallen/dgh-benken").link("Belegung als Kalender-Datei"))

    (entry,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert entry["SUMMARY"] == "belegt"
    assert "Lehmann" not in answer.text


def test_a_calendar_nobody_has_is_answered_as_any_missing_page(visitor: Visitor) -> None:
    assert visitor.open("/kalender/dgh-nirgendwo.ics").status == 404
    assert visitor.open("/kalender/privat/a.b.ics").status == 404


def test_an_ortsvorsteherin_gives_herself_a_calendar_and_ends_it(
    village: Village, stolle: Visitor, visitor: Visitor
) -> None:
    bookings.book(village.house, a_request())

    desk = stolle.send(stolle.open("/schreibtisch"), button="anlegen")
    path = address_in(desk.link("Kalender von DGH Benken abonnieren"))
    by_her_phone = visitor.client.get(path)
    after = stolle.send(desk, button="beenden")

    assert "Anna Lehmann" in by_her_phone.text
    assert by_her_phone.headers["Cache-Control"] == "private, no-cache"
    assert not after.shows("Kalender von DGH Benken abonnieren")
    assert visitor.client.get(path).status_code == 404


def test_opening_the_desk_gives_out_no_calendar(stolle: Visitor) -> None:
    assert not stolle.open("/schreibtisch").shows("abonnieren")


def test_nobody_gives_themselves_the_calendar_of_another_hall(stolle: Visitor) -> None:
    desk = stolle.open("/schreibtisch")
    desk.forms[-1].action = "/schreibtisch/kalender/dgh-schlamau"

    assert stolle.send(desk, button="anlegen").status == 403


def test_the_log_does_not_tell_a_private_calendars_address(
    stolle: Visitor, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    desk = stolle.send(stolle.open("/schreibtisch"), button="anlegen")
    path = address_in(desk.link("Kalender von DGH Benken abonnieren"))

    with caplog.at_level(logging.DEBUG):
        visitor.client.get(path)

    assert "/kalender/privat/" in caplog.text
    assert path.split("/")[-1].split(".")[1] not in caplog.text
