"""Privacy as people meet it: the notice, titles by choice, their own data, and a link after erasure."""

from pathlib import Path

import pytest
from flask import Flask

from booking_server.domain.retention import IN_THE_NOTICE, TABLE, data_class
from booking_server.domain.uses import Use
from booking_server.services.bookings import bookings
from booking_server.services.operation import privacy
from booking_server.services.operation.retention import keep_terms
from booking_server.services.series import series
from tests.booking_server.series import a_series
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.test_booking import FILLED_IN, FORM
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request

FEST = {**FILLED_IN, "public_title": "Sommerfest"}


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    return signed_in(site, village, village.cast.frau_weber.id)


def download(visitor: Visitor, page: Page, **values: str) -> bytes:
    """Send a form whose answer is a file."""
    answer = visitor.client.post(page.address, data={"csrf_token": page.typed("csrf_token"), **values})
    assert answer.content_type == "application/zip"
    return answer.data


def everything_public(visitor: Visitor) -> str:
    """What everybody can read of Benken in October."""
    pages = (
        "/hallen/dgh-benken?monat=2026-10",
        "/kalender/dgh-benken.ics",
        "/api/v1/venues/dgh-benken/availability?from=2026-10-01&to=2026-10-31",
    )
    return " ".join(visitor.client.get(page).get_data(as_text=True) for page in pages)


def test_the_privacy_page_says_every_term_and_the_form_the_ones_that_matter(visitor: Visitor) -> None:
    page, form = visitor.open("/datenschutz"), visitor.open(FORM)

    for entry in TABLE:
        assert page.shows(f"{entry.what} {entry.term} {entry.since}."), entry.code
    for code in IN_THE_NOTICE:
        assert form.shows(f"{data_class(code).what}: {data_class(code).term}"), code
    assert form.link("ansehen oder löschen lassen") == "/datenschutz/meine-daten"


def test_a_title_is_public_only_when_the_box_was_ticked(visitor: Visitor) -> None:
    visitor.send(visitor.open(FORM), FEST)
    assert "Sommerfest" not in everything_public(visitor)

    visitor.send(visitor.open(FORM), {**FEST, "start_date": "2026-10-16", "publish": "1"})

    shown = everything_public(visitor)
    assert shown.count("Sommerfest") >= 3
    assert "Hochzeit" not in shown


def test_a_ticked_box_without_a_title_is_told(visitor: Visitor) -> None:
    page = visitor.send(visitor.open(FORM), {**FILLED_IN, "publish": "1"})

    assert page.status == 422
    assert page.message_at("public_title")


def test_a_request_publishes_nothing_before_it_is_approved(visitor: Visitor, village: Village) -> None:
    asked = a_request("dgh-schlamau", use=Use(public_title="Sommerfest"))
    bookings.book(village.house, asked)

    for page in ("/hallen/dgh-schlamau?monat=2026-10", "/kalender/dgh-schlamau.ics"):
        assert "Sommerfest" not in visitor.client.get(page).get_data(as_text=True)


def test_the_ortsvorsteherin_takes_a_title_out_of_the_calendar(
    visitor: Visitor, stolle: Visitor, village: Village
) -> None:
    bookings.book(village.house, a_request(use=Use(public_title="Sommerfest")))
    desk = stolle.open("/schreibtisch")
    assert desk.shows("Öffentlicher Titel: „Sommerfest“")
    number = next(at for at, form in enumerate(desk.forms) if "/titel/" in form.action)

    stolle.send(desk, form=number)

    assert "Sommerfest" not in everything_public(visitor)


def test_somebody_looks_at_their_data_downloads_and_erases_it(visitor: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request())
    village.clock.forward(days=10)
    sent = visitor.send(visitor.open("/datenschutz/meine-daten"), {"email": "anna.lehmann@example.org"})
    assert sent.shows("Kommt keine, haben wir zu dieser Adresse nichts gespeichert.")
    with village.house.unit_of_work() as uow:
        link_id = uow.privacy_links.add("anna.lehmann@example.org", uow.now + privacy.LINK_FOR)
        uow.commit()
    address = privacy.link_url(village.house, link_id).removeprefix("http://127.0.0.1:8000")

    page = visitor.open(address)
    assert page.shows("1 Buchung oder Anfrage")
    assert download(visitor, page, was="laden").startswith(b"PK")
    erased = visitor.send(page, button="loeschen")

    assert erased.shows("Ihre Daten sind gelöscht")
    after = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")
    assert after.shows("Ihre persönlichen Angaben sind gelöscht")
    assert not after.shows("Lehmann")


def test_a_booking_link_explains_kindly_after_the_term(
    visitor: Visitor, village: Village, tmp_path: Path
) -> None:
    booked = bookings.book(village.house, a_request())
    village.clock.forward(days=400)
    keep_terms(village.house, tmp_path)

    page = visitor.open(f"/buchungen/{booked.booking.id}?t={booked.token}")

    assert page.status == 200
    assert page.shows("Es bleibt nur, wann welche Räume belegt waren.")


def test_a_clerk_answers_somebody_without_an_e_mail_address(weber: Visitor, village: Village) -> None:
    booked = bookings.book(village.house, a_request()).booking
    page = weber.open("/schreibtisch/auskunft")

    nothing = weber.send(page, {})
    choice = weber.send(page, {"name": "anna  lehmann"})
    found = weber.send(choice, {"gewaehlt": booked.id}, form=-2)
    unknown = weber.send(page, {"name": "Niemand"})

    assert nothing.status == 422
    assert weber.send(page, {"name": "Anna Lehmann", "was": "laden"}).status == 409
    assert choice.shows("Diesen Namen können mehrere Menschen tragen")
    assert not any("loeschen" in form.action for form in choice.forms)
    assert found.shows("Buchungen und Anfragen: 1")
    assert found.shows("Vor dem Löschen: diese Buchungen stornieren")
    assert not any("loeschen" in form.action for form in found.forms)
    assert unknown.shows("Über diese Person ist nichts gespeichert.")
    assert download(weber, found, was="laden", name="Anna Lehmann", gewaehlt=booked.id).startswith(b"PK")


def test_a_clerk_erases_once_nothing_stands_in_the_way(site: Flask, village: Village) -> None:
    bookings.book(village.house, a_request())
    village.clock.forward(days=10)
    weber = signed_in(site, village, village.cast.frau_weber.id)
    found = weber.send(weber.open("/schreibtisch/auskunft"), {"email": "anna.lehmann@example.org"})
    number = next(at for at, form in enumerate(found.forms) if "loeschen" in form.action)

    done = weber.send(found, form=number)

    assert done.shows("1 Buchungen und Anfragen")
    again = weber.send(weber.open("/schreibtisch/auskunft"), {"email": "anna.lehmann@example.org"})
    assert again.shows("Über diese Person ist nichts gespeichert.")


def test_a_series_is_picked_as_one(weber: Visitor, village: Village) -> None:
    saved = series.save(village.house, a_series())

    choice = weber.send(weber.open("/schreibtisch/auskunft"), {"name": "Anna Lehmann"})
    found = weber.send(choice, {"gewaehlt": saved.series.id}, form=-2)

    assert choice.shows("Serie, Mo., 05.10.2026 bis Mo., 21.12.2026, Chorprobe, anna.lehmann@example.org")
    assert found.shows("Buchungen und Anfragen: 12")
    assert found.shows("Serien: 1")
