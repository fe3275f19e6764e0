"""Amounts as people read, type and say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_server.domain.money.errors import AmountUnreadable
from booking_server.domain.money.euros import HIGHEST, in_words, read_euros, say_euros


@pytest.mark.parametrize(
    ("cents", "said"),
    [(0, "0,00 €"), (5, "0,05 €"), (9000, "90,00 €"), (123450, "1.234,50 €"), (-24000, "-240,00 €")],
)
def test_an_amount_is_said_in_german(cents: int, said: str) -> None:
    assert say_euros(cents).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("90", 9000),
        (" 90,5 ", 9050),
        ("90.50", 9050),
        ("1.234", 123400),
        ("1.234,50 €", 123450),
        ("1234,5EUR", 123450),
        ("0,01", 1),
    ],
)
def test_an_amount_is_read_as_typed(typed: str, cents: int) -> None:
    assert read_euros(typed) == cents


@pytest.mark.parametrize(
    "typed", ["", "0", "-5", "12,345", "1.2", "1,234.50", "neunzig", "9e9", "9999999", "٩٠", "1 2 3,4,5"]
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(AmountUnreadable, match="Bitte geben Sie"):
        read_euros(typed)


@given(st.integers(1, HIGHEST))
def test_what_is_said_is_read_back(cents: int) -> None:
    assert read_euros(say_euros(cents)) == cents


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (100, "ein Euro"),
        (9005, "neunzig Euro und fünf Cent"),
        (11500, "einhundertfünfzehn Euro"),
        (22900, "zweihundertneunundzwanzig Euro"),
        (123421, "eintausendzweihundertvierunddreißig Euro und einundzwanzig Cent"),
    ],
)
def test_an_amount_in_words(cents: int, words: str) -> None:
    assert in_words(cents) == words
