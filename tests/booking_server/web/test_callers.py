"""A caller's booking on one screen, and the slip it ends in."""

import io

import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from booking_server.domain.approval import Step
from booking_server.domain.bookings import BookingStatus
from booking_server.domain.people import Grant, Role
from booking_server.services.bookings import bookings
from booking_server.services.bookings.booking_page import booking_by_id
from booking_server.services.people import people
from booking_server.services.requests import approval_policies
from tests.booking_server.notices import printed
from tests.booking_server.tariff_cast import BENKEN, publish
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request, between

SAID = {"name": "Erna Schulz", "phone": "033849 4711", "day": "fr", "times": "19-2"}


def booked(village: Village) -> list[BookingStatus]:
    with village.house.reading() as uow:
        found = uow.bookings.find(
            venue_ids=[village.cast.schlamau.id, village.cast.benken.id], statuses=list(BookingStatus)
        )
    return [booking.status for booking in found]


def test_five_fields_are_enough(krueger: Visitor, village: Village) -> None:
    page = krueger.open("/schreibtisch/anruf")
    assert page.by_id["name"].get("autofocus") == ""

    slip = krueger.send(page, SAID)

    assert slip.shows("Eingetragen: DGH Schlamau")
    assert slip.shows("Fr., 02.10.2026, 19:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr")
    assert booked(village) == [BookingStatus.CONFIRMED]


def test_who_does_not_decide_alone_enters_a_request(krueger: Visitor, village: Village) -> None:
    grant = Grant(Role.CLERK, village.cast.municipality.id)
    clerk = people.add_person(village.house, None, name="Frau Amt", email="amt@example.org", grant=grant)
    steps = (Step(roles=(Role.DISTRICT_HEAD,)), Step(roles=(Role.CLERK,)))
    approval_policies.add_policy(village.house, clerk, "dgh-schlamau", group=None, purpose=None, steps=steps)

    slip = krueger.send(krueger.open("/schreibtisch/anruf"), SAID)

    assert slip.shows("Noch kein Tür-Code")
    assert booked(village) == [BookingStatus.REQUESTED]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"day": "irgendwann"}, "day", "Bitte geben Sie den Tag an"),
        ({"times": "abends"}, "times", "Bitte geben Sie die Zeit an"),
        ({"name": ""}, "name", "Wie heißt, wer anruft?"),
        ({"phone": ""}, "phone", "Telefonnummer ein, unter der wir zurückrufen können"),
        ({"persons": ""}, "persons", "Wie viele Personen kommen?"),
        ({"persons": "500"}, "persons", "fassen höchstens 60 Personen"),
        ({"day": "1.1.2020"}, "times", "in der Vergangenheit"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    krueger: Visitor, village: Village, changes: dict[str, str], field: str, message: str
) -> None:
    typed = {**SAID, **changes}

    again = krueger.send(krueger.open("/schreibtisch/anruf"), typed)

    assert again.status == 422
    assert again.shows(message)
    assert again.message_at(field)
    assert [again.typed(name) for name in SAID] == [typed[name] for name in SAID]
    assert booked(village) == []


def test_what_is_taken_comes_with_what_is_free(krueger: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request("dgh-schlamau", between("2026-10-02 18:00", "2026-10-02 22:00")))

    again = krueger.send(krueger.open("/schreibtisch/anruf"), {**SAID, "times": "19-21"})

    assert again.status == 409
    assert again.shows("Stattdessen wäre frei")
    assert again.shows("Fr., 02.10.2026, 16:00 bis 18:00 Uhr")
    assert again.shows("Fr., 02.10.2026, 22:00 Uhr bis Sa., 03.10.2026, 00:00 Uhr")
    assert again.shows("Sa., 03.10.2026, 19:00 bis 21:00 Uhr")


def test_a_form_sent_twice_is_one_booking(krueger: Visitor, village: Village) -> None:
    page = krueger.open("/schreibtisch/anruf")

    first, second = krueger.send(page, SAID), krueger.send(page, SAID)

    assert first.address == second.address
    assert booked(village) == [BookingStatus.CONFIRMED]


def test_nobody_enters_for_another_hall(krueger: Visitor, village: Village) -> None:
    page = krueger.open("/schreibtisch/anruf")

    assert krueger.send(page, {**SAID, "venue": "dgh-benken"}).status == 403
    assert booked(village) == []


def test_an_hour_that_comes_twice_is_asked_for(krueger: Visitor, village: Village) -> None:
    page = krueger.open("/schreibtisch/anruf")

    asked = krueger.send(page, {**SAID, "day": "25.10.", "times": "2:30-6"})
    slip = krueger.send(asked, {**SAID, "day": "25.10.", "times": "2:30-6", "fold": "1"})

    assert asked.shows("Diese Uhrzeit gibt es in dieser Nacht zweimal. Welche?")
    assert slip.shows("02:30 Uhr (Winterzeit)")


def test_a_new_link_makes_the_old_one_worthless(krueger: Visitor, visitor: Visitor) -> None:
    slip = krueger.send(krueger.open("/schreibtisch/anruf"), SAID)
    old = slip.link("Seite der Buchung öffnen").removeprefix("http://127.0.0.1:8000")
    assert visitor.open(old).status == 200

    renewed = krueger.send(slip)

    assert visitor.open(old).status == 404
    new = renewed.link("Seite der Buchung öffnen").removeprefix("http://127.0.0.1:8000")
    assert visitor.open(new).status == 200


def test_the_slip_is_large_and_its_code_opens(krueger: Visitor, village: Village) -> None:
    slip = krueger.send(krueger.open("/schreibtisch/anruf"), SAID)
    answer = krueger.client.get(slip.link("Zettel drucken"))

    pdf = pypdfium2.PdfDocument(io.BytesIO(answer.data))
    try:
        text = pdf[0].get_textpage().get_text_range()
        words = pdf[0].get_textpage()
        boxes = [words.get_charbox(at, loose=True) for at in range(words.count_chars())]
        heights = [top - bottom for left, bottom, right, top in boxes if right - left > 1]
        picture = pdf[0].render(scale=3).to_pil()
    finally:
        pdf.close()

    assert answer.mimetype == "application/pdf"
    for words in (
        "DGH Schlamau",
        "So öffnen Sie die Tür",
        "Wenn die Tür zu bleibt",
        "033849 12345",
        "Hausordnung",
    ):
        assert words in text
    assert len(heights) > 300
    assert min(heights) >= 14 * 1.1  # ascent and descent of DejaVu Sans are 1.16 of its size
    (code,) = zxingcpp.read_barcodes(picture)
    with village.house.reading() as uow:
        booking = uow.bookings.find(venue_ids=[village.cast.schlamau.id], statuses=list(BookingStatus))[0]
    codes = booking_by_id(village.house, booking.id).codes
    assert codes is not None
    assert code.text == codes.qr


def test_the_price_is_said_on_the_telephone_and_printed_on_the_slip(
    stolle: Visitor, village: Village
) -> None:
    publish(village)
    page = stolle.open("/schreibtisch/anruf")

    asked = stolle.send(page, SAID)
    done = stolle.send(asked, {"answer_getraenke": "nein"})
    answer = stolle.client.get(done.link("Zettel drucken"))

    assert asked.status == 422
    assert asked.shows("Bitte wählen Sie eine Antwort auf „Werden Getränke verkauft?“.")
    assert asked.by_id["answer_getraenke"]["aria-describedby"] in asked.by_id
    assert [asked.typed(name) for name in SAID] == list(SAID.values())
    assert done.shows("Summe 45,00 €")
    assert done.shows("Kaution: 100,00 €")
    assert "Preis: 45,00 €, Kaution 100,00 €" in printed.text(answer.data).replace("\N{NO-BREAK SPACE}", " ")


def test_a_postcode_is_asked_for_where_the_price_depends_on_it(stolle: Visitor, village: Village) -> None:
    here, elsewhere = '{ klasse = "privat", gruppe = "einwohner" }', '{ gruppe = "auswaertig" }'
    text = BENKEN.replace('{ klasse = "privat" }', here).replace('{ klasse = "gewerblich" }', elsewhere)
    publish(village, text)
    said = {**SAID, "answer_getraenke": "nein"}
    page = stolle.open("/schreibtisch/anruf")

    asked = stolle.send(page, said)
    outsider = stolle.send(asked, {**said, "postcode": "10115", "day": "mo"})
    resident = stolle.send(
        stolle.open("/schreibtisch/anruf"), {**said, "postcode": village.cast.municipality.postcode}
    )

    assert asked.status == 422
    assert asked.message_at("postcode")
    both = stolle.send(asked, {**said, "persons": ""}).text
    assert 0 < both.index("Welche Postleitzahl ist es?") < both.index("Wie viele Personen kommen? Bitte")
    assert outsider.shows("Summe 90,00 €")
    assert resident.shows("Summe 45,00 €")


def test_the_same_caller_entered_once_more_is_the_same_booking(krueger: Visitor, village: Village) -> None:
    first = krueger.send(krueger.open("/schreibtisch/anruf"), SAID)

    again = krueger.send(krueger.open("/schreibtisch/anruf"), SAID)
    other = krueger.send(krueger.open("/schreibtisch/anruf"), {**SAID, "name": "Otto Schulz"})

    assert again.address == first.address
    assert other.status == 409
    assert other.shows("Zu dieser Zeit ist schon belegt")
    assert booked(village) == [BookingStatus.CONFIRMED]


def test_who_looks_after_several_halls_and_names_none_is_asked_for_it(site: Flask, village: Village) -> None:
    weber = signed_in(site, village, village.cast.frau_weber.id)

    page = weber.send(weber.open("/schreibtisch/anruf"), {**SAID, "venue": ""})

    assert page.status == 422
    assert page.message_at("venue")
    assert page.typed("name") == "Erna Schulz"


def test_an_empty_form_says_everything_that_is_missing_at_once(stolle: Visitor, village: Village) -> None:
    page = stolle.send(stolle.open("/schreibtisch/anruf"))

    told = ("Wie heißt, wer anruft?", "unter der wir zurückrufen", "den Tag an", "die Zeit an")
    places = [page.text.find(words) for words in told]
    assert all(place > 0 for place in places)
    assert places == sorted(places)
    assert all(page.message_at(field) for field in ("name", "phone", "day", "times"))
