"""The pages about the Bad Belzig App: what it shows, what it refused, and the account of a municipality."""

from dataclasses import replace

import pytest
from flask import Flask

from booking_server.settings import Settings
from booking_server.web.app import create_app
from tests.app_server.running import RunningApp
from tests.booking_server.app import PUBLIC, SECRET, InApp
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, between

PAGE = "/schreibtisch/app"
SECOND = between("2026-10-09 19:00", "2026-10-09 22:00")


@pytest.fixture
def site(settings: Settings, in_app: InApp) -> Flask:
    """The village's site, which knows the app's host."""
    house = replace(
        in_app.house, policy=replace(in_app.house.policy, public_url=in_app.village.house.policy.public_url)
    )
    return create_app(house, settings)


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk, signed in with a passkey."""
    return signed_in(site, village, village.cast.frau_weber.id)


def test_a_hall_s_page_says_what_the_app_shows_and_what_it_refused(in_app: InApp, stolle: Visitor) -> None:
    in_app.book()
    in_app.book(period=SECOND, use=replace(PUBLIC, public_title="🎉🎉"))
    in_app.push()

    page = stolle.open(f"{PAGE}/dgh-benken")

    assert page.shows("Kino im Dorf")
    assert page.shows("Veranstaltung. Zuletzt gesendet: Mo., 28.09.2026")
    assert page.shows(
        "Die App hat den Eintrag abgelehnt. Sie schreibt: „Invalid input: Title can't be blank“"
    )
    assert stolle.open(PAGE).shows("In der App, mit 1 Veranstaltung und 0 Störungen.")
    assert stolle.open(PAGE).shows("1 Eintrag kam nicht an")


def test_a_page_says_since_when_the_app_is_away(in_app: InApp, stolle: Visitor) -> None:
    in_app.app.control(mood="html")
    in_app.push()

    page = stolle.open(f"{PAGE}/dgh-benken")

    assert page.shows("Der Server der App hat etwas anderes geantwortet als verabredet. Seit Mo., 28.09.2026")


def test_a_disruption_is_told_to_everybody_and_ended(
    in_app: InApp, stolle: Visitor, visitor: Visitor
) -> None:
    page = stolle.open(f"{PAGE}/dgh-benken")
    assert stolle.send(page, {"title": ""}).message_at("title")

    told = stolle.send(page, {"title": "Heizung defekt", "text": "Bis Montag kalt."})
    in_app.push()

    assert told.shows("Die Störung ist eingetragen.")
    assert visitor.open("/hallen/dgh-benken").shows("Heizung defekt")
    assert in_app.titles("NewsItem") == ["DGH Benken: Heizung defekt"]

    ended = stolle.send(stolle.open(f"{PAGE}/dgh-benken"), form=-2)
    in_app.push()

    assert ended.shows("Die Störung ist beendet.")
    assert not visitor.open("/hallen/dgh-benken").shows("Heizung defekt")
    assert in_app.titles("NewsItem") == []


def test_everything_about_a_hall_is_sent_again_with_one_button(in_app: InApp, stolle: Visitor) -> None:
    in_app.push()
    sent = len(in_app.app.control()["log"])

    page = stolle.send(stolle.open(f"{PAGE}/dgh-benken"), form=-2)
    in_app.push()

    assert page.shows("Alles über dieses Haus wird gleich noch einmal gesendet.")
    assert len(in_app.app.control()["log"]) == sent + 1


def test_a_clerk_enters_the_account_and_never_sees_the_secret(
    in_app: InApp, app_server: RunningApp, weber: Visitor
) -> None:
    in_app.push()
    address = f"{PAGE}/gemeinde/wiesenburg-mark"
    page = weber.open(address)
    assert page.typed("url") == app_server.url
    assert SECRET not in page.text

    refused = weber.send(page, {"client_id": "andere"})
    assert refused.message_at("secret")

    off = weber.send(weber.open(address), {"is_on": "0"})
    in_app.push()
    assert off.shows("Die App ist ausgeschaltet.")
    assert app_server.records() == []
    assert weber.open(f"{PAGE}/dgh-benken").shows("Für Wiesenburg/Mark wird nichts an die App gesendet.")

    on = weber.send(weber.open(address), {"is_on": "1"})
    in_app.push()
    assert on.shows("Die Häuser werden in den nächsten Minuten an die App gesendet.")
    assert len(in_app.titles("PointOfInterest")) == 3


def test_who_looks_after_one_hall_may_not_touch_the_account(stolle: Visitor) -> None:
    page = stolle.open(f"{PAGE}/gemeinde/wiesenburg-mark")

    assert page.status in (302, 403) or not page.shows("Zugang zur App")
