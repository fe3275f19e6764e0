"""The pages of codes held for good pass the checker, also in states the walk over the desk does not reach."""

from collections.abc import Callable

from playwright.sync_api import Page

from booking_server.services.holders import holder_pages
from tests.booking_server.doors import enrol
from tests.booking_server.holders import a_code, a_keyholder, an_envelope
from tests.browser.conftest import Site
from tests.browser.looks import violations, widths


def test_the_pages_of_codes_pass_the_checker(site: Site, visit: Callable[..., Page], axe: str) -> None:
    village, house = site.village, site.village.house
    enrol(house, village.cast.benken)
    own, envelope = a_code(village, village.cast.frau_stolle), an_envelope(village)
    a_keyholder(village)
    with house.unit_of_work() as uow:
        uow.holders.note(envelope.id, used_at=uow.now)
        uow.commit()
    page = visit(site.sign_in_link(village.cast.frau_stolle.id), width=320, script=True)
    page.get_by_role("button", name="Ja, anmelden").click()
    link = holder_pages.renewal_url(house, own).removeprefix(house.policy.public_url)
    wrong = {}

    for address, button in (
        (f"/schreibtisch/dauer-code/{envelope.id}", ""),
        ("/schreibtisch/dauer-codes/dgh-benken", "Code geben und zeigen"),
        ("/schreibtisch/mein-code", "Ziffern zeigen"),
        (link, ""),
    ):
        page.goto(address)
        if button:
            page.get_by_role("button", name=button).click()
        content, screen = widths(page)
        wrong[address, button] = violations(page, axe) + ([f"{content} px wide"] if content > screen else [])

    assert {at: found for at, found in wrong.items() if found} == {}
