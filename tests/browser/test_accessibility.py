"""Every page and state held to WCAG 2.2 AA by a checker, and to small screens by measure."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from booking_server.domain.people import Role
from booking_server.web.access import Place, Who
from booking_server.web.app import create_app
from tests.booking_server.doors import enrol
from tests.booking_server.web.matrix.scene import set_scene
from tests.booking_server.web.matrix.walk import steps
from tests.browser.conftest import Site
from tests.browser.test_booking import onward
from tests.builders import between
from tests.pages import PUBLIC, TRANSLATIONS, booking_states

Visit = Callable[..., Page]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

CHECK = """tags => axe.run({
    runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'], selectors: false, elementRef: false,
}).then(found => found.violations)"""


def violations(page: Page, axe: str) -> list[str]:
    """Return what the checker finds wrong, one line each."""
    page.evaluate(axe)
    found = page.evaluate(CHECK, TAGS)
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def widths(page: Page) -> tuple[int, int]:
    """Return how wide the content is and how wide the screen."""
    return tuple(page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]"))


@pytest.mark.parametrize("width", [320, 1280])
def test_no_public_page_fails_the_checker(busy: Site, visit: Visit, axe: str, width: int) -> None:
    page = visit("/", width=width, script=True)
    for address in PUBLIC + (TRANSLATIONS if width == 320 else ()):  # words change, the layout does not
        page.goto(address)

        assert violations(page, axe) == [], address
        content, screen = widths(page)
        assert content <= screen, f"{address} scrolls sideways at {width}"


@pytest.mark.parametrize("width", [320, 1280])
def test_no_state_of_a_booking_fails_the_checker(site: Site, visit: Visit, axe: str, width: int) -> None:
    states = booking_states(site.village)
    page = visit("/", width=width, script=True)
    for name, address in states.items():
        page.goto(address)

        assert violations(page, axe) == [], name
        content, screen = widths(page)
        assert content <= screen, f"{name} scrolls sideways at {width}"


@pytest.mark.parametrize("width", [320, 1280])
def test_no_form_with_mistakes_fails_the_checker(busy: Site, visit: Visit, axe: str, width: int) -> None:
    page = visit("/hallen/dgh-benken/buchen", width=width, script=True)
    page.fill("#start_date", "2026-10-25")
    page.fill("#start_time", "02:30")
    onward(page)

    expect(page).to_have_title(re.compile("^Fehler: "))
    assert page.get_by_role("radiogroup").is_visible()
    assert violations(page, axe) == []
    content, screen = widths(page)
    assert content <= screen
    page.goto("/anmelden")
    page.get_by_role("button", name="E-Mail schicken").click()
    assert violations(page, axe) == []
    page.fill("#email", "krueger@example.org")
    page.get_by_role("button", name="E-Mail schicken").click()
    assert violations(page, axe) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_no_step_of_booking_fails_the_checker(busy: Site, visit: Visit, axe: str, width: int) -> None:
    page = visit("/hallen/dgh-benken/buchen?datum=2026-10-20&personen=40", width=width, script=True)
    steps: tuple[dict[str, str], ...] = (
        {"#start_time": "16:00", "#end_time": "18:00"},
        {"#occasion": "Hochzeit", "#persons": "40"},
        {"#name": "Anna Lehmann", "#phone": "033849 98765"},
    )
    for fields in steps:
        for field, text in fields.items():
            page.fill(field, text)
        if "#occasion" in fields:
            page.select_option("#purpose", "private_party")
        if "#name" in fields:
            page.check("#adult")
        onward(page)

        assert violations(page, axe) == []
        content, screen = widths(page)
        assert content <= screen
    expect(page.get_by_role("button", name="Verbindlich buchen")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_free_instead_passes_the_checker(site: Site, visit: Visit, axe: str, width: int) -> None:
    site.booked(period=between("2026-10-20 15:00", "2026-10-20 18:00"))
    page = visit("/hallen/dgh-benken/buchen?datum=2026-10-20", width=width, script=True)
    page.fill("#start_time", "16:00")
    page.fill("#end_time", "18:00")
    onward(page)

    expect(page.get_by_role("heading", name="Das ist stattdessen frei")).to_be_visible()
    assert violations(page, axe) == []
    content, screen = widths(page)
    assert content <= screen


@pytest.mark.parametrize("width", [320, 1280])
def test_the_desk_passes_the_checker(busy: Site, visit: Visit, axe: str, width: int) -> None:
    enrol(busy.village.house, busy.village.cast.schlamau, "d-schlamau")
    page = visit(busy.sign_in_link(busy.village.cast.herr_krueger.id), width=width, script=True)
    assert violations(page, axe) == []
    page.get_by_role("button", name="Ja, anmelden").click()

    for act in (
        page.get_by_role("link", name="Kalender-Links"),
        page.get_by_role("button", name="Kalender-Link anlegen"),
        page.get_by_role("link", name="Übersicht"),
        page.get_by_role("button", name="Zusagen"),
    ):
        assert violations(page, axe) == []
        content, screen = widths(page)
        assert content <= screen
        act.click()
    assert violations(page, axe) == []


def test_every_page_of_the_desk_passes_the_checker(site: Site, visit: Visit, axe: str) -> None:
    scene = set_scene(site.village)
    pages = [
        step.address
        for step in steps(create_app(site.village.house, site.settings), scene, Who.DESK)
        if step.method == "GET" and step.place is Place.OWN_HALL
    ]
    page = visit(site.sign_in_link(scene.people[(Role.CLERK, True)].id), width=320, script=True)
    page.get_by_role("button", name="Ja, anmelden").click()
    wrong = {}
    for address in pages:
        answer = page.request.get(f"{site.url}{address}")
        if answer.ok and answer.headers["content-type"].startswith("text/html"):
            page.goto(address)
            content, screen = widths(page)
            found = violations(page, axe) + ([f"{content} px wide"] if content > screen else [])
            wrong.update({address: found} if found else {})

    assert len(pages) > 10
    assert wrong == {}


def test_the_checker_can_fail(site: Site, visit: Visit, axe: str) -> None:
    page = visit("/", script=True)
    page.evaluate("document.querySelector('h1').outerHTML = '<img src=x>'")

    assert any("image-alt" in line for line in violations(page, axe))


@pytest.mark.parametrize("address", ["/", "/hallen/dgh-benken?monat=2026-10", "/hallen/dgh-benken/buchen"])
def test_text_twice_as_large_loses_nothing(busy: Site, visit: Visit, address: str) -> None:
    page = visit(address, width=640, script=True)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    content, screen = widths(page)
    assert content <= screen


@pytest.mark.parametrize("address", ["/", "/hallen/dgh-benken?monat=2026-10", "/hallen/dgh-benken/buchen"])
def test_forced_colours_and_no_motion_pass_too(busy: Site, visit: Visit, axe: str, address: str) -> None:
    page = visit(address, script=True, forced_colors="active", reduced_motion="reduce")

    assert violations(page, axe) == []
    behaviour = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert behaviour == "auto"
