"""At the clerk's desk: a tariff is written, checked, published; a person decides about prices."""

import io

import pytest
from flask import Flask

from booking_server.domain.tariffs.quote import Quote
from booking_server.domain.uses import Purpose, Use
from booking_server.services.bookings.bookings import book
from booking_server.services.halls import hall_rules
from tests.booking_server.tariff_cast import BENKEN, publish
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village, a_request, between

PARTY = Use(Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))
NIGHT = between("2026-10-10 16:00", "2026-10-11 02:00")
BAD = BENKEN.replace('je_tag = "45,00"', 'je_tag = "45 Euro"').replace("text = ", "txt = ", 1)


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of Wiesenburg/Mark, signed in."""
    return signed_in(site, village, village.cast.frau_weber.id)


def began(weber: Visitor) -> Page:
    return weber.send(weber.open("/schreibtisch/entgelte"), {"name": "Entgeltordnung 2026"})


def worked_on(weber: Visitor, page: Page, text: str, button: str) -> Page:
    form = next(i for i, one in enumerate(page.forms) if any(value == button for _, value in one.buttons))
    return weber.send(page, {"text": text}, form=form, button=button)


def test_a_clerk_begins_a_tariff_checks_it_and_publishes_it(weber: Visitor, village: Village) -> None:
    page = began(weber)
    halls = next(i for i, one in enumerate(page.forms) if one.action.endswith("/haeuser"))
    page = weber.send(page, {"halls": ["dgh-benken"]}, form=halls)

    checked = worked_on(weber, page, BENKEN, "pruefen")
    published = worked_on(weber, checked, BENKEN, "veroeffentlichen")

    assert checked.shows("Private Feier, Einwohnerin oder Einwohner, 1 Tag")
    assert published.shows("Veröffentlicht")
    assert published.shows("gilt ab Do., 01.01.2026")
    assert weber.open("/hallen/dgh-benken").shows("Haus, private Nutzung: 45,00 € je Tag")


def test_prices_are_seen_before_any_hall_is_taken_from_its_tariff(weber: Visitor, village: Village) -> None:
    publish(village, BENKEN.replace("45,00", "38,00"))

    checked = worked_on(weber, began(weber), BENKEN, "pruefen")

    assert checked.shows("Noch ist kein Haus angekreuzt. So wären die Preise in: DGH Benken.")
    assert checked.shows("Private Feier, Einwohnerin oder Einwohner, 1 Tag 45,00 €")
    assert checked.shows("Noch ist keine Fassung in Kraft")
    assert weber.open("/hallen/dgh-benken").shows("Haus, private Nutzung: 38,00 € je Tag")
    published = worked_on(weber, checked, BENKEN, "veroeffentlichen")
    assert not published.shows("Noch ist keine Fassung in Kraft")


@pytest.mark.parametrize("button", ["pruefen", "veroeffentlichen"])
def test_every_mistake_is_named_with_its_line_and_what_was_typed_stays(
    weber: Visitor, village: Village, button: str
) -> None:
    page = weber.open(f"/schreibtisch/entgelte/{publish(village)}")

    shown = worked_on(weber, page, BAD, button)

    for wrong in ('je_tag = "45 Euro"', 'txt = "Werden Getränke verkauft?"'):
        line = BAD.split("\n").index(wrong) + 1
        assert shown.shows(f"Zeile {line} :") or shown.shows(f"Zeile {line}:")
    assert shown.shows("bleibt in Kraft")
    assert "45 Euro" in shown.html
    assert weber.open("/hallen/dgh-benken").shows("45,00 € je Tag")


def test_a_tariff_is_uploaded_and_downloaded_as_a_file(weber: Visitor, village: Village) -> None:
    schedule_id = publish(village)
    address = f"/schreibtisch/entgelte/{schedule_id}"
    page = weber.open(address)
    new = BENKEN.replace("2026-01-01", "2027-01-01").replace("45,00", "50,00")

    weber.client.post(
        address,
        data={
            "csrf_token": page.typed("csrf_token"),
            "schritt": "veroeffentlichen",
            "file": (io.BytesIO(new.replace("\n", "\r\n").encode()), "neu.toml"),
        },
        content_type="multipart/form-data",
    )

    link = weber.open(address).link("Fassung ab Fr., 01.01.2027 herunterladen")
    assert weber.client.get(link).get_data(as_text=True) == new


def test_a_text_that_is_too_long_is_refused(weber: Visitor, village: Village) -> None:
    page = weber.open(f"/schreibtisch/entgelte/{publish(village)}")

    shown = worked_on(weber, page, "# viel\n" * 12_000, "pruefen")

    assert shown.shows("Die Datei ist zu lang: höchstens 64 KiB.")


def test_other_municipalities_see_nothing_of_it(site: Flask, village: Village) -> None:
    schedule_id = publish(village)
    voigt = signed_in(site, village, village.cast.herr_voigt.id)

    assert not voigt.open("/schreibtisch/entgelte").shows("Entgelte dgh")
    assert voigt.open(f"/schreibtisch/entgelte/{schedule_id}").status in (403, 404)


def test_a_clerk_waives_a_part_with_a_reason(weber: Visitor, village: Village) -> None:
    publish(village)
    booked = book(village.house, a_request(period=NIGHT, use=PARTY)).booking
    page = weber.open(f"/schreibtisch/buchungen/{booked.id}/preis")

    too_much = weber.send(page, {"amount": "30", "reason": "Jugendgruppe"}, button="erlassen")
    done = weber.send(too_much, {"amount": "20,00", "reason": "Jugendgruppe"}, button="erlassen")

    assert page.shows("erlaubt noch bis 22,50 €")
    assert too_much.status == 422
    assert too_much.shows("Erlassen werden kann noch ein Betrag bis 22,50 €.")
    assert too_much.typed("reason") == "Jugendgruppe"
    assert done.shows("Summe 25,00 €")


def test_a_clerk_fixes_a_price_inside_its_range(weber: Visitor, village: Village) -> None:
    publish(village)
    booked = book(village.house, a_request(period=NIGHT, use=PARTY, space_slugs=("saal",))).booking
    page = weber.open(f"/schreibtisch/buchungen/{booked.id}/preis")

    without = weber.send(page, {"amount": "30"}, button="festlegen")
    done = weber.send(without, {"amount": "30", "reason": "kleiner Kreis"}, button="festlegen")

    assert without.shows("Bitte begründen Sie die Entscheidung")
    assert done.shows("Summe 30,00 €")
    assert kept(village, booked.id).is_final


def kept(village: Village, booking_id: str) -> Quote:
    with village.house.reading() as uow:
        quote = uow.quotes.of_booking(booking_id)
    assert quote is not None
    return quote


def test_the_check_says_which_halls_count_days_of_their_own(weber: Visitor, village: Village) -> None:
    hall_rules.save_rules(village.house, village.cast.frau_weber, "dgh-benken", {"booking_day": "11:00"})
    page = weber.open(f"/schreibtisch/entgelte/{publish(village)}")

    checked = worked_on(weber, page, BENKEN, "pruefen")
    alike = worked_on(
        weber, page, BENKEN.replace('"kalendertag"\nkulanz_bis = "06:00"', '"11:00"'), "pruefen"
    )

    told = "DGH Benken wird tageweise vergeben, von 11:00 bis 11:00 Uhr am Folgetag."
    assert checked.shows(told)
    assert not alike.shows(told)
