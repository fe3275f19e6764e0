"""A whole booking on a phone with bad reception, without JavaScript: from the start page to the PIN.

What is counted is the waiting: from a press to the page being there. Reading and typing come on top.
"""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.figures import Figure, single
from tests.bench.served import HOST, served
from tests.bench.village import SLUG, found

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
PHONE = {"width": 390, "height": 844}
BITS, BYTES_PER_KB = 8, 1000
DAYS_AHEAD = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A connection: kilobits a second down and up, milliseconds there and back."""

    name: str
    down: int
    up: int
    latency_ms: int

    def conditions(self) -> dict[str, object]:
        """Return it as Chromium's developer tools want it (CDP, Network.emulateNetworkConditions)."""
        return {
            "offline": False,
            "latency": self.latency_ms,
            "downloadThroughput": self.down * 1000 / BITS,
            "uploadThroughput": self.up * 1000 / BITS,
        }


LINES = (Line("2G", 250, 50, 300), Line("edge of the village", 35, 20, 600))


@dataclass
class Meter:
    """What comes over the line to a page."""

    page: Page
    line: Line
    bytes: float = 0
    steps: list[Figure] = field(default_factory=list)

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", self.line.conditions())
        session.on("Network.loadingFinished", self._count)
        session.on("Network.requestWillBeSent", lambda event: self._count(event.get("redirectResponse", {})))

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += event.get("encodedDataLength", 0)

    def step(self, name: str, act: Callable[[], object]) -> None:
        """Do what leads to the next page and wait until it is there."""
        self.bytes, begun = 0, time.perf_counter()
        with self.page.expect_navigation(wait_until="load"):
            act()
        seconds = time.perf_counter() - begun
        self.page.title()  # what was still to be told of the load has been told before this is answered
        note = f"{self.bytes / BYTES_PER_KB:.1f} kB"
        self.steps.append(single(f"{self.line.name}: {name}", "s", seconds, note=note))


def measure(folder: Path) -> Iterator[Figure]:
    """Yield the figures of this subject."""
    found(folder / "house.db").database.close()
    with served(folder / "house.db", folder / "web.log") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for week, line in enumerate(LINES):
            day = (datetime.now(UTC) + timedelta(days=DAYS_AHEAD + 7 * week)).date()
            meter = _book(browser, f"http://{HOST}:{server.port}", line, day.isoformat())
            yield from meter.steps
            waited = sum(one.spread.median for one in meter.steps if one.spread)
            yield single(f"{line.name}: from the start page to the PIN", "s", waited)
        browser.close()


def _book(browser: Browser, url: str, line: Line, day: str) -> Meter:
    """Find the hall, book it and read the PIN."""
    context = browser.new_context(base_url=url, viewport=PHONE, java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    meter = Meter(page, line)
    hall = page.locator(f"a[href^='/hallen/{SLUG}']").first
    onward = page.get_by_role("button", name=re.compile("^Weiter"))
    meter.step("start page", lambda: page.goto("/"))
    page.get_by_label("Tag", exact=True).fill(day)
    page.get_by_label("Wie viele Personen?").fill("20")
    meter.step("free halls", page.get_by_role("button", name="Häuser suchen").click)
    meter.step("hall page", hall.click)
    meter.step("form", page.get_by_role("link", name="Diesen Tag buchen").click)
    page.get_by_role("group", name="Beginn").get_by_label("Uhrzeit").fill("14:00")
    page.get_by_role("group", name="Ende").get_by_label("Uhrzeit").fill("18:00")
    meter.step("step 2", onward.click)
    page.get_by_label("Art der Nutzung").select_option("Private Feier")
    page.get_by_label("Anlass").fill("Geburtstag")
    for question in page.locator("section[aria-labelledby=preis] fieldset").all():
        question.get_by_role("radio").last.check()
    meter.step("step 3", onward.click)
    page.get_by_label("Ihr Vor- und Nachname").fill("Anna Lehmann")
    page.get_by_label("Telefonnummer").fill("033849 98765")
    page.get_by_label("Ich bin volljährig").check()
    meter.step("step 4", onward.click)
    page.get_by_label("Ich habe die Hausordnung gelesen").check()
    meter.step("PIN", page.get_by_role("button", name="Verbindlich buchen").click)
    page.locator(".pin").first.wait_for()
    context.close()
    return meter
