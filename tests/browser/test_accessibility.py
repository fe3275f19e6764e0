"""Every page and state held to WCAG 2.2 AA by a checker, and to small screens by measure."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.booking_server.doors import enrol
from tests.booking_server.web.matrix.documents import walk_through
from tests.browser.conftest import Site
from tests.browser.looks import LOOKS, Volume, Wrong, faults, looks_of, today, violations, widths
from tests.browser.test_booking import onward
from tests.builders import between
from tests.pages import PUBLIC, TRANSLATIONS, booking_states, links_in_english

Visit = Callable[..., Page]

SPOIL = """() => {
  const small = "<button type=button style='all: unset; width: 9px; height: 9px'>x</button>";
  document.querySelector("main").innerHTML += small + small + "<p style='width: 600px'>breit</p>";
}"""


EACH_STEP = 6
"""On commit every so manieth step of the matrix is taken and looked at, another day others."""


EACH_LINK = 3
"""So with the pages behind links in English, of which the German ones are looked at as all others."""


def test_no_public_page_fails_the_checker(busy: Site, visit: Visit, axe: str, volume: Volume) -> None:
    page, wrong = visit("/", script=True), Wrong()
    for number, address in enumerate(PUBLIC):
        wrong.look(page, axe, address, looks_of(number, volume))
    for number, address in enumerate(TRANSLATIONS):
        wrong.look(page, axe, address, looks_of(number, volume))

    assert wrong.found == {}


def test_no_state_of_a_booking_fails_the_checker(site: Site, visit: Visit, axe: str, volume: Volume) -> None:
    page, wrong = visit("/", script=True), Wrong()
    states, each = booking_states(site.village), volume(EACH_LINK, 1)
    in_english = links_in_english(site.village, states)[today() % each :: each]
    for number, address in enumerate((*states.values(), *in_english)):
        wrong.look(page, axe, address, looks_of(number, volume))

    assert wrong.found == {}


def test_changing_a_booking_passes_the_checker(site: Site, visit: Visit, axe: str, width: int) -> None:
    mine = site.booked(period=between("2026-10-20 10:00", "2026-10-20 18:00"))
    site.booked(period=between("2026-10-21 10:00", "2026-10-21 18:00"))
    page = visit(site.address(mine).replace("?", "/aendern?"), width=width, script=True)
    for day, heading in (("2026-10-21", "Das ist stattdessen frei"), ("2026-10-22", "So wäre es")):
        page.fill("#start_date", day)
        page.fill("#end_date", day)
        page.get_by_role("button", name="Ansehen, wie es wäre").click()

        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        assert violations(page, axe) == []
        content, screen = widths(page)
        assert content <= screen


def test_no_form_with_mistakes_fails_the_checker(busy: Site, visit: Visit, axe: str, width: int) -> None:
    page = visit("/hallen/dgh-benken/buchen", width=width, script=True)
    page.fill("#start_date", "2026-10-25")
    page.fill("#start_time", "02:30")
    onward(page)

    expect(page).to_have_title(re.compile("^Fehler: "))
    expect(page.get_by_role("radiogroup")).to_be_visible()
    assert violations(page, axe) == []
    content, screen = widths(page)
    assert content <= screen
    page.goto("/anmelden")
    page.get_by_role("button", name="E-Mail schicken").click()
    assert violations(page, axe) == []
    page.fill("#email", "krueger@example.org")
    page.get_by_role("button", name="E-Mail schicken").click()
    assert violations(page, axe) == []


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


def test_no_page_of_the_matrix_and_no_answer_to_a_form_fails_the_checker(
    site: Site, visit: Visit, axe: str, volume: Volume
) -> None:
    each = volume(EACH_STEP, 1)
    walked = walk_through(site.village, site.settings, each=each, first=today())
    sent = list(walked.by_request.items())
    page, wrong = visit("/", script=True), Wrong()
    page.route("**/gesendet/*", lambda route: route.fulfill(body=sent[number][1], content_type="text/html"))
    for number, (name, _) in enumerate(sent):
        looks = [LOOKS[(today() + number) % len(LOOKS)]] if each > 1 else LOOKS
        wrong.look(page, axe, f"/gesendet/{number}", looks, name=name)

    assert wrong.looked > 10
    assert wrong.found == {}


def test_the_checker_can_fail(site: Site, visit: Visit, axe: str) -> None:
    page = visit("/", script=True)
    page.evaluate("document.querySelector('h1').outerHTML = '<img src=x>'")

    assert any("image-alt" in line for line in violations(page, axe))


def test_looking_in_other_ways_can_fail(site: Site, visit: Visit, axe: str) -> None:
    page = visit("/", script=True)
    page.evaluate(SPOIL)

    narrow, desk = (faults(page, axe, look) for look in (LOOKS[0], LOOKS[2]))

    assert any("px wide" in line for line in narrow)
    assert not any("px wide" in line for line in desk)
    for fault in ("focus not seen: <button", "target-size"):
        assert any(fault in line for line in narrow), fault


def test_who_wants_no_motion_gets_none(site: Site, visit: Visit) -> None:
    page = visit("/", script=True, reduced_motion="reduce")

    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
