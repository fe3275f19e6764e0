"""A connection that breaks between two steps of booking costs nothing that was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_booking import onward

Visit = Callable[..., Page]
TYPED = {"#occasion": "Hochzeit", "#persons": "40"}


@pytest.fixture
def at_the_second_step(site: Site, visit: Visit) -> Page:
    """A page on a phone without JavaScript, filled in and not yet sent."""
    page = visit("/hallen/dgh-benken/buchen?datum=2026-10-02")
    page.fill("#start_time", "16:00")
    page.fill("#end_time", "18:00")
    onward(page)
    page.select_option("#purpose", "private_party")
    for field, text in TYPED.items():
        page.fill(field, text)
    return page


def send_into_the_void(page: Page) -> None:
    """Press the button while the line is cut, and have it mended afterwards."""
    page.context.set_offline(True)
    with pytest.raises(Error), page.expect_navigation():
        onward(page)
    page.context.set_offline(False)


def test_who_goes_back_to_the_form_finds_everything_typed(at_the_second_step: Page) -> None:
    page = at_the_second_step
    send_into_the_void(page)

    page.go_back()

    for field, text in TYPED.items():
        expect(page.locator(field)).to_have_value(text)
    expect(page.locator("#purpose")).to_have_value("private_party")
    onward(page)
    expect(page.get_by_label("Ihr Vor- und Nachname")).to_be_visible()


def test_who_loads_the_page_again_goes_on_where_the_line_broke(at_the_second_step: Page) -> None:
    page = at_the_second_step
    send_into_the_void(page)

    page.reload()

    expect(page.get_by_label("Ihr Vor- und Nachname")).to_be_visible()
    expect(page.locator("#occasion")).to_have_value("Hochzeit")
