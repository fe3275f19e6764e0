"""Booking as a new user would, in a real browser without JavaScript."""

import io
import re
from collections.abc import Callable

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from booking_server.domain.bookings import BookingStatus
from booking_server.services.bookings.booking_page import booking_by_id
from tests.browser.conftest import Site
from tests.browser.keyboard import Keyboard

Visit = Callable[..., Page]


def focused(page: Page) -> str:
    """Return what the keyboard is at: the accessible name."""
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.id"))


def onward(page: Page) -> None:
    """Go on to the next step of the form."""
    page.get_by_role("button", name=re.compile("^Weiter")).click()


def read_from_the_screen(page: Page) -> str:
    """Return what the door's scanner reads off the phone's screen."""
    page.locator("svg.qr").first.scroll_into_view_if_needed()
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())).convert("L"))
    return read.text


def qr_code_of_the_only_booking(site: Site) -> str:
    """Return what the door expects."""
    village = site.village
    with village.house.reading() as uow:
        (booking,) = uow.bookings.find(venue_ids=[village.cast.benken.id], statuses=[BookingStatus.CONFIRMED])
    codes = booking_by_id(village.house, booking.id).codes
    assert codes is not None
    return codes.qr


def test_a_hall_is_found_and_booked_on_a_phone(site: Site, visit: Visit) -> None:
    page = visit("/")
    page.get_by_label("Tag", exact=True).fill("2026-10-02")
    page.get_by_label("Wie viele Personen?").fill("40")
    page.get_by_role("button", name="Häuser suchen").click()
    page.get_by_role("link", name="DGH Benken").click()
    page.get_by_role("link", name="Diesen Tag buchen").click()
    page.get_by_role("group", name="Beginn").get_by_label("Uhrzeit").fill("16:00")
    page.get_by_role("group", name="Ende").get_by_label("Uhrzeit").fill("02:00")
    onward(page)
    page.get_by_label("Art der Nutzung").select_option("Private Feier")
    page.get_by_label("Anlass").fill("Hochzeit")
    assert page.get_by_label("Wie viele Personen kommen?").input_value() == "40"
    onward(page)
    page.get_by_label("Ihr Vor- und Nachname").fill("Anna Lehmann")
    page.get_by_label("Telefonnummer").fill("033849 98765")
    page.get_by_label("Ich bin volljährig").check()
    onward(page)
    page.get_by_label("Ich habe die Hausordnung gelesen").check()
    page.get_by_role("button", name="Verbindlich buchen").click()

    expect(page).to_have_title(re.compile("^Ihre Buchung: bestätigt"))
    assert page.get_by_text("Fr., 02.10.2026, 16:00 Uhr bis Sa., 03.10.2026, 02:00 Uhr").first.is_visible()
    assert page.get_by_role("img", name="QR-Code zum Öffnen der Tür").is_visible()
    pin = page.locator(".pin").first
    assert len(pin.inner_text().replace(" ", "")) == 8
    box = pin.bounding_box()
    assert box is not None
    assert box["height"] >= 32, "in large type"
    assert read_from_the_screen(page) == qr_code_of_the_only_booking(site)


def test_a_mistake_is_mended_and_nothing_has_to_be_typed_twice(site: Site, visit: Visit) -> None:
    page = visit("/hallen/dgh-benken/buchen?datum=2026-10-02")
    page.fill("#start_time", "16:00")
    page.fill("#end_time", "02:00")
    onward(page)
    page.get_by_label("Art der Nutzung").select_option("Private Feier")
    page.get_by_label("Anlass").fill("Hochzeit")
    onward(page)

    page.get_by_role("alert").get_by_role("link", name="Wie viele Personen kommen?").click()

    assert page.url.endswith("#persons")
    assert page.get_by_label("Anlass").input_value() == "Hochzeit"
    assert page.locator("#start_date").input_value() == "2026-10-02"


def test_a_hall_is_booked_by_keyboard_alone(site: Site, visit: Visit) -> None:
    page = visit("/hallen/dgh-benken/buchen?datum=2026-10-02", width=1280, script=True)
    keyboard = Keyboard(page)

    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    for fields, box, button in (
        ({"start_time": "16:00", "end_time": "2:00"}, "", "Weiter: Zeit prüfen und 10 Minuten freihalten"),
        ({"purpose": "Private Feier", "occasion": "Hochzeit", "persons": "40"}, "", "Weiter zu Schritt 3"),
        ({"name": "Anna Lehmann", "phone": "033849 98765"}, "adult", "Weiter zu Schritt 4"),
        ({}, "house_rules", "Verbindlich buchen"),
    ):
        for field, text in fields.items():
            keyboard.type(field, text)
        if box:
            keyboard.tick(box)
        keyboard.press(button)
    page.wait_for_url("**/buchungen/**")

    expect(page).to_have_title(re.compile("^Ihre Buchung: bestätigt"))


def test_what_the_keyboard_is_at_can_be_seen(site: Site, visit: Visit) -> None:
    page = visit("/hallen/dgh-benken", width=1280, script=True)
    seen = 0
    while True:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        outline = page.evaluate(
            "(s => s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth))"
            "(getComputedStyle(document.activeElement))"
        )
        assert outline >= 2, focused(page)
        seen += 1
    assert seen >= 20


def test_a_first_visit_is_small_and_asks_nobody_else(site: Site, visit: Visit) -> None:
    page = visit("/hilfe", script=True)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    loaded: dict[str, float] = {}
    session.on("Network.loadingFinished", lambda e: loaded.update({e["requestId"]: e["encodedDataLength"]}))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    for address in ("/", "/hallen/dgh-benken", "/hallen/dgh-benken/buchen"):
        session.send("Network.clearBrowserCache")
        loaded.clear()
        requests.clear()
        page.goto(address, wait_until="networkidle")

        assert all(url.startswith((site.url, "data:")) for url in requests), address
        assert len([url for url in requests if url.startswith("http")]) <= 8, address
        assert 10_000 < sum(loaded.values()) <= 60_000, address
    loaded.clear()
    page.goto("/hallen/dgh-benken", wait_until="networkidle")

    assert 0 < sum(loaded.values()) <= 15_000


def test_after_a_mistake_the_keyboard_is_at_the_summary(site: Site, visit: Visit) -> None:
    page = visit("/hallen/dgh-benken/buchen#inhalt", script=True)
    onward(page)

    expect(page.locator(".summary-box")).to_be_focused()
