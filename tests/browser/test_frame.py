"""Pages kept for when there is no network, and calendars inside other sites, in a real browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from booking_server.domain.town_facts import TownFacts
from booking_server.services.bookings import bookings
from booking_server.services.foundation import links
from booking_server.settings import load_settings
from booking_server.web.app import create_app
from tests.booking_server.web.conftest import ENVIRONMENT
from tests.booking_server.web.serving import serving
from tests.browser.conftest import Site
from tests.builders import Village, a_request

PARTNER = "https://www.partner.example"
ON = "Auf diesem Gerät ist es eingeschaltet."


@dataclass
class Plugged:
    """A site whose network cable can be pulled."""

    url: str
    village: Village
    pull: Callable[[], None]


@pytest.fixture
def plugged(village: Village, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Plugged]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = load_settings({**ENVIRONMENT, "MAILBOX_DIR": str(tmp_path / "mail")})
    house = replace(village.house, policy=replace(village.house.policy, public_url=url))
    with ExitStack() as cable:
        cable.enter_context(serving(create_app(house, settings), port))
        yield Plugged(url, replace(village, house=house), cable.close)


def turn_on(page: Page, *, with_bookings: bool) -> None:
    page.goto("/ohne-netz")
    page.get_by_label("Auch meine Buchungen behalten").set_checked(with_bookings)
    page.get_by_role("button", name="Einschalten").click()
    expect(page.get_by_role("status")).to_have_text(ON)


def test_what_was_looked_at_is_read_without_network_and_says_from_when_it_is(
    browser: Browser, plugged: Plugged
) -> None:
    booked = bookings.book(plugged.village.house, a_request())
    own = links.booking_url(plugged.village.house, booked.booking)
    english = own.replace(plugged.url, f"{plugged.url}/en")
    keeps, keeps_plans_only = (browser.new_context(base_url=plugged.url, locale="de-DE") for _ in range(2))
    pages = {True: keeps.new_page(), False: keeps_plans_only.new_page()}
    for with_bookings, page in pages.items():
        turn_on(page, with_bookings=with_bookings)
        for address in ("/hallen/dgh-benken", "/en/hilfe", own, english, "/anmelden"):
            page.goto(address)

    plugged.pull()

    for page in pages.values():
        page.goto("/en/hilfe")
        expect(page.get_by_role("status")).to_contain_text("No network. This page is from")
        page.goto("/hallen/dgh-benken")
        expect(page.get_by_role("status")).to_contain_text("Ohne Netz. Diese Seite ist vom Stand")
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.site-header')).color")
            == "rgb(255, 255, 255)"
        )
        with pytest.raises(Error):
            page.goto("/anmelden")
    for address in (own, english):
        page = keeps.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.locator(".pin").count() > 0
    with pytest.raises(Error):
        pages[False].goto(own)
    keeps.close()
    keeps_plans_only.close()


def test_turning_it_off_leaves_nothing_on_the_device(browser: Browser, plugged: Plugged) -> None:
    with browser.new_context(base_url=plugged.url) as context:
        page = context.new_page()
        page.goto("/hallen/dgh-benken")
        assert page.evaluate("caches.keys()") == []
        turn_on(page, with_bookings=True)
        page.goto("/hallen/dgh-benken")
        page.goto("/ohne-netz")
        assert "gesehene-seiten" in page.evaluate("caches.keys()")

        page.get_by_role("button", name="Ausschalten").click()

        expect(page.get_by_role("status")).to_have_text("Auf diesem Gerät ist es ausgeschaltet.")
        assert page.evaluate("caches.keys()") == []


KEEP_AN_OLD_ONE = """async () => (await caches.open("eigene-buchungen")).put(
    "/buchungen/0123456789abcdef",
    new Response("1234", {headers: {Date: "Thu, 01 Jan 2026 12:00:00 GMT"}}))"""
KEPT_BOOKINGS = """async () => (await (await caches.open("eigene-buchungen")).keys()).length"""


def test_a_booking_that_was_not_opened_for_two_weeks_leaves_the_device(
    browser: Browser, plugged: Plugged, eventually: Callable[..., None]
) -> None:
    with browser.new_context(base_url=plugged.url) as context:
        page = context.new_page()
        turn_on(page, with_bookings=True)
        page.evaluate(KEEP_AN_OLD_ONE)
        assert page.evaluate(KEPT_BOOKINGS) == 1

        page.goto("/anmelden")

        eventually(lambda: page.evaluate(KEPT_BOOKINGS) == 0, "the old booking gone")


def test_a_calendar_shows_in_the_frame_of_a_named_site_only(site: Site, browser: Browser) -> None:
    with site.village.house.unit_of_work() as uow:
        uow.frame.save_facts(site.village.cast.municipality.id, TownFacts(widget_origins=(PARTNER,)))
        uow.commit()
    names = ("widget/dgh-benken", "widget/dgh-luette", "hallen/dgh-benken")
    frames = "".join(
        f'<iframe name="{name}" src="{site.url}/{name}" allow="local-network-access"></iframe>'
        for name in names
    )

    def partner(route: Route) -> None:
        route.fulfill(body=f"<!doctype html><title>Partner</title>{frames}", content_type="text/html")

    with browser.new_context() as context:
        context.grant_permissions(
            ["local-network-access"], origin=PARTNER
        )  # the site listens on the loopback
        page = context.new_page()
        page.route(f"{PARTNER}/**", partner)
        page.goto(f"{PARTNER}/", wait_until="load")
        seen = {name: page.frame_locator(f'iframe[name="{name}"]') for name in names}

        expect(seen["widget/dgh-benken"].get_by_role("heading", level=1)).to_contain_text("DGH Benken")
        for name in names[1:]:
            assert seen[name].locator("h1").filter(has_text="DGH").count() == 0
        assert context.cookies(site.url) == []


def test_a_first_visit_asks_for_little_and_for_nobody_else(site: Site, browser: Browser) -> None:
    with browser.new_context(base_url=site.url) as context:
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/hallen/dgh-benken", wait_until="networkidle")

        assert len(asked) <= 8, asked
        assert all(url.startswith(site.url) for url in asked)
        assert not [url for url in asked if url.endswith((".js", "/sw.js"))]
        assert context.service_workers == []


def test_a_door_sign_goes_on_without_network_and_leaves_out_what_is_over(
    browser: Browser, plugged: Plugged
) -> None:
    plugged.village.clock.now = datetime.now(UTC) - timedelta(days=2)
    with browser.new_context(base_url=plugged.url, locale="de-DE") as context:
        page = context.new_page()
        turn_on(page, with_bookings=False)
        page.goto("/tuerschild/dgh-benken?anzeige=1")
        assert page.locator("[data-day]").count() == 7

        plugged.pull()
        page.reload()

        expect(page.get_by_role("status")).to_contain_text("Ohne Netz. Diese Seite ist vom Stand")
        assert page.locator("[data-day]").count() == 5
        expect(page.get_by_role("heading", level=1)).to_have_text("DGH Benken")
