"""The pages about money held to WCAG 2.2 AA, and the code for the banking app read from the screen.

To look yourself: `PRINTED_DIR=/some/folder pytest tests/browser/test_money.py` leaves pictures of all pages.
"""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from booking_server.domain.money.deposits import Way
from booking_server.domain.tariffs.quote import Quote
from booking_server.services.bookings.bookings import Booked
from booking_server.services.money import deposits, invoicing, payments
from booking_server.services.money.payments import Received
from calendars.local_time import local_date
from tests.booking_server.domain.money.bank_files import camt, transfer
from tests.booking_server.domain.money.sums import WIESENBURG, a_line
from tests.browser.conftest import Site
from tests.browser.looks import violations, widths
from tests.builders import between

Visit = Callable[..., Page]
HIRE = Quote("", (a_line("Saal, 1 Tag", 9000), a_line("Küche", 2500)), deposit_cents=10000)


@pytest.fixture
def with_money(site: Site) -> dict[str, Booked]:
    """Bookings whose money stands differently."""
    house, cast = site.village.house, site.village.cast
    with house.unit_of_work() as uow:
        uow.payees.save(replace(WIESENBURG, municipality_id=cast.municipality.id))
        uow.commit()
    made = {"open": site.booked()}
    made["paid"] = site.booked(period=between("2026-10-09 10:00", "2026-10-09 18:00"))
    made["refund"] = site.booked(period=between("2026-10-10 10:00", "2026-10-10 18:00"))
    today = local_date(house.clock())
    for name, booked in made.items():
        with house.unit_of_work() as uow:
            invoice = invoicing.issue_quote(uow, booked.booking, HIRE, actor="clock")
            if name == "paid":
                deposits.receive_deposit(uow, booked.booking, 10000, way=Way.CASH, actor="clock")
            uow.commit()
        if name != "open":
            received = Received(f"{invoice.number:016x}", 11500, Way.BANK, today, "Kontoauszug")
            payments.record(house, cast.frau_weber, invoice.id, received)
        if name == "refund":
            payments.cancel_by_hand(house, cast.frau_weber, invoice.id, reason="Wasserrohrbruch im Saal")
    return made


def looked_at(page: Page, axe: str, name: str, width: int) -> None:
    """Hold a page to the checker and to its width; keep a picture where somebody asked for it."""
    assert violations(page, axe) == [], name
    content, screen = widths(page)
    assert content <= screen, f"{name} scrolls sideways at {width}"
    if folder := os.environ.get("PRINTED_DIR"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_no_page_about_money_fails_the_checker(
    site: Site, with_money: dict[str, Booked], visit: Visit, axe: str, width: int
) -> None:
    page = visit(site.sign_in_link(site.village.cast.frau_weber.id), width=width, script=True)
    page.get_by_role("button", name="Ja, anmelden").click()
    desk = {
        "overview": "/schreibtisch/geld",
        **{name: f"/schreibtisch/geld/buchungen/{one.booking.id}" for name, one in with_money.items()},
        "account": "/schreibtisch/geld/wiesenburg-mark/konto",
        "no-account": "/schreibtisch/geld/wiesenburg-mark/kontoauszug",
    }
    for name, address in desk.items():
        page.goto(address)
        looked_at(page, axe, f"money-{name}", width)
    for name, booked in with_money.items():
        page.goto(site.address(booked))
        looked_at(page, axe, f"own-{name}", width)


def test_a_statement_is_applied_in_the_browser(
    site: Site, with_money: dict[str, Booked], visit: Visit, axe: str, width: int
) -> None:
    page = visit(site.sign_in_link(site.village.cast.frau_weber.id), width=width, script=True)
    page.get_by_role("button", name="Ja, anmelden").click()
    page.goto("/schreibtisch/geld/wiesenburg-mark/kontoauszug")
    page.get_by_role("button", name="Auszug prüfen").click()
    looked_at(page, axe, "statement-mistake", width)
    data = camt(
        transfer("100.00", "Rechnung Lehmann WM 26 00001 24"),
        transfer("7.00", "Hundesteuer 2026"),
    )
    page.set_input_files("#statement", {"name": "camt.xml", "mimeType": "text/xml", "buffer": data})
    page.get_by_role("button", name="Auszug prüfen").click()
    looked_at(page, axe, "statement-dry-run", width)
    page.get_by_role("button", name="Eine Zahlung verbuchen").click()
    looked_at(page, axe, "statement-applied", width)
    page.get_by_role("link", name="Rechnung 2026-00001").click()
    looked_at(page, axe, "money-part-paid", width)
    page.fill("[name=amount]", "neunzig")
    page.get_by_role("button", name="Zahlung eintragen").click()
    looked_at(page, axe, "money-mistake", width)


def test_a_banking_app_reads_the_code_from_the_screen(
    site: Site, with_money: dict[str, Booked], visit: Visit
) -> None:
    page = visit(site.address(with_money["open"]))

    picture = page.locator(".pay svg.qr").screenshot()

    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert read.text.split("\n")[5:8] == ["Gemeinde Wiesenburg/Mark", "DE02120300000000202051", "EUR115.00"]
