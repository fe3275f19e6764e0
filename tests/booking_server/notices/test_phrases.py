"""What the domain says, in English: by pattern, and never for long."""

import re
import time

import pytest

from booking_server.domain.languages import Language
from booking_server.domain.tariffs.prices import (
    Brackets,
    DayPackage,
    FixedByPerson,
    Flat,
    Free,
    Metered,
    PercentOf,
    PerDay,
    PerHour,
    PerPerson,
    PerSquareMetre,
    Price,
)
from booking_server.domain.tariffs.words import price_words
from booking_server.notices.phrases import LONGEST_SENTENCE, marked, spoken

GERMAN_WORDS = re.compile(
    r"\b(?:je|Tag|Tage|Stunde|Person|der|die|das|bis|nach|für|von|pauschal|frei|nicht)\b"
)
PRICES = (
    Free(),
    Flat(6000),
    PerDay((9000,)),
    PerDay((9000, None)),
    PerDay((22000, 17000, 13500)),
    DayPackage(3, 9000, 2000),
    PerHour(500, 30),
    Brackets(((240, 2000), (390, 3000))),
    PerSquareMetre(50, per_day=True),
    PerPerson(100),
    PercentOf("miete", 50),
    FixedByPerson(2000, 5000),
    Metered(40, "kWh"),
    Metered(None, "kWh"),
)


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("jeden ersten Montag im Monat", "every first Monday of the month"),
        (
            "jede zweite Woche am Freitag, 22:00 bis 01:00 Uhr am nächsten Tag, vom 2. Oktober 2026 bis"
            " 18. Dezember 2026",
            "every second week on Friday, 22:00 to 01:00 on the next day, from 2 October 2026 to"
            " 18 December 2026",
        ),
        ("Belegt: Mo., 12.10.2026, 19:00 bis 21:00 Uhr.", "Taken: Mon, 12 October 2026, 19:00 to 21:00."),
        ("Die Stornierung kostet 45,00 €.", "The cancellation costs €45.00."),
        ("Was keiner übersetzt hat", "Was keiner übersetzt hat"),
        (
            "Die Tür kann während der Nutzung ohne Code aufgehen (Taste #) bei: Private Feier, Trauerfeier.",
            "During the use the door can open without a code (key #) for: Private party, Funeral gathering.",
        ),
        (
            "Stornieren: bis 7 Tage vorher kostenlos; später 50 % des Gesamtpreises.",
            "Cancelling: up to 7 days before: free of charge; later: 50% of the total price.",
        ),
        (
            "1. Tag 90,00 €, 2. Tag 60,00 €, jeder weitere Tag ebenso",
            "day 1: €90.00, day 2: €60.00, each further day the same",
        ),
        (
            "100,00 € erhalten (bar) am Fr., 02.10.2026; 20,00 € einbehalten am Mo., 05.10.2026: 2 Gläser",
            "€100.00 received (in cash) on Fri, 2 October 2026; €20.00 kept on Mon, 5 October 2026: 2 Gläser",
        ),
    ],
)
def test_a_sentence_is_found_by_its_pattern(german: str, english: str) -> None:
    assert spoken(german, Language.ENGLISH) == english
    assert spoken(german, Language.GERMAN) == german


def test_what_stays_german_says_so_on_a_page() -> None:
    said = marked(
        "Saal <b>: Den Preis legt die Gemeinde zwischen 20,00 € und 50,00 € fest.", Language.ENGLISH
    )

    assert (
        said
        == '<span lang="de">Saal &lt;b&gt;</span>: the municipality sets the price between €20.00 and €50.00.'
    )
    assert marked("Fr., 02.10.2026, 19:00 Uhr", Language.ENGLISH) == "Fri, 2 October 2026, 19:00"
    assert marked("Saal <b>", Language.GERMAN) == "Saal <b>", "escaped by the template"
    assert not hasattr(marked("Saal <b>", Language.GERMAN), "__html__")


@pytest.mark.parametrize("price", PRICES)
def test_every_kind_of_price_is_said_in_english(price: Price) -> None:
    assert GERMAN_WORDS.findall(spoken(price_words(price), Language.ENGLISH)) == []


@pytest.mark.parametrize(
    "unit",
    ["; ", " je ", ". Tag , ", ", 1 bis ", ", 1 bis 2 Uhr, vom 3 bis ", ": a, von b bis c, ", " «%»\n"],
)
@pytest.mark.parametrize("length", [LONGEST_SENTENCE, 5000])
def test_no_text_takes_long(unit: str, length: int) -> None:
    text = (unit * length)[:length]

    begun = time.process_time()
    spoken(text, Language.ENGLISH)

    assert time.process_time() - begun < 0.5
