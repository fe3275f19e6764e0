"""Waiting lists, other times, series and decisions by mail, held to the checker and to small screens."""

import re
from dataclasses import replace
from datetime import date

from playwright.sync_api import Page, expect

from booking_server.domain.bookings import Organizer
from booking_server.jobs import freed
from booking_server.services.bookings import bookings, cancellations, overriding
from booking_server.services.foundation import links
from booking_server.services.requests import mail_decisions
from booking_server.services.series import series, series_mail_decisions
from booking_server.services.waiting import waiting
from calendars.recurrence import Season
from tests.booking_server.series import MONDAYS, a_series, evening
from tests.booking_server.services.bookings.test_overriding import REASON, a_fire
from tests.booking_server.web.test_series import TYPED
from tests.browser.conftest import Site
from tests.browser.looks import violations, widths
from tests.browser.test_accessibility import Visit
from tests.builders import a_request, between

HERR_BRANDT = Organizer("Jens Brandt", "jens@example.org")
FILL_IN = """values => {
  for (const [name, value] of Object.entries(values))
    for (const field of document.getElementsByName(name))
      if (["radio", "checkbox"].includes(field.type)) field.checked = [value].flat().includes(field.value);
      else field.value = value;
}"""
SHORT = replace(MONDAYS, season=Season(date(2026, 10, 5), date(2026, 11, 2)))


def places(site: Site) -> dict[str, str]:
    """Return two places on a list, one offered and one waiting, and how a visitor gets there."""
    house = site.village.house
    taken = site.booked().booking
    later = between("2026-10-09 16:00", "2026-10-09 22:00")
    site.booked(period=later)
    offered, waits = (
        waiting.join(house, a_request(period=period, organizer=HERR_BRANDT))
        for period in (taken.period, later)
    )
    cancellations.cancel(house, taken.id)
    freed.keep_promises(house)
    return {
        "offered": f"/warteliste/{waiting.seal(house, offered)}",
        "waiting": f"/warteliste/{waiting.seal(house, waits)}",
        "form of a taken day": "/hallen/dgh-benken/buchen?datum=2026-10-09&warten=1",
    }


def displaced(site: Site) -> dict[str, str]:
    """Return the address of the other times of a displaced booking."""
    house = site.village.house
    period = between("2026-10-16 16:00", "2026-10-16 22:00")
    gone = site.booked(period=period)
    fire, agreed = a_fire(period), frozenset({gone.booking.id})
    overriding.override(house, site.village.cast.frau_stolle, fire, reason=REASON, agreed=agreed)
    token = links.booking_token(house, gone.booking)
    return {"other times": f"/buchungen/{gone.booking.id}/ersatz?t={token}"}


def series_pages(site: Site) -> dict[str, str]:
    """Return a date of a series that found its time taken, and the form that changes a series."""
    house = site.village.house
    bookings.book(house, a_request(period=evening(date(2026, 10, 12), 18, 20)))
    saved = series.save(house, a_series(plan=SHORT))
    own = f"/serien/{saved.series.id}"
    return {
        "date": f"{own}/termine/2026-10-12?t={saved.token}",
        "change": f"{own}/aendern?t={saved.token}",
    }


def decision(site: Site) -> dict[str, str]:
    """Return the addresses of the pages behind the links that decide about a request and a series."""
    house, person = site.village.house, site.village.cast.herr_krueger
    asked = site.booked(venue="dgh-schlamau").booking
    made = series.save(house, a_series("dgh-schlamau", plan=SHORT, space_slugs=())).series
    urls = {
        "decision": mail_decisions.decision_url(house, asked, person),
        "series": series_mail_decisions.decision_url(house, made.id, person),
    }
    return {name: url.removeprefix(house.policy.public_url) for name, url in urls.items()}


def well(page: Page, axe: str) -> None:
    """Hold what is shown to the checker and to the width of the screen, on a phone and on a desk."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page, axe) == [], f"{page.url} at {width}"
        content, screen = widths(page)
        assert content <= screen, f"{page.url} scrolls sideways at {width}"


def test_no_page_behind_a_mail_fails_the_checker(site: Site, visit: Visit, axe: str) -> None:
    pages = {**places(site), **displaced(site), **series_pages(site), **decision(site)}
    page = visit("/", width=320, script=True)
    for name, address in pages.items():
        answer = page.goto(address)

        assert answer is not None
        assert answer.status == 200, name
        well(page, axe)


def test_no_step_of_a_series_fails_the_checker(site: Site, visit: Visit, axe: str) -> None:
    bookings.book(site.village.house, a_request(period=evening(date(2026, 10, 12), 18, 20)))
    page = visit("/hallen/dgh-benken/serie", width=320, script=True)

    page.click("button[value=ansehen]")
    expect(page).to_have_title(re.compile("^Fehler: "))
    well(page, axe)
    page.evaluate(FILL_IN, {**TYPED, "last_day": "2026-11-02"})
    page.click("button[value=ansehen]")
    assert page.get_by_text("können gebucht werden").first.is_visible()
    well(page, axe)
    page.click("button[value=buchen]")
    expect(page).to_have_title(re.compile("^Ihre Serie"))
    well(page, axe)
