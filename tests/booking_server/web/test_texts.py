"""The texts every site owes its visitors, and pages that help when something went wrong."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import create_engine

from booking_server.settings import Settings
from booking_server.storage.database import Database, StorageUnavailable
from booking_server.web.app import create_app
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village


@pytest.mark.parametrize("address", ["/impressum", "/datenschutz", "/barrierefreiheit"])
def test_what_nobody_entered_yet_is_said_plainly(visitor: Visitor, address: str) -> None:
    assert "noch nicht eingetragen" in visitor.open(address).text.lower()


def test_security_txt_says_where_to_report_and_until_when(visitor: Visitor) -> None:
    answer = visitor.open("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in answer.html.splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"].startswith("mailto:")
    assert lines["Expires"] == "2027-03-27T10:00:00Z"
    assert lines["Canonical"].endswith("/.well-known/security.txt")


@pytest.mark.parametrize("address", ["/", "/hallen/dgh-benken", "/hallen/dgh-benken/buchen"])
def test_search_engines_are_told_what_a_page_is_about(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)

    (told,) = [given["content"] for tag, given in page.elements if given.get("name") == "description"]
    assert 50 < len(told) < 160
    assert told.endswith(".")


def test_every_page_has_a_language_a_title_and_one_first_heading(visitor: Visitor) -> None:
    addresses = (
        "/", "/hallen/dgh-benken", "/hallen/dgh-benken/buchen", "/anmelden", "/hilfe", "/impressum",
        "/datenschutz", "/barrierefreiheit", "/gibt-es-nicht",
    )  # fmt: skip
    titles = []
    for address in addresses:
        page = visitor.open(address)
        tags = [tag for tag, _ in page.elements]
        assert ("html", {"lang": "de", "data-kern-theme": "light"}) in page.elements
        assert tags.count("h1") == 1, address
        assert tags.count("main") == 1, address
        titles.append(page.title)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("method", "address", "status", "words"),
    [
        ("GET", "/gibt-es-nicht", 404, "Vielleicht ist die Adresse unvollständig."),
        ("GET", "/hallen/dgh-nirgends", 404, "Dieses Dorfgemeinschaftshaus gibt es hier nicht."),
        ("GET", "/hallen/%00", 404, "Vielleicht ist die Adresse unvollständig."),
        ("GET", "/hallen/" + "a" * 5000, 404, "Vielleicht ist die Adresse unvollständig."),
        ("GET", "/buchungen/../schreibtisch", 404, "Vielleicht ist die Adresse unvollständig."),
        ("POST", "/", 405, "Bitte beginnen Sie auf der Startseite."),
        ("PUT", "/anmelden", 405, "Bitte beginnen Sie auf der Startseite."),
    ],
)
def test_an_error_page_says_what_to_do_now(
    visitor: Visitor, method: str, address: str, status: int, words: str
) -> None:
    answer = visitor.client.open(address, method=method)

    assert answer.status_code == status
    assert words in answer.get_data(as_text=True)
    assert "Zur Startseite" in answer.get_data(as_text=True)


def test_a_database_that_is_away_is_told_as_such(site: Flask, village: Village) -> None:
    def away(*_: object) -> None:
        raise StorageUnavailable("disk I/O error in /var/lib")

    site.view_functions["public.start"] = away
    site.view_functions["api.venues"] = away
    client = site.test_client()

    page, answer = client.get("/"), client.get("/api/v1/venues")

    assert (page.status_code, answer.status_code) == (503, 503)
    assert "Tür-Codes, die Sie schon haben, gelten weiter." in page.get_data(as_text=True)
    assert "/var/lib" not in page.get_data(as_text=True)
    assert answer.get_json(force=True)["code"] == "unavailable"
    assert page.headers["Retry-After"] == answer.headers["Retry-After"] == "5"


def test_an_unforeseen_error_is_not_told_to_visitors_and_its_text_not_to_the_log(
    site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    said = "secret detail"

    def broken() -> None:
        raise RuntimeError(said)

    site.view_functions["public.start"] = broken
    site.view_functions["api.venues"] = broken
    client = site.test_client()

    page, answer = client.get("/"), client.get("/api/v1/venues")

    assert (page.status_code, answer.status_code) == (500, 500)
    assert "Das liegt an uns, nicht an Ihnen." in page.get_data(as_text=True)
    assert b"secret" not in page.data + answer.data
    assert "secret" not in caplog.text
    assert caplog.text.count("builtins.RuntimeError") == 2
    assert "in broken" in caplog.text


def test_health_asks_the_database(visitor: Visitor, village: Village) -> None:
    assert visitor.client.get("/healthz").get_json() == {"status": "ok", "database": "reachable"}


def test_without_its_database_the_site_says_so_and_stands(village: Village, settings: Settings) -> None:
    nowhere = Database(create_engine("sqlite:////nowhere/at/all.db"))
    client = create_app(replace(village.house, database=nowhere), settings).test_client()

    assert client.get("/healthz").status_code == 503
    assert client.get("/").status_code == 503
    assert client.get("/hilfe").status_code == 200
