"""Pictures of use: seen by who looks after a hall, with the numbers behind them, as file and on paper."""

import csv
import io

from flask import Flask

from booking_server.services.bookings import bookings
from booking_server.services.money import payments
from tests.booking_server.notices import printed
from tests.booking_server.services.money.test_money import a_booking, has_account, invoiced
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request, berlin

HALL = "/schreibtisch/auswertung/haus/dgh-benken"
AUTUMN = "?von=2026-09&bis=2026-11"


def test_a_head_sees_the_pictures_of_their_own_hall_and_the_numbers_behind(
    stolle: Visitor, village: Village
) -> None:
    bookings.book(village.house, a_request())

    page = stolle.open(HALL + AUTUMN)

    assert page.shows("September 2026 bis November 2026")
    assert page.shows("Am meisten genutzt: Oktober 2026, 1 Tag (3 %).")
    assert page.shows("Am häufigsten belegt: Freitag von 16 bis 17 Uhr, an 8 von 100 Freitagen.")
    for row in ("Oktober 2026 1 31 1 10,0 40", "September 2026 0 30 0 0,0 0"):
        assert page.shows(row), row
    assert page.html.count('role="img"') == page.html.count("<desc") == 6
    assert "Lehmann" not in page.html
    assert stolle.open("/schreibtisch").shows("Auswertung")


def test_a_town_shows_its_halls_the_most_used_first(site: Flask, village: Village) -> None:
    bookings.book(village.house, a_request("dgh-reetz"))
    weber = signed_in(site, village, village.cast.frau_weber.id)

    page = weber.open("/schreibtisch/auswertung/gemeinde/wiesenburg-mark" + AUTUMN)

    assert page.shows("Am meisten genutzt: DGH Reetz")
    assert page.shows("DGH Benken 0 91")
    assert not page.shows("DGH Lütte")


def test_a_period_that_makes_no_sense_is_explained_and_the_usual_one_shown(stolle: Visitor) -> None:
    page = stolle.open(f"{HALL}?von=2024-01&bis=2026-11")

    assert page.status == 422
    assert page.message_at("bis")
    assert page.shows("Bitte wählen Sie höchstens 12 Monate auf einmal.")
    assert page.shows("Oktober 2025 bis September 2026")
    assert stolle.open(f"{HALL}?von=2026-13&bis=<b>").shows("Oktober 2025 bis September 2026")


def test_the_file_has_a_number_a_row(stolle: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request())

    answer = stolle.client.get(f"{HALL}/zahlen.csv{AUTUMN}")

    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    assert rows[0] == ["Gegenstand", "Zeit", "Kennzahl", "Wert", "Einheit"]
    assert ["DGH Benken", "2026-10", "Stunden", "10,0", "Stunden"] in rows
    assert ["DGH Benken", "2026-10", "Berechnet", "0,00", "Euro"] in rows
    assert ["DGH Benken", "Freitag 16:00", "Stunde belegt", "1", "von 13 Tagen"] in rows
    assert {len(row) for row in rows} == {5}


def test_what_was_taken_back_is_a_number_below_zero_in_the_file(stolle: Visitor, village: Village) -> None:
    has_account(village)
    invoice = invoiced(village, a_booking(village))
    village.clock.now = berlin("2026-10-05 12:00")
    payments.cancel_by_hand(village.house, village.cast.frau_weber, invoice.id, reason="Irrtum")

    told = stolle.client.get(f"{HALL}/zahlen.csv{AUTUMN}").get_data(as_text=True)

    assert "DGH Benken;2026-09;Berechnet;90,00;Euro" in told
    assert "DGH Benken;2026-10;Berechnet;-90,00;Euro" in told


def test_the_report_is_a_tagged_pdf_with_every_picture(stolle: Visitor, village: Village) -> None:
    bookings.book(village.house, a_request())

    answer = stolle.client.get(f"{HALL}/bericht.pdf{AUTUMN}")

    assert printed.is_tagged(answer.data)
    words = printed.text(answer.data)
    for title in (
        "Belegung je Monat",
        "Wochentag und Uhrzeit",
        "Nicht gekommen",
        "Kautionen",
        "Türen verbunden",
    ):
        assert title in words, title
    assert len(printed.pages(answer.data, name="auswertung")) == 4, "two pictures on a page, where they fit"


def test_nobody_sees_the_figures_of_somebody_elses_hall(krueger: Visitor) -> None:
    for address in (HALL, f"{HALL}/zahlen.csv", f"{HALL}/bericht.pdf"):
        assert krueger.client.get(address).status_code == 403, address
    assert krueger.open("/schreibtisch/auswertung").shows("DGH Schlamau")
    assert not krueger.open("/schreibtisch/auswertung").shows("DGH Benken")
