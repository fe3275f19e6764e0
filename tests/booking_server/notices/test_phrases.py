"""What the domain says, in English: by pattern, and never for long."""

import time

import pytest

from booking_server.domain.languages import Language
from booking_server.notices.phrases import LONGEST_SENTENCE, spoken


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
    ],
)
def test_a_sentence_is_found_by_its_pattern(german: str, english: str) -> None:
    assert spoken(german, Language.ENGLISH) == english
    assert spoken(german, Language.GERMAN) == german


@pytest.mark.parametrize("unit", [", 1 bis ", ", 1 bis 2 Uhr, vom 3 bis ", ": a, von b bis c, ", " «%»\n"])
@pytest.mark.parametrize("length", [LONGEST_SENTENCE, 5000])
def test_no_text_takes_long(unit: str, length: int) -> None:
    text = (unit * length)[:length]

    begun = time.process_time()
    spoken(text, Language.ENGLISH)

    assert time.process_time() - begun < 0.5
