"""What a clerk writes about a hall: everybody who books reads it, literally, in its language."""

import pytest
from flask import Flask

from booking_server.domain.texts import some_lines
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village

TEXTS = "/schreibtisch/haeuser/dgh-benken/texte"


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of the municipality, signed in."""
    return signed_in(site, village, village.cast.frau_weber.id)


def test_house_rules_are_read_by_who_books_and_leichte_sprache_by_who_wants_it(
    weber: Visitor, visitor: Visitor
) -> None:
    typed = {
        "house_rules": "Bitte leise.\r\n\r\nKein <b>Feuer</b> {{ 7*7 }}.",
        "easy_text": "Das Haus hat einen großen Raum.\r\nEs gibt eine Küche.",
        "contact_phone": "033849  777",
    }

    again = weber.send(weber.open(TEXTS), typed)

    assert again.shows("Gespeichert")
    form = visitor.open("/hallen/dgh-benken/buchen")
    assert form.shows("Bitte leise. Kein <b>Feuer</b> {{ 7*7 }}.")
    assert "<b>Feuer" not in form.html
    assert visitor.open("/ls/hallen/dgh-benken").shows("Das Haus hat einen großen Raum. Es gibt eine Küche.")
    german = visitor.open("/hallen/dgh-benken")
    assert not german.shows("Das Haus hat einen großen Raum.")
    assert german.shows("033849 777")
    assert weber.open("/schreibtisch/protokoll").shows("Texte geändert")


def test_a_hall_without_house_rules_is_refused_and_keeps_what_was_typed(
    weber: Visitor, village: Village
) -> None:
    page = weber.send(weber.open(TEXTS), {"house_rules": " \n ", "easy_text": "x" * 4001})

    assert page.status == 422
    assert page.message_at("house_rules")
    assert page.message_at("easy_text")
    with village.house.reading() as uow:
        assert uow.venues.by_slug("dgh-benken").house_rules == "Bitte verlassen Sie das Haus sauber."


def test_nobody_else_writes_them(krueger: Visitor) -> None:
    assert krueger.open(TEXTS).status == 403


def test_text_from_outside_keeps_its_paragraphs_and_loses_what_is_no_sign() -> None:
    typed = "Eins\x00\r\n\r\n\r\n\r\n Zwei \u202edrei\r\rvier\n"

    assert some_lines(typed) == "Eins\n\nZwei drei\n\nvier"
