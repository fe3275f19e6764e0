"""Helpers on the pages: named behind the booking's link, let in by their own."""

from datetime import timedelta

import pytest

from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.bookings.bookings import Booked
from booking_server.services.doors import door_reports
from tests.booking_server.doors import enrol
from tests.booking_server.services.bookings.test_helpers import hear
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import WEDDING, Village, a_request

SECRET = ("Lehmann", "Hochzeit")


def list_of(visitor: Visitor, booked: Booked) -> Page:
    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")
    return visitor.open(page.link("Helferinnen und Helfer"))


def test_a_helper_is_named_gets_in_and_is_ended(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    form = list_of(visitor, booked)
    assert (form.typed("start_time"), form.typed("end_time")) == ("16:00", "02:00")

    shown = visitor.send(form, {"name": "Caterer", "end_date": "2026-10-02", "end_time": "18:00"}, form=-1)

    assert shown.shows(
        "Caterer Zugang gilt Fr., 02.10.2026, 16:00 bis 18:00 Uhr An der Tür: noch nicht benutzt."
    )
    address = shown.link("/helfer/").partition("127.0.0.1:8000")[2]
    own = visitor.open(address)
    assert own.shows("Fr., 02.10.2026, 16:00 bis 18:00 Uhr")
    assert ("svg", "QR-Code zum Öffnen der Tür") in [(t, a.get("aria-label", "")) for t, a in own.elements]
    assert not any(word in own.html for word in (*SECRET, booked.token, booked.booking.id))
    ended = visitor.send(shown, form=0)
    assert ended.shows("Caterer beendet An der Tür: noch nicht benutzt.")
    gone = visitor.open(address)
    assert (gone.status, gone.shows("Dieser Zugang gilt nicht mehr")) == (200, True)
    assert visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}").shows("Caterer: beendet")


def test_what_is_wrong_is_said_at_its_field_and_hostile_names_stay_text(
    visitor: Visitor, village: Village
) -> None:
    booked = bookings.book(village.house, a_request())

    wrong = visitor.send(
        list_of(visitor, booked), {"name": "<b>Koch</b>", "email": "koch@", "start_time": "15:00"}, form=-1
    )

    assert wrong.status == 422
    assert wrong.message_at("email")
    assert wrong.message_at("start_date")
    assert wrong.typed("name") == "<b>Koch</b>"
    right = visitor.send(wrong, {"email": "", "start_time": "16:00"}, form=-1)
    assert right.shows("<b>Koch</b> Zugang gilt")


def test_who_looks_after_the_hall_sees_who_helps_and_what_was_changed(
    visitor: Visitor, stolle: Visitor, village: Village
) -> None:
    booked = bookings.book(village.house, a_request())
    visitor.send(list_of(visitor, booked), {"name": "Caterer"}, form=-1)
    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")
    look = visitor.send(visitor.open(page.link("Buchung ändern")), {"persons": "60"}, button="ansehen")
    visitor.send(look, button="aendern")

    desk = stolle.open(f"/schreibtisch/buchungen/{booked.booking.id}")

    assert desk.shows(
        "Caterer: Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr, noch nicht benutzt"
    )
    assert desk.shows("bis dahin Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr, 40 Personen")


def test_a_helper_s_link_is_not_written_into_the_log(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="booking_server.access"):
        assert visitor.open("/helfer/0123456789abcdef.geheim").status == 404

    assert "GET /helfer/" in caplog.text
    assert "geheim" not in caplog.text


def test_whoever_was_refused_at_the_door_reads_what_helps(visitor: Visitor, village: Village) -> None:
    door = enrol(village.house, village.cast.benken)
    booked = bookings.book(village.house, a_request())
    page = booking_by_id(village.house, booked.booking.id)
    assert page.codes is not None
    ts = int(WEDDING.start.timestamp())
    with village.house.reading() as uow:
        code = uow.access_codes.of_booking(booked.booking.id)
    assert code is not None
    door.happen(ts - 600, cls="pin", cred_ref=code.id, granted=False, reason="early")
    village.clock.now = WEDDING.start - timedelta(minutes=10)
    door_reports.store_events(village.house, door.id, door.batch(1, 1, ts - 600))
    address = f"/buchungen/{booked.booking.id}?t={booked.token}"

    village.clock.now = WEDDING.start - timedelta(minutes=8)
    early = visitor.open(address)
    village.clock.now = WEDDING.end

    assert early.shows("Um 15:50 Uhr blieb die Tür zu. Es war noch zu früh.")
    assert "open" in early.by_id["zu"]
    assert early.shows("Das Haus ist gerade ohne Internet, und das Schloss kennt Ihren Tür-Code noch nicht.")
    assert not visitor.open(address).shows("blieb die Tür zu. Es war")


@pytest.mark.parametrize("address", ["helfer", "helfer/beenden"])
def test_a_form_of_nobody_leads_nowhere(visitor: Visitor, village: Village, address: str) -> None:
    booked = bookings.book(village.house, a_request())

    answer = visitor.client.post(f"/buchungen/{booked.booking.id}/{address}", data={"t": "x"})

    assert answer.status_code == 404


def test_the_list_claims_no_more_than_the_door_has_acknowledged(visitor: Visitor, village: Village) -> None:
    door = enrol(village.house, village.cast.benken)
    booked = bookings.book(village.house, a_request())

    shown = visitor.send(list_of(visitor, booked), {"name": "Caterer"}, form=-1)

    assert shown.shows("Caterer noch nicht am Schloss")
    hear(village, door)
    shown = list_of(visitor, booked)
    assert shown.shows("Caterer Zugang gilt")
    assert visitor.send(shown, form=0).shows("Caterer wird beendet Eine Tür hat das noch nicht bestätigt.")
    hear(village, door)
    assert list_of(visitor, booked).shows("Caterer beendet An der Tür")
