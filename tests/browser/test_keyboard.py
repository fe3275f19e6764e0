"""What people do most, done with the keyboard alone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from booking_server.domain.handover.protocol import ProtocolKind
from booking_server.domain.people import Person
from booking_server.services.people import sign_in
from booking_server.storage.tables import sign_in_links
from tests.booking_server.services.handover.test_handover import power, priced, sign
from tests.browser.conftest import Site
from tests.browser.keyboard import Keyboard

Visit = Callable[..., Page]
# A day is typed as this browser shows it, the month first; the program only gets the day.
SERIES = {
    "frequency": "jede Woche",
    "weekday": "Montag",
    "start_time": "19:00",
    "end_time": "21:00",
    "first_day": "10052026",
    "last_day": "11022026",
    "purpose": "Verein",
    "occasion": "Chorprobe",
    "persons": "25",
    "name": "Anna Lehmann",
    "email": "anna.lehmann@example.org",
}


def enter(site: Site, visit: Visit, person: Person) -> tuple[Page, Keyboard]:
    """Sign somebody in by the mailed link."""
    page = visit(site.sign_in_link(person.id), width=1280, script=True)
    keyboard = Keyboard(page)
    keyboard.press("Ja, anmelden")
    return page, keyboard


def test_a_village_head_signs_in_by_code_and_grants_a_request(site: Site, visit: Visit) -> None:
    house = site.village.house
    site.booked(venue="dgh-schlamau")
    page = visit("/anmelden", width=1280, script=True)
    keyboard = Keyboard(page)
    keyboard.type("email", "krueger@example.org")
    keyboard.press("E-Mail schicken")
    with house.reading() as uow:
        (link_id,) = uow.connection.execute(select(sign_in_links.c.id)).scalars()
    keyboard.type("code", sign_in.code_of(house, link_id))
    keyboard.press("Anmelden")

    keyboard.press("Zusagen")

    expect(page.get_by_text("Nichts zu tun. Alle Anfragen sind entschieden.")).to_be_visible()


def test_whoever_booked_cancels(site: Site, visit: Visit) -> None:
    page = visit(site.address(site.booked()), width=1280, script=True)
    keyboard = Keyboard(page)

    keyboard.press("Buchung stornieren")
    keyboard.press("Ja, stornieren")

    expect(page).to_have_title(re.compile("^Ihre Buchung: storniert"))


def test_whoever_booked_changes_how_many_come(site: Site, visit: Visit) -> None:
    page = visit(site.address(site.booked()), width=1280, script=True)
    keyboard = Keyboard(page)
    keyboard.press("Buchung ändern")

    keyboard.replace("persons", "77")
    keyboard.press("Ansehen, wie es wäre")
    expect(page.get_by_role("row", name="Personen")).to_contain_text("77")
    keyboard.press("Verbindlich ändern")

    expect(page).to_have_title(re.compile("^Ihre Buchung"))
    expect(page.get_by_text("77", exact=True)).to_be_visible()


def test_a_helper_is_invited_and_ended(site: Site, visit: Visit) -> None:
    booked = site.booked()
    page = visit(f"/buchungen/{booked.booking.id}/helfer?t={booked.token}", width=1280, script=True)
    keyboard = Keyboard(page)

    keyboard.type("name", "Caterer")
    keyboard.press("Zugang anlegen")
    keyboard.press("Zugang „Caterer“ beenden")

    expect(page.get_by_text("beendet", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Zugang „Caterer“ beenden")).to_have_count(0)


def test_a_series_is_booked(site: Site, visit: Visit) -> None:
    page = visit("/hallen/dgh-benken/serie", width=1280, script=True)
    keyboard = Keyboard(page)
    for field, text in SERIES.items():
        keyboard.replace(field, text)
    for box in ("adult", "house_rules"):
        keyboard.tick(box)
    keyboard.press("Weiter: alle Termine ansehen")

    keyboard.press("Verbindlich buchen")

    expect(page).to_have_title(re.compile("^Ihre Serie"))


def test_a_handover_is_signed(site: Site, visit: Visit) -> None:
    wedding = priced(site.village)
    page, keyboard = enter(site, visit, site.village.cast.frau_stolle)
    page.goto(f"/schreibtisch/uebergaben/{wedding.id}/uebergabe")

    for field, text in {"meter_0": "1000", "meter_1": "70,5", "deposit": "100", "organizer": "Anna"}.items():
        keyboard.type(field, text)
    keyboard.press("Übergabe unterschreiben")

    expect(page.get_by_text("Kaution bar erhalten: 100,00 €")).to_be_visible()


def test_a_return_is_signed(site: Site, visit: Visit) -> None:
    village = site.village
    wedding = priced(village)
    sign(village, wedding, ProtocolKind.HANDOVER, power("1000"), "a", deposit_cents=10000)
    page, keyboard = enter(site, visit, village.cast.frau_stolle)
    page.goto(f"/schreibtisch/uebergaben/{wedding.id}/rueckgabe")

    for meter, value in {"meter_0": "1040", "meter_1": "7"}.items():
        keyboard.type(meter, value)
    keyboard.to("back-later")
    keyboard.page.keyboard.press("ArrowUp")
    for field, text in {"keeper": "Karin Stolle", "organizer": "Anna Lehmann"}.items():
        keyboard.replace(field, text)
    keyboard.press("Rückgabe unterschreiben")

    expect(page.get_by_text("84,00").first).to_be_visible()


def test_the_rules_of_a_hall_are_changed(site: Site, visit: Visit) -> None:
    page, keyboard = enter(site, visit, site.village.cast.frau_weber)
    page.goto("/schreibtisch/haeuser/dgh-benken/regeln")

    keyboard.type("quiet.hours", "22:00-06:00")
    keyboard.press("Speichern")

    expect(page.get_by_role("heading", name="Gespeichert")).to_be_visible()
    expect(page.locator("[id='quiet.hours']")).to_have_value("22:00-06:00")
