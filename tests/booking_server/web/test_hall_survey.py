"""What a hall is like: a clerk enters it, everybody reads it, and nobody guesses."""

import pytest
from flask import Flask

from booking_server.domain.hall_facts import HallFacts, Place
from tests.booking_server.web.conftest import signed_in
from tests.booking_server.web.visitor import Visitor
from tests.builders import Village

SURVEY = "/schreibtisch/haeuser/dgh-benken/ausstattung"


@pytest.fixture
def weber(site: Flask, village: Village) -> Visitor:
    """Frau Weber, clerk of the municipality, signed in."""
    return signed_in(site, village, village.cast.frau_weber.id)


def test_what_a_clerk_surveys_stands_on_the_page_of_the_hall(
    weber: Visitor, visitor: Visitor, village: Village
) -> None:
    typed = {
        "step_free": "ja", "accessible_wc": "nein", "door_cm": "92",
        "equipment": "Beamer\n\n Geschirr  für 60 ", "place": "52,152; 12.46",
    }  # fmt: skip

    again = weber.send(weber.open(SURVEY), typed)

    page = visitor.open("/hallen/dgh-benken")
    for words in (
        "Stufenfrei bis in den größten Raum Beispielwert",
        "Schmalste Tür: 92 cm breit",
        "Kein rollstuhlgerechtes WC",
        "Höranlage: noch nicht bekannt",
        "Beamer, Geschirr für 60",
    ):
        assert page.shows(words), words
    assert again.typed("place") == "52.152, 12.46"
    with village.house.reading() as uow:
        assert uow.venues.by_slug("dgh-benken").facts.place == Place(52.152, 12.46)


def test_a_hall_nobody_surveyed_promises_nothing(visitor: Visitor) -> None:
    page = visitor.open("/hallen/dgh-benken")

    assert page.shows("Ob das Haus stufenfrei ist, ist noch nicht bekannt")
    assert not page.shows("Stufenfrei bis")


def test_a_mistake_keeps_everything_typed_and_stores_nothing(weber: Visitor, village: Village) -> None:
    typed = {"step_free": "ja", "door_cm": "9", "place": "12.5, 52.1", "equipment": "x" * 81 + "<b>"}

    page = weber.send(weber.open(SURVEY), typed)

    assert page.status == 422
    for field in ("door_cm", "place", "equipment"):
        assert page.message_at(field), field
    assert (page.typed("step_free"), page.typed("door_cm")) == ("ja", "9")
    assert "x<b>" not in page.html
    with village.house.reading() as uow:
        assert uow.venues.by_slug("dgh-benken").facts == HallFacts()


def test_the_way_between_two_villages_is_a_straight_line() -> None:
    belzig, wiesenburg = Place(52.142, 12.596), Place(52.115, 12.456)

    assert 9.5 < belzig.km_to(wiesenburg) < 10.5
