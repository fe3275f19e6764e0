"""The pages that lead to calendars, lists and posters, and the posters themselves."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from flask import Flask
from flask.testing import FlaskClient

from booking_server.domain.uses import Use
from booking_server.notices import pdf, posters
from booking_server.services.bookings import bookings
from booking_server.services.halls import blackouts
from tests.booking_server.notices import printed
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village, a_request, between

POSTER = "/kalender/dgh-benken/aushang.pdf"


def poster(client: FlaskClient, asked: str) -> bytes:
    answer = client.get(f"{POSTER}?{asked}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.data


def test_the_page_of_a_hall_leads_to_everything_of_its_calendar(village: Village, visitor: Visitor) -> None:
    page = visitor.open(visitor.open("/hallen/dgh-benken").link("Kalender, Listen und Aushang zum Drucken"))

    links = [given["href"] for tag, given in page.elements if tag == "a" and "href" in given]
    ours = [href for href in links if href.startswith("/kalender/dgh-benken")]
    webcal = [href for href in links if href.startswith("webcal://")]
    assert len(webcal) == 4  # with titles, busy only, two spaces
    assert len(ours) >= 10
    for href in ours:
        if ".pdf" not in href:  # the posters have tests of their own
            assert visitor.client.get(href).status_code == 200, href
    for href in webcal:
        assert href.startswith("webcal://127.0.0.1:8000/kalender/dgh-benken")


def test_all_calendars_are_found_from_one_page(visitor: Visitor) -> None:
    page = visitor.open("/kalender")

    assert page.shows("Bad Belzig: alle Häuser")
    for tag, given in page.elements:
        if tag == "a" and given["href"].startswith("/kalender/"):
            assert visitor.client.get(given["href"]).status_code == 200
    assert visitor.open("/kalender/dgh-nirgendwo").status == 404


def test_subscribing_is_explained_in_words_and_pictures(visitor: Visitor) -> None:
    page = visitor.open("/kalender/abonnieren")

    for program in ("iPhone", "Google", "Outlook", "Thunderbird"):
        assert page.shows(program)
    pictures = [given for tag, given in page.elements if tag == "svg" and given.get("role") == "img"]
    assert len(pictures) == 4
    assert all(len(given["aria-label"]) > 40 for given in pictures)


def test_a_poster_of_a_month_shows_what_everybody_may_know(village: Village, visitor: Visitor) -> None:
    bookings.book(village.house, a_request(use=Use(public_title="Erntefest")))
    night = between("2026-10-24 20:00", "2026-10-25 04:00")
    bookings.book(village.house, a_request(period=night, space_slugs=("saal",)))
    closed = between("2026-10-13 00:00", "2026-10-14 00:00")
    blackouts.close(village.house, village.cast.frau_stolle, "dgh-benken", closed, reason="Ölheizung")

    made = poster(visitor.client, "monat=2026-10")

    text = printed.text(made)
    assert "2. Freitag ab 16:00 Uhr Erntefest, Ganzes Haus" in text
    assert "3. Samstag bis 02:00 Uhr Erntefest, Ganzes Haus Tag der Deutschen Einheit" in text
    assert "24. Samstag ab 20:00 Uhr belegt, Saal" in text
    assert "13. Dienstag ganztägig geschlossen" in text
    assert "Lehmann" not in text
    assert "Ölheizung" not in text
    assert printed.is_tagged(made)
    assert printed.language(made) == "de"
    assert printed.metadata(made)["Title"] == "Belegung Oktober 2026: DGH Benken"
    assert len(printed.pages(made, name="poster-month")) == 1


def test_a_poster_of_a_week_has_its_seven_days(village: Village, visitor: Visitor) -> None:
    bookings.book(village.house, a_request())

    made = poster(visitor.client, "woche=2026-10-01")

    text = printed.text(made)
    assert "28. September bis 4. Oktober 2026" in text
    assert "Freitag, 2.10. ab 16:00 Uhr belegt, Ganzes Haus" in text
    assert "Donnerstag, 1.10. frei" in text
    assert len(printed.pages(made, name="poster-week")) == 1


def test_a_poster_of_no_month_is_not_found(visitor: Visitor) -> None:
    for asked in ("monat=2026-13", "monat=1999-01", "monat=2099-01", "woche=gestern", "woche=2090-01-01"):
        assert visitor.client.get(f"{POSTER}?{asked}").status_code == 404, asked


def test_who_waits_for_posters_does_not_keep_others_from_the_site(
    village: Village, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Barrier(posters.AT_ONCE + 1, timeout=10), Event()

    def slow_press(html: str, *, title: str) -> bytes:
        begun.wait()
        assert go_on.wait(10)
        return b"%PDF-"

    def ask(month: int) -> int:
        return site.test_client().get(f"{POSTER}?monat=2027-{month:02}").status_code

    monkeypatch.setattr(pdf, "render", slow_press)
    with ThreadPoolExecutor(posters.AT_ONCE) as visitors:
        waiting = [visitors.submit(ask, month) for month in range(1, posters.AT_ONCE + 1)]
        begun.wait()
        one_more = site.test_client().get(f"{POSTER}?monat=2027-12")
        go_on.set()
        served = [one.result() for one in waiting]

    assert served == [200] * posters.AT_ONCE
    assert one_more.status_code == 503
    assert "in einer Minute noch einmal" in one_more.text
    assert ask(1) == 200  # printed already: nobody waits for it
