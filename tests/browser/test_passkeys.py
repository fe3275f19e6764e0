"""Passkeys with a real browser and its virtual authenticator: added, used, removed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from booking_server.settings import load_settings
from booking_server.web.app import create_app
from tests.booking_server.web.conftest import ENVIRONMENT
from tests.booking_server.web.serving import serving
from tests.browser.conftest import Site
from tests.browser.looks import violations
from tests.builders import Village


@pytest.fixture
def office(village: Village, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Site]:
    """The village's site under a name, as passkeys demand, and no demo."""
    port = free_port()
    url = f"http://localhost:{port}"
    settings = load_settings({**ENVIRONMENT, "MAILBOX_DIR": str(tmp_path / "mail")})
    policy = replace(village.house.policy, public_url=url)
    named = replace(village, house=replace(village.house, policy=policy))
    with serving(create_app(named.house, settings), port):
        yield Site(url, named, settings)


@pytest.fixture
def page(browser: Browser, office: Site) -> Iterator[Page]:
    """A browser with an authenticator that knows its owner."""
    context = browser.new_context(base_url=office.url, locale="de-DE", viewport={"width": 390, "height": 800})
    page = context.new_page()
    authenticator(page)
    yield page
    context.close()


def authenticator(page: Page, *, verifies: bool = True) -> None:
    """Give the page's browser an authenticator (CDP, domain WebAuthn)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enter(page: Page, office: Site) -> None:
    page.goto(office.sign_in_link(office.village.cast.frau_weber.id))
    page.get_by_role("button", name="Ja, anmelden").click()


def test_a_clerk_adds_a_passkey_and_signs_in_with_it(page: Page, office: Site) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    enter(page, office)
    page.goto("/schreibtisch/anmeldung/passkey")
    page.get_by_label("Name").fill("Rechner im Amt")
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.get_by_role("heading", name="Rechner im Amt")).to_be_visible()
    page.get_by_role("button", name="Abmelden").first.click()
    page.goto("/schreibtisch/personen")
    expect(page).to_have_url(f"{office.url}/anmelden")

    page.get_by_role("link", name="Mit Passkey anmelden").click()
    page.get_by_role("button", name="Passkey benutzen").click()

    expect(page).to_have_url(f"{office.url}/schreibtisch")
    page.goto("/schreibtisch/personen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Personen")
    assert refused == []


def test_who_is_not_recognised_is_told_so_and_stays_outside(browser: Browser, office: Site) -> None:
    with browser.new_context(base_url=office.url) as context:
        page = context.new_page()
        authenticator(page, verifies=False)
        page.goto("/anmelden/passkey")
        page.get_by_role("button", name="Passkey benutzen").click()

        expect(page.get_by_role("status")).to_contain_text("Es wurde kein Passkey benutzt.")
        page.goto("/schreibtisch")
        expect(page).to_have_url(f"{office.url}/anmelden")


def test_the_pages_of_signing_in_pass_the_checker(
    browser: Browser, office: Site, axe: str, width: int
) -> None:
    with browser.new_context(
        base_url=office.url, bypass_csp=True, viewport={"width": width, "height": 800}
    ) as context:
        page = context.new_page()
        authenticator(page)
        page.goto("/anmelden/passkey")
        assert violations(page, axe) == []
        enter(page, office)
        page.goto("/schreibtisch/anmeldung/passkey")
        assert violations(page, axe) == []
        page.get_by_role("button", name="Passkey anlegen").click()
        page.wait_for_url("**/schreibtisch/anmeldung")
        assert violations(page, axe) == []
        page.get_by_role("link", name="Umbenennen").click()
        assert violations(page, axe) == []
        page.get_by_role("button", name="Passkey entfernen").click()
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
