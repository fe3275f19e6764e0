"""The pages about rules, rooms and blackouts held to WCAG 2.2 AA, in every state, on phone and desk."""

from collections.abc import Callable

from playwright.sync_api import Page

from booking_server.services.halls import hall_rules
from tests.browser.conftest import Site
from tests.browser.looks import violations, widths

Visit = Callable[..., Page]
DAY_HALL = {
    "booking_day": "11:00",
    "everybody": {"lead_days": 7},
    "closed_on": ["*"],
    "elections": "polling_place",
}


def holds(page: Page, axe: str, where: str) -> None:
    assert violations(page, axe) == [], where
    content, screen = widths(page)
    assert content <= screen, where


def test_no_page_about_rules_fails_the_checker(busy: Site, visit: Visit, axe: str, width: int) -> None:
    cast = busy.village.cast
    hall_rules.save_rules(busy.village.house, cast.frau_weber, "dgh-schlamau", DAY_HALL)
    page = visit(busy.sign_in_link(cast.frau_weber.id), width=width, script=True)
    page.get_by_role("button", name="Ja, anmelden").click()

    for address in (
        "/schreibtisch/haeuser",
        "/schreibtisch/haeuser/dgh-schlamau/regeln",
        "/schreibtisch/haeuser/dgh-benken/raeume",
        "/schreibtisch/sperrzeiten",
        "/schreibtisch/fremde-kalender",
        "/hallen/dgh-schlamau/buchen",
        "/hallen/dgh-schlamau?monat=2026-10",
    ):
        page.goto(address)
        holds(page, axe, address)

    page.goto("/schreibtisch/haeuser/dgh-benken/raeume")
    page.get_by_role("textbox", name="Personen, höchstens").first.fill("viele")
    page.get_by_role("button", name="Speichern").click()
    holds(page, axe, "rooms with a mistake")

    page.goto("/schreibtisch/haeuser/dgh-benken/regeln")
    page.get_by_role("button", name="Probe").click()
    holds(page, axe, "preview")
    page.get_by_role("textbox", name="Ruhezeit").fill("abends")
    page.get_by_role("button", name="Speichern").click()
    holds(page, axe, "rules with a mistake")

    page.goto("/schreibtisch/sperrzeiten")
    page.get_by_role("combobox", name="Haus").select_option("DGH Benken")
    page.fill("#start_date", "2026-10-02")
    page.fill("#reason", "Heizung")
    page.get_by_role("button", name="Sperren").click()
    holds(page, axe, "bookings in the way")
