"""IBAN, BIC, Kassenzeichen and GiroCode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_server.domain.money.bank import in_fours, read_bic, read_iban
from booking_server.domain.money.errors import (
    AmountUnreadable,
    BicInvalid,
    GiroCodeTooLong,
    IbanInvalid,
    PrefixInvalid,
)
from booking_server.domain.money.giro_code import GiroCode
from booking_server.domain.money.payment_reference import (
    in_groups,
    is_valid,
    payment_reference,
    read_prefix,
    references_in,
)

IBAN = "DE02120300000000202051"
OTHERS = ["AT611904300234573201", "CH9300762011623852957", "NL91ABNA0417164300", "NO9386011117947"]
PLACES = st.integers(0, 12)


@pytest.mark.parametrize("iban", [IBAN, *OTHERS])
def test_an_iban_is_read_with_blanks_and_small_letters(iban: str) -> None:
    assert read_iban(f" {in_fours(iban).lower()} ") == iban


@pytest.mark.parametrize(
    ("typed", "way_out"),
    [
        ("DE02120300000000202052", "Prüfziffer"),
        ("DE0212030000000020205", "21 Stellen, es müssen 22"),
        ("US02120300000000202051", "beginnt mit dem Land"),
        ("", "beginnt mit dem Land"),
        ("DE0212030000000020205Ä", "beginnt mit dem Land"),
        ("DEAB120300000000202051", "Prüfziffer"),
    ],
)
def test_a_wrong_iban_is_refused_with_the_reason(typed: str, way_out: str) -> None:
    with pytest.raises(IbanInvalid, match=way_out):
        read_iban(typed)


@given(st.integers(2, 21), st.integers(0, 9))
def test_no_wrong_digit_of_an_iban_goes_unnoticed(place: int, digit: int) -> None:
    wrong = IBAN[:place] + str(digit) + IBAN[place + 1 :]
    if wrong == IBAN:
        return
    with pytest.raises(IbanInvalid):
        read_iban(wrong)


def test_a_bic_may_be_left_out() -> None:
    assert [read_bic(text) for text in ("", "byladem1001", "WELADED1PMB")] == [
        "",
        "BYLADEM1001",
        "WELADED1PMB",
    ]
    with pytest.raises(BicInvalid, match="8 oder 11 Stellen"):
        read_bic("1234")


def test_a_payment_reference_tells_municipality_year_and_invoice() -> None:
    reference = payment_reference("BELZ", 2026, 123)

    assert reference == "BELZ260012321"
    assert in_groups(reference) == "BELZ 26 00123 21"
    assert is_valid(reference)


@given(PLACES, st.sampled_from("ABELZ0123456789"))
def test_one_wrong_character_makes_no_other_valid_reference(place: int, character: str) -> None:
    right = payment_reference("BELZ", 2026, 4711)
    wrong = right[:place] + character + right[place + 1 :]

    assert is_valid(wrong) == (wrong == right)


@given(st.integers(2, 9))
def test_two_neighbouring_digits_swapped_make_no_other_valid_reference(place: int) -> None:
    right = payment_reference("WM", 2026, 90817)
    swapped = right[:place] + right[place : place + 2][::-1] + right[place + 2 :]

    assert is_valid(swapped) == (swapped == right)


def test_no_two_invoices_share_a_reference() -> None:
    every = {payment_reference(p, y, n) for p in ("BELZ", "WM") for y in (2026, 2027) for n in range(1, 500)}

    assert len(every) == 2 * 2 * 499


@pytest.mark.parametrize("number", [0, -1, 100_000])
def test_a_year_has_99_999_references(number: int) -> None:
    with pytest.raises(ValueError, match="99 999"):
        payment_reference("WM", 2026, number)


@pytest.mark.parametrize("typed", ["", "B", "1A", "BELZIGS", "BÄ", "B-Z", "B Z"])
def test_a_prefix_is_short_and_plain(typed: str) -> None:
    with pytest.raises(PrefixInvalid, match="Beispiel: BELZ"):
        read_prefix(typed)


@pytest.mark.parametrize(
    "text",
    [
        "BELZ260012321",
        "Kassenzeichen BELZ 26 00123 21",
        "kassenzeichen:belz-26-00123-21 Hochzeit 02.10.2026",
        "KZBELZ26001\n2321",
        "BELZ 26 00123 99 / BELZ 26 00123 21",
        "SVWZ+BELZ26.00123.21 2026",
    ],
)
def test_a_reference_is_found_however_it_was_copied(text: str) -> None:
    assert references_in(text, "BELZ") == ("BELZ260012321",)


@pytest.mark.parametrize(
    "text", ["", "Hochzeit Lehmann", "BELZ 26 00123 63", "WM 26 00123 21", "BELZ26001236"]
)
def test_what_is_no_reference_is_not_taken_for_one(text: str) -> None:
    assert references_in(text, "BELZ") == ()


def test_two_references_in_one_text_are_both_seen() -> None:
    first, second = payment_reference("BELZ", 2026, 1), payment_reference("BELZ", 2026, 2)

    assert references_in(f"{first} und {in_groups(second)}", "BELZ") == (first, second)


def test_a_giro_code_is_laid_out_as_the_guideline_says() -> None:
    code = GiroCode("Gemeinde Wiesenburg/Mark", "DE02 1203 0000 0000 2020 51", 19000, "WM 26 00001 07")

    assert code.payload().split("\n") == [
        "BCD", "002", "1", "SCT", "", "Gemeinde Wiesenburg/Mark", IBAN, "EUR190.00", "", "", "WM 26 00001 07",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"iban": "DE00120300000000202051"}, IbanInvalid),
        ({"bic": "X"}, BicInvalid),
        ({"cents": 0}, AmountUnreadable),
        ({"cents": -100}, AmountUnreadable),
        ({"name": "x" * 71}, GiroCodeTooLong),
        ({"name": " "}, GiroCodeTooLong),
        ({"text": "x" * 141}, GiroCodeTooLong),
        ({"text": "WM\x07"}, GiroCodeTooLong),
        ({"name": "€" * 70, "text": "€" * 140}, GiroCodeTooLong),
    ],
)
def test_a_giro_code_that_no_bank_takes_is_refused(
    changes: dict[str, object], error: type[Exception]
) -> None:
    given_: dict[str, object] = {"name": "Gemeinde", "iban": IBAN, "cents": 100, "text": "WM", **changes}

    with pytest.raises(error):
        GiroCode(**given_).payload()  # type: ignore[arg-type]


def test_a_line_break_in_a_name_adds_no_line_to_the_code() -> None:
    code = GiroCode("Gemeinde\nDE99", IBAN, 100, "WM\nEUR9.00")

    assert code.payload().count("\n") == 10
