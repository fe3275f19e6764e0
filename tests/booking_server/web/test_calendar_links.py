"""Calendars on the pages: the link everybody sees, and the private one an Ortsvorsteher asks for."""

import logging

import pytest
from flask import Flask
from icalendar import Calendar

from booking_server.domain.errors import NotPermitted
from booking_server.domain.people import Grant, Person, Role
from booking_server.services.bookings import bookings
from booking_server.services.operation.verify import verify
from booking_server.services.plans import feed_links
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Page, Visitor, address_in
from tests.builders import Village, a_request

LINKS = "/schreibtisch/kalender/dgh-benken"


def given(who: Visitor, label: str) -> Page:
    """Give a link to the calendar of Benken."""
    return who.send(who.open(LINKS), {"label": label})


def ended(who: Visitor, page: Page, number: int) -> Page:
    """End the link that stands at a place of the page."""
    places = [at for at, form in enumerate(page.forms) if form.action.endswith("/beenden")]
    return who.send(page, form=places[number])


def test_the_page_of_a_hall_leads_to_its_calendar(village: Village, visitor: Visitor) -> None:
    bookings.book(village.house, a_request())

    answer = visitor.client.get(visitor.open("/hallen/dgh-benken").link("Belegung als Kalender-Datei"))

    (entry,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert entry["SUMMARY"] == "belegt"
    assert "Lehmann" not in answer.text


def test_a_calendar_nobody_has_is_answered_as_any_missing_page(visitor: Visitor) -> None:
    assert visitor.open("/kalender/dgh-nirgendwo.ics").status == 404
    assert visitor.open("/kalender/privat/a.b.ics").status == 404


def test_an_ortsvorsteherin_gives_links_with_names_and_ends_one_of_them(
    village: Village, stolle: Visitor, visitor: Visitor
) -> None:
    bookings.book(village.house, a_request())

    page = given(stolle, "Tablet in der Küche")
    phone = address_in(page.link("abonnieren: Tablet in der Küche"))
    page = given(stolle, "Frau Albrecht, Hausmeisterin")
    albrecht = address_in(page.link("abonnieren: Frau Albrecht"))
    by_her_phone = visitor.client.get(phone)
    assert "Anna Lehmann" in by_her_phone.text
    assert by_her_phone.headers["Cache-Control"] == "private, no-cache"
    assert visitor.client.get(albrecht).status_code == 200

    after = ended(stolle, page, 0)

    assert not after.shows("Frau Albrecht")
    assert visitor.client.get(albrecht).status_code == 404
    assert visitor.client.get(phone).status_code == 200
    assert stolle.open("/schreibtisch").shows("1 Link von Ihnen")


def test_a_link_says_who_has_it(stolle: Visitor) -> None:
    for label in ("", " ", "x" * 61):
        assert given(stolle, label).shows("wer den Link bekommt")
    assert stolle.open(LINKS).shows("Zurzeit hat niemand einen Link.")


def test_who_looks_after_the_hall_too_sees_the_link_but_not_its_address(
    village: Village, stolle: Visitor, site: Flask
) -> None:
    weber = signed_in(site, village, village.cast.frau_weber.id)
    given(stolle, "Tablet in der Küche")

    page = weber.open(LINKS)
    assert page.shows("Tablet in der Küche")
    assert page.shows("angelegt von Frau Stolle")
    assert page.shows("„Tablet in der Küche“ von Frau Stolle beenden")
    assert "/kalender/privat/" not in page.text

    after = ended(weber, page, 0)

    assert not after.shows("Tablet in der Küche")
    assert verify(village.house) == ()


def test_a_caretaker_sees_the_links_of_the_hall_and_ends_only_their_own(village: Village) -> None:
    house, cast = village.house, village.cast
    feed_links.give(house, cast.frau_stolle, "dgh-benken", "Ortsvorsteherin")
    here = Grant(Role.CARETAKER, cast.benken.municipality_id, cast.benken.id)
    caretaker = Person("kunze", "Herr Kunze", "kunze@example.org", (here,))
    with house.unit_of_work() as uow:
        uow.people.add(caretaker, ["kunze"])
        uow.commit()
    feed_links.give(house, caretaker, "dgh-benken", "Hausmeister")

    own, hers = feed_links.links_of(house, caretaker, "dgh-benken").links

    assert (own.label, own.may_end, hers.label, hers.may_end) == (
        "Hausmeister",
        True,
        "Ortsvorsteherin",
        False,
    )
    with pytest.raises(NotPermitted):
        feed_links.end(house, caretaker, hers.id)
    feed_links.end(house, caretaker, own.id)


def test_nobody_has_more_links_than_they_can_keep_in_mind(village: Village) -> None:
    for number in range(feed_links.MOST):
        feed_links.give(village.house, village.cast.frau_stolle, "dgh-benken", f"Gerät {number}")

    with pytest.raises(feed_links.FeedLinkRefused, match="zu viele Links"):
        feed_links.give(village.house, village.cast.frau_stolle, "dgh-benken", "noch eins")


def test_opening_the_desk_gives_out_no_calendar(stolle: Visitor) -> None:
    assert not stolle.open("/schreibtisch").shows("abonnieren")
    assert not stolle.open(LINKS).shows("abonnieren")


def test_nobody_gives_themselves_the_calendar_of_another_hall(stolle: Visitor) -> None:
    page = stolle.open(LINKS)
    page.forms[-1].action = "/schreibtisch/kalender/dgh-schlamau"

    assert stolle.send(page, {"label": "Handy"}).status == 403
    assert stolle.open("/schreibtisch/kalender/dgh-schlamau").status == 403


def test_the_log_does_not_tell_a_private_calendars_address(
    stolle: Visitor, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    path = address_in(given(stolle, "Tablet in der Küche").link("abonnieren"))

    with caplog.at_level(logging.DEBUG):
        visitor.client.get(path)

    assert "/kalender/privat/" in caplog.text
    assert path.split("/")[-1].split(".")[1] not in caplog.text
