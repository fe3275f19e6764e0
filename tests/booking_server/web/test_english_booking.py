"""Booking in English: hall, form, mistakes, confirmation; no German but somebody's own words."""

import re

import pytest

from tests.booking_server.tariff_cast import publish
from tests.booking_server.web.test_booking import FILLED_IN, FORM
from tests.booking_server.web.test_languages import GERMAN_WORDS, without_german_parts
from tests.booking_server.web.test_prices import PARTY
from tests.booking_server.web.visitor import Page, Visitor
from tests.builders import Village

MORE_GERMAN = re.compile(
    r"\b(?:Uhr|bis|von|mit|für|zu[rm]?|bei|Haus|Räume|Bitte|Ihre?n?|wir|Tür|Buchung|Personen|"
    r"Montag|Oktober|Fr\.|Mo\.|heute|frei|[Bb]elegt|auch|kein\w*|dann|noch|den|dem|des)\b"
)
HALL = "/hallen/dgh-benken"


def german_in(page: Page) -> list[str]:
    """Return German words a page says itself."""
    body = page.html.partition('<main class="wrap"')[2].partition("</main>")[0]
    said = without_german_parts(body)
    attributes = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', body)
    text = re.sub(r"DGH Benken|Saal|Kueche|Dorfstraße \d, Benken", " ", " ".join([said, *attributes]))
    return [text[max(0, m.start() - 40) : m.end() + 40] for m in _words(text)]


def _words(text: str) -> list[re.Match[str]]:
    return [*GERMAN_WORDS.finditer(text), *MORE_GERMAN.finditer(text)]


@pytest.mark.parametrize(
    "address",
    [HALL, f"{HALL}?monat=2026-10", f"{HALL}?woche=2026-10-05", f"{HALL}?datum=2026-10-02&personen=20",
     FORM, "/hallen/dgh-schlamau/buchen", "/hallen/dgh-reetz", f"{FORM}?warten=1"],
)  # fmt: skip
def test_what_leads_to_a_booking_is_english(visitor: Visitor, address: str) -> None:
    page = visitor.open(f"/en{address}")

    assert ("html", "en") in [(tag, given.get("lang")) for tag, given in page.elements]
    assert german_in(page) == []


WRONG = (
    {"name": "", "email": "", "phone": "", "occasion": "", "persons": "", "house_rules": [], "adult": []},
    {"end_date": "2026-10-01", "persons": "900", "email": "x", "postcode": "1"},
    {"start_date": "2020-01-01", "end_date": "2020-01-01", "purpose": "", "extent": "raeume"},
    {"start_date": "2031-01-01", "end_date": "2031-01-09", "publish": "1", "club_code": "XXXX"},
)


@pytest.mark.parametrize("wrong", WRONG)
def test_every_mistake_is_told_in_english(visitor: Visitor, wrong: dict[str, object]) -> None:
    page = visitor.send(visitor.open(f"/en{FORM}"), {**FILLED_IN, **wrong})

    assert page.status == 422
    assert german_in(page) == []


def test_a_booking_made_in_english_is_confirmed_in_english(visitor: Visitor) -> None:
    form = visitor.open(f"/en{FORM}")

    page = visitor.send(form, FILLED_IN)

    assert page.address.startswith("/en/buchungen/")
    assert page.shows("State: confirmed")
    assert page.shows("Fri, 2 October 2026")
    assert german_in(page) == []
    asked = visitor.open(page.link("Cancel the booking"))
    assert german_in(asked) == []
    assert german_in(visitor.send(asked)) == []


def test_prices_and_cancelling_are_told_in_english_with_the_tariff_s_own_words_marked(
    visitor: Visitor, village: Village
) -> None:
    publish(village)
    hall = visitor.open(f"/en{HALL}")
    form = visitor.open(f"/en{FORM}")
    terms = "Cancelling: up to 3 days before: free of charge; later: 50% of the total price."

    left_open = visitor.send(form, PARTY, button="preis")
    booked = visitor.send(form, {**FILLED_IN, "answer_getraenke": "nein"})

    assert hall.shows("€25.00 flat, if needed")
    assert hall.shows(terms)
    assert '<span lang="de">Haus, private Nutzung</span>: <strong>€45.00 per day</strong>' in hall.html
    question = '<span lang="de">Werden Getränke verkauft?</span>'
    assert f"The question “{question}” is not answered yet." in left_open.html
    assert booked.shows(terms)
    assert [german_in(page) for page in (hall, form, left_open, booked)] == [[], [], [], []]
    entry = visitor.client.get(booked.link("Put it into my calendar")).get_data(as_text=True)
    assert "Whole hall\\nYou see the door code" in entry


def test_the_columns_of_the_month_are_headed_in_english(visitor: Visitor) -> None:
    html = visitor.open("/en/hallen/dgh-benken").html

    assert ">Wed</abbr>" in html
    assert ">Mi</abbr>" not in html
    assert ">Mi</abbr>" in visitor.open("/hallen/dgh-benken").html
