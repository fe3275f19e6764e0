"""Prices in a browser: asked for before booking, shown with the booking, written and decided at the desk."""

from playwright.sync_api import Page

from booking_server.domain.uses import Purpose, Use
from tests.booking_server.tariff_cast import BENKEN, publish
from tests.browser.conftest import Site
from tests.browser.test_booking import onward
from tests.browser.test_money import Visit, looked_at
from tests.builders import between

PARTY = Use(Purpose.PRIVATE_PARTY, answers=(("getraenke", "nein"),))
NIGHT = between("2026-10-10 16:00", "2026-10-11 02:00")
WITH_METER = BENKEN.replace(
    "[[kaution]]",
    '[[zuschlag]]\ntext = "Strom"\nverbrauch = { preis = "0,40", einheit = "kWh" }\n[[kaution]]',
)


def fill_in(page: Page) -> None:
    page.check("#extent-haus")
    page.fill("#start_date", "2026-10-10")
    page.fill("#start_time", "16:00")
    page.fill("#end_date", "2026-10-11")
    page.fill("#end_time", "02:00")
    onward(page)
    page.fill("#persons", "40")
    page.fill("#occasion", "Hochzeit")
    page.select_option("#purpose", "private_party")


def test_the_price_is_asked_for_and_stays_in_view(site: Site, visit: Visit, axe: str, width: int) -> None:
    publish(site.village, WITH_METER)
    page = visit("/hallen/dgh-benken", width=width, script=True)
    looked_at(page, axe, "hall-prices", width)
    page.goto("/hallen/dgh-benken/buchen")
    looked_at(page, axe, "form-questions", width)
    fill_in(page)
    page.get_by_role("button", name="Preis berechnen").click()
    looked_at(page, axe, "form-open", width)
    page.get_by_text("Nein", exact=True).click()
    page.get_by_role("button", name="Preis neu berechnen").click()
    page.wait_for_function("document.querySelector('.price-box').getBoundingClientRect().top < innerHeight")
    looked_at(page, axe, "form-price", width)

    assert "45,00\xa0€" in page.locator(".price-box").inner_text()
    assert page.input_value("#start_time") == "16:00"


def test_no_page_about_tariffs_fails_the_checker(site: Site, visit: Visit, axe: str, width: int) -> None:
    village = site.village
    schedule_id = publish(village, WITH_METER)
    party = site.booked(period=NIGHT, use=PARTY)
    ranged = site.booked(
        period=between("2026-10-17 16:00", "2026-10-17 22:00"), use=PARTY, space_slugs=("saal",)
    )
    page = visit(site.address(party), width=width, script=True)
    looked_at(page, axe, "own-price", width)
    page.goto(f"/buchungen/{party.booking.id}/stornieren?t={party.token}")
    looked_at(page, axe, "cancel-price", width)
    page.goto(site.sign_in_link(village.cast.frau_weber.id))
    page.get_by_role("button", name="Ja, anmelden").click()
    pages = {
        "tariffs": "/schreibtisch/entgelte",
        "tariff": f"/schreibtisch/entgelte/{schedule_id}",
        "tariff-format": "/schreibtisch/entgelte/format",
        "price": f"/schreibtisch/buchungen/{party.booking.id}/preis",
        "price-range": f"/schreibtisch/buchungen/{ranged.booking.id}/preis",
    }
    for name, address in pages.items():
        page.goto(address)
        looked_at(page, axe, name, width)
    page.get_by_role("button", name="Festlegen").click()
    looked_at(page, axe, "price-mistake", width)
    page.goto(pages["tariff"])
    page.fill("#text", WITH_METER.replace("45,00", "viel").replace("je_tag", "jetag", 1))
    page.get_by_role("button", name="Prüfen und Vorschau zeigen").click()
    looked_at(page, axe, "tariff-mistakes", width)
    page.fill("#text", WITH_METER.replace("2026-01-01", "2027-01-01").replace("45,00", "50,00"))
    page.get_by_role("button", name="Veröffentlichen").click()
    looked_at(page, axe, "tariff-published", width)
