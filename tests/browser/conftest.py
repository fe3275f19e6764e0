"""A real browser at the village's site, served over HTTP as in production."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from booking_server.services.bookings import bookings
from booking_server.services.bookings.bookings import Booked
from booking_server.services.people import sign_in
from booking_server.settings import Settings, load_settings
from booking_server.web.app import create_app
from tests.booking_server.conftest import database_kind, sqlite_copies, village, villages
from tests.booking_server.web.conftest import ENVIRONMENT
from tests.booking_server.web.serving import serving
from tests.booking_server.web.test_demo import PaperSimulator
from tests.browser.looks import today
from tests.builders import Village, a_request, between
from tests.foreign_packages import package

__all__ = ["database_kind", "sqlite_copies", "village", "villages"]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

WIDTHS = (320, 1280)
"""In CSS pixels."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Look at pages as narrow as a phone and as wide as a desk: in turn each day, both before a release."""
    if "width" in metafunc.fixturenames:
        both = metafunc.config.getoption("volume") == "release"
        today_s = WIDTHS[today() % len(WIDTHS)]
        metafunc.parametrize("width", WIDTHS if both else (today_s,), ids=None if both else ("today",))


@dataclass(frozen=True)
class Site:
    """A running site and what happened in it before the visitor came."""

    url: str
    village: Village
    settings: Settings

    def booked(self, **changes: Any) -> Booked:
        """Make a booking behind the scenes."""
        return bookings.book(self.village.house, a_request(**changes))

    def address(self, booked: Booked) -> str:
        """Return the address of a booking's page."""
        return f"/buchungen/{booked.booking.id}?t={booked.token}"

    def sign_in_link(self, person_id: str) -> str:
        """Return the path of a fresh sign-in link."""
        house = self.village.house
        return sign_in.make_link(house, person_id).removeprefix(house.policy.public_url)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Chromium; its absence is a failure."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def site(village: Village, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Site]:
    """The village's demo site, listening."""
    port = free_port()
    settings = replace(
        load_settings({**ENVIRONMENT, "MAILBOX_DIR": str(tmp_path / "mail")}),
        demo=True,
        demo_control=tmp_path / "control",
    )
    simulator = PaperSimulator(tmp_path / "control")
    with serving(create_app(village.house, settings), port):
        yield Site(f"http://127.0.0.1:{port}", village, settings)
    simulator.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`visit("/hilfe", width=320)` opens a page without JavaScript, in a fresh browser for each width."""
    contexts: list[BrowserContext] = []

    def open_page(address: str, *, width: int = 390, script: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            bypass_csp=script,  # only the checker's own script
            locale="de-DE",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe(node: Path) -> str:
    """The accessibility checker's source; its absence is a failure."""
    return (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def busy(site: Site) -> Site:
    """A site where things have happened: bookings, a request, a cancellation."""
    site.booked()
    site.booked(venue="dgh-schlamau")
    site.booked(period=between("2026-10-09 00:00", "2026-10-11 12:00"))
    return site
