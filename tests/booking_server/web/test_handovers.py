"""Handover and return on the pages: two short forms for a phone."""

import io
from typing import Any

import pytest
from flask import Flask

from booking_server.domain.bookings import Booking
from booking_server.domain.handover.protocol import ProtocolKind
from booking_server.notices.protocols import letter
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from tests.booking_server.notices import printed
from tests.booking_server.services.handover.test_handover import a_jpeg, power, priced, sign
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request, between

HOSTILE = '<img src=x onerror="alert(1)"> Müller & Söhne'


@pytest.fixture
def wedding(village: Village) -> Booking:
    """The wedding in Benken, with metered power and water."""
    return priced(village)


def form_of(stolle: Visitor, wedding: Booking, which: str) -> Page:
    return stolle.open(f"/schreibtisch/uebergaben/{wedding.id}/{which}")


def send(stolle: Visitor, page: Page, button: str = "unterschreiben", **typed: Any) -> Page:
    """Fill in the form and send it as a browser does that carries files."""
    form = page.forms[-1]
    body = {**form.values.to_dict(), "schritt": button, "organizer": "Anna Lehmann", **typed}
    answer = stolle.client.post(
        form.action, data=body, content_type="multipart/form-data", follow_redirects=True
    )
    return Page(answer.status_code, form.action, answer.headers, answer.get_data(as_text=True))


def test_handover_and_return_are_signed_and_settled_by_phone(
    stolle: Visitor, visitor: Visitor, village: Village, wedding: Booking
) -> None:
    given = send(stolle, form_of(stolle, wedding, "uebergabe"), meter_0="1000", meter_1="70,5", deposit="100")
    looked = send(stolle, form_of(stolle, wedding, "rueckgabe"), "rechnen", meter_0="1040", meter_1="73,5")
    before = booking_by_id(village.house, wedding.id)
    back = send(stolle, looked, back="cash")

    assert given.shows("übergeben")
    assert given.shows("Kaution bar erhalten: 100,00 €")
    assert looked.shows("Strom, von 1000 bis 1040 kWh")
    assert looked.shows("Davon wird einbehalten: 34,00 €. Zurück: 66,00 €.")
    assert len(before.protocols) == 1, "computing signs nothing"
    assert back.shows("abgerechnet")
    page = booking_by_id(village.house, wedding.id)
    own = visitor.open(f"/buchungen/{wedding.id}?t={page.token}")
    assert own.shows("abgerechnet")
    answer = visitor.client.get(own.link("Rückgabe-Protokoll als PDF"))
    assert answer.content_type == "application/pdf"
    text = printed.text(answer.data)
    for wanted in ("Strom: 1040 kWh", "66,00", "Frau Stolle", "Anna Lehmann"):
        assert wanted in text, wanted


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"meter_0": "999"}, "meter_0"),
        ({"meter_0": "-5"}, "meter_0"),
        ({"meter_0": "9" * 30}, "meter_0"),
        ({"broken_0_count": "2"}, "broken_0"),
        ({"broken_0": "Glas", "broken_0_count": "-1"}, "broken_0_count"),
        ({"broken_0": "Glas", "broken_0_price": "viel"}, "broken_0_price"),
        ({"keeper": ""}, "keeper"),
        ({"organizer": " "}, "organizer"),
        ({"photo_1": (io.BytesIO(b"%PDF-1.7"), "foto.jpg")}, "photo_1"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    stolle: Visitor, village: Village, wedding: Booking, typed: dict[str, Any], field: str
) -> None:
    sign(village, wedding, ProtocolKind.HANDOVER, power("1000"), "a")

    page = send(
        stolle,
        form_of(stolle, wedding, "rueckgabe"),
        **{"meter_0": "1040", "note": "Licht brennt", "defect_0": HOSTILE, **typed},
        photo_0=(io.BytesIO(a_jpeg()), "foto.jpg"),
    )

    assert page.status == 422
    assert page.message_at(field)
    assert page.typed("note") == "Licht brennt"
    assert page.typed("defect_0") == HOSTILE
    assert "<img src=x" not in page.html
    kept = page.typed("photo_0_kept")
    picture = stolle.client.get(f"/schreibtisch/uebergaben/fotos/{kept}.jpg")
    assert (picture.status_code, picture.content_type) == (200, "image/jpeg")
    assert len(booking_by_id(village.house, wedding.id).protocols) == 1


def test_who_signs_second_keeps_what_they_typed_and_learns_who_was_first(
    site: Flask, stolle: Visitor, village: Village, wedding: Booking
) -> None:
    weber = signed_in(site, village, village.cast.frau_weber.id)
    mine, hers = (form_of(one, wedding, "uebergabe") for one in (stolle, weber))
    send(stolle, mine, meter_0="1000")

    second = send(weber, hers, meter_0="1001", note="auch da")
    corrected = send(weber, second)

    assert second.status == 409
    assert second.shows("Dieses Protokoll ist schon unterschrieben")
    assert second.typed("note") == "auch da"
    assert corrected.shows("Übergabe-Protokoll, Berichtigung 1")


def test_a_defect_with_its_photo_is_on_the_desk_until_it_is_mended(stolle: Visitor, wedding: Booking) -> None:
    send(
        stolle,
        form_of(stolle, wedding, "uebergabe"),
        defect_0="Fenster klemmt",
        photo_0=(io.BytesIO(a_jpeg()), "foto.jpg"),
    )
    listed = stolle.open("/schreibtisch/maengel")
    done = stolle.send(listed, button="erledigt")

    assert listed.shows("DGH Benken: 1 offen")
    assert stolle.client.get(listed.link("Foto zu: Fenster klemmt")).status_code == 200
    assert done.shows("erledigt")
    assert done.shows("0 offen")


def test_the_overview_leads_to_both_forms(stolle: Visitor, wedding: Booking) -> None:
    page = stolle.open("/schreibtisch/uebergaben")

    assert page.shows("noch nicht übergeben")
    for form in ("uebergabe", "rueckgabe"):
        assert f"/schreibtisch/uebergaben/{wedding.id}/{form}" in page.html


def test_both_forms_suit_a_phone(stolle: Visitor, wedding: Booking) -> None:
    page = form_of(stolle, wedding, "rueckgabe")

    assert page.by_id["meter_0"]["inputmode"] == "decimal"
    assert page.by_id["photo_0"]["capture"] == "environment"
    assert "<script" not in page.html


def test_the_organizer_is_told_by_mail_what_the_return_came_to(village: Village, wedding: Booking) -> None:

    sign(village, wedding, ProtocolKind.HANDOVER, power("1000"), "a", deposit_cents=10000)
    back = sign(village, wedding, ProtocolKind.RETURN, power("1040"), "b", pays_back_now=True)

    subject, text = letter(booking_by_id(village.house, wedding.id), back.id)

    assert subject == "Rückgabe-Protokoll: DGH Benken"
    assert "Strom, von 1000 bis 1040 kWh: 16,00" in text
    assert "Kaution zurück: 84,00" in text


def late(desk: Page) -> bool:
    """Whether the desk warns of a handover that did not take place."""
    return any("noch nicht übergeben" in part[:200] for part in desk.html.split("kern-badge--warning")[1:])


def test_the_desk_says_where_a_handover_stands_and_leads_to_what_is_next(
    stolle: Visitor, village: Village, wedding: Booking
) -> None:
    seen = []
    for which in ("uebergabe", "rueckgabe"):
        desk = stolle.open("/schreibtisch")
        seen.append(desk)
        send(stolle, form_of(stolle, wedding, which), meter_0="1000", meter_1="70")
    seen.append(stolle.open("/schreibtisch"))

    for desk, word, leads in zip(
        seen,
        ("noch nicht übergeben", "übergeben", "zurückgegeben"),
        ("/uebergabe", "/rueckgabe", ""),
        strict=True,
    ):
        assert desk.shows(word)
        assert f'href="/schreibtisch/uebergaben/{wedding.id}{leads}"' in desk.html
    bookings.book(village.house, a_request(period=between("2026-10-09 16:00", "2026-10-09 22:00")))
    assert not late(stolle.open("/schreibtisch")), "a week before nothing is late"
    assert late(seen[0])
