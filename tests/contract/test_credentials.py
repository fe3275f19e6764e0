"""Codes as people get them: what they cover, how they are told apart, how well they hide."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lock_agent.contract import booking_pin, damm, keyholder, offline_pin, qr_token
from lock_agent.contract.errors import (
    CheckDigitWrong,
    ContractError,
    MalformedCredential,
    PinSpaceExhausted,
    TokenForged,
    UnknownKey,
    WindowTooLong,
)
from lock_agent.contract.offline_pin import EPOCH, OfflineWord
from tests.contract.samples import KEY, NOW

DIGITS = st.text("0123456789", min_size=1, max_size=12)
STARTS = st.integers(EPOCH, EPOCH + 70 * 365 * 86400)


@given(digits=DIGITS, place=st.integers(0, 12), step=st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: str, place: int, step: int) -> None:
    code = damm.with_check(digits)
    place %= len(code)
    slipped = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]

    assert damm.is_valid(code)
    assert not damm.is_valid(slipped)


@given(digits=DIGITS, place=st.integers(0, 11))
def test_two_swapped_neighbours_are_always_found(digits: str, place: int) -> None:
    code = damm.with_check(digits)
    place %= len(code) - 1
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert damm.is_valid(swapped) is (swapped == code)


@pytest.mark.parametrize(
    "pin",
    ["11111110", "12121210", "11222110", "12345670", "98765430", "00001230", "12312310", "01234990"],
)
def test_repeats_and_runs_are_weak(pin: str) -> None:
    assert booking_pin.is_weak(pin)


@pytest.mark.parametrize("pin", ["74930258", "11122340", "12340980", "90817263"])
def test_ordinary_numbers_are_not_weak(pin: str) -> None:
    assert not booking_pin.is_weak(pin)


def test_refusing_weak_pins_costs_less_than_two_in_a_hundred() -> None:
    chance = random.Random(1)
    weak = sum(booking_pin.is_weak(f"{chance.randrange(10**7):07d}0") for _ in range(20_000))

    assert weak < 400


def test_a_new_pin_is_neither_weak_nor_forbidden() -> None:
    seen: set[str] = set()

    for _ in range(500):
        pin = booking_pin.new_pin(lambda drawn: drawn in seen)
        assert len(pin) == booking_pin.DIGITS
        assert damm.is_valid(pin)
        assert not booking_pin.is_weak(pin)
        seen.add(pin)

    assert len(seen) == 500
    assert all(count > 200 for count in Counter("".join(seen)).values())


def test_a_door_full_of_codes_is_said_to_be_full() -> None:
    with pytest.raises(PinSpaceExhausted):
        booking_pin.new_pin(lambda drawn: True)


def test_only_a_whole_pin_is_hashed() -> None:
    with pytest.raises(CheckDigitWrong):
        booking_pin.hash_pin("12345672", bytes(16))
    with pytest.raises(MalformedCredential):
        booking_pin.hash_pin("5724", bytes(16))
    with pytest.raises(MalformedCredential):
        booking_pin.hash_pin("12345671", bytes(15))


@pytest.mark.parametrize("number", [0, 7, 99])
def test_a_keyholders_code_begins_with_the_number(number: int) -> None:
    code = keyholder.new_code(number)

    assert (len(code), keyholder.holder_number(code)) == (keyholder.DIGITS, number)
    with pytest.raises(MalformedCredential):
        keyholder.new_code(100)


@given(start=STARTS, length=st.integers(1, 168 * 3600 - 3600))
def test_an_offline_pin_covers_the_booking_and_begins_less_than_an_hour_early(
    start: int, length: int
) -> None:
    first, dur = offline_pin.smallest_duration(start, start + length)

    begin, end = offline_pin.period(OfflineWord(first, dur, 0))

    assert start - 3600 < begin <= start
    assert start + length <= end
    shorter = [other for other in offline_pin.DURATIONS if other < dur]
    assert not shorter or begin + shorter[-1] * 3600 < start + length


def test_an_offline_pin_reaches_168_hours() -> None:
    assert offline_pin.smallest_duration(EPOCH, EPOCH + 168 * 3600) == (0, 168)
    with pytest.raises(WindowTooLong):
        offline_pin.smallest_duration(EPOCH, EPOCH + 168 * 3600 + 1)
    with pytest.raises(ContractError):
        offline_pin.smallest_duration(EPOCH + 1, EPOCH + 1)


def test_a_door_compares_with_3020_candidates() -> None:
    words = list(offline_pin.candidates(NOW))

    assert len(words) == len(set(words)) == 3020
    assert all(begin <= NOW < end for begin, end in map(offline_pin.period, words))


@settings(max_examples=60, deadline=None)
@given(now=STARTS, pick=st.integers(0, 3019))
def test_every_candidate_is_found_by_its_code(now: int, pick: int) -> None:
    words = list(offline_pin.candidates(now))
    word = words[pick % len(words)]

    assert word in offline_pin.matches(bytes(32), offline_pin.derive(bytes(32), word), now)


@settings(max_examples=60, deadline=None)
@given(seq=st.integers(0, 3), dur=st.sampled_from(offline_pin.DURATIONS), start=st.integers(200, 600_000))
def test_an_offline_pin_is_found_in_its_hours_only(seq: int, dur: int, start: int) -> None:
    word = OfflineWord(start, dur, seq)
    code = offline_pin.derive(bytes(32), word)
    begin, end = offline_pin.period(word)

    found = [word in offline_pin.matches(bytes(32), code, now) for now in (begin - 1, begin, end - 1, end)]

    assert found == [False, True, True, False]


def test_the_codes_of_a_new_years_eve_are_found_on_both_sides_of_midnight() -> None:
    new_year = 1_798_761_600
    word = OfflineWord(*offline_pin.smallest_duration(new_year - 6 * 3600, new_year + 2 * 3600), 0)
    code = offline_pin.derive(bytes(32), word)

    assert offline_pin.find(bytes(32), code, new_year - 1) == word
    assert offline_pin.find(bytes(32), code, new_year + 1) == word


def test_a_longer_look_finds_what_begins_later() -> None:
    word = OfflineWord(59198, 8, 0)
    code = offline_pin.derive(bytes(32), word)
    begin, _ = offline_pin.period(word)

    assert offline_pin.matches(bytes(32), code, begin - 48 * 3600, begin) == (word,)
    assert offline_pin.matches(bytes(32), code, begin - 48 * 3600, begin - 1) == ()


@pytest.mark.parametrize("word", [(1, 7, 0), (1, 8, 4), (-1, 8, 0), (1, 8, -1), (True, 8, 0), (10**9, 8, 0)])
def test_only_words_that_have_a_code_exist(word: tuple[int, int, int]) -> None:
    with pytest.raises(MalformedCredential):
        OfflineWord(*word)


TOKENS = st.builds(
    qr_token.QrToken,
    key_id=st.integers(0, 15),
    site=st.integers(0, 2**32 - 1),
    token_id=st.binary(min_size=5, max_size=5),
    not_before=st.integers(0, 60_000_000).map(lambda minutes: minutes * 60),
    duration_s=st.integers(1, 0xFFFF).map(lambda steps: steps * 300),
    single_use=st.booleans(),
    may_hold_open=st.booleans(),
    doors=st.frozensets(st.integers(1, 6), min_size=1),
    lead_hours=st.integers(0, 0xFFFF),
)


@given(token=TOKENS)
def test_a_token_says_after_the_journey_what_it_said_before(token: qr_token.QrToken) -> None:
    text = qr_token.issue(token, KEY)

    assert text.isdigit()
    assert len(text) <= qr_token.MAX_DIGITS
    assert qr_token.read(text, {token.key_id: KEY.public_key()}) == token


@settings(max_examples=200)
@given(token=TOKENS, bit=st.integers(0, 83 * 8 - 1))
def test_no_bit_of_a_token_can_be_changed(token: qr_token.QrToken, bit: int) -> None:
    changed = str(int(qr_token.issue(token, KEY)) ^ (1 << bit))

    with pytest.raises((TokenForged, MalformedCredential)):
        qr_token.read(changed, {kid: KEY.public_key() for kid in range(16)})


def test_a_token_of_a_key_the_door_does_not_hold_is_unknown() -> None:
    token = qr_token.QrToken(
        key_id=2,
        site=1,
        token_id=bytes(5),
        not_before=NOW,
        duration_s=300,
        doors=frozenset({1}),
        lead_hours=0,
    )

    with pytest.raises(UnknownKey):
        qr_token.read(qr_token.issue(token, KEY), {1: KEY.public_key()})


@given(start=STARTS, length=st.integers(1, 86400))
def test_a_token_covers_the_booking_and_little_more(start: int, length: int) -> None:
    begin, duration = qr_token.covering(start, start + length)

    assert begin <= start < begin + 60
    assert start + length <= begin + duration < start + length + 300
    assert begin % 60 == duration % 300 == 0


@given(issued=STARTS, ahead=st.integers(-86400, 200 * 86400))
def test_a_token_never_claims_to_be_issued_later_than_it_was(issued: int, ahead: int) -> None:
    start = issued + ahead - (issued + ahead) % 60
    token = qr_token.QrToken(
        key_id=1,
        site=1,
        token_id=bytes(5),
        not_before=start,
        duration_s=300,
        doors=frozenset({1}),
        lead_hours=qr_token.lead_hours(issued, start),
    )

    assert token.issued_at <= issued
