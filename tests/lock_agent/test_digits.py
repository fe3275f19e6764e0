"""What scanners send, over USB or a serial line, becomes scans of digits."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lock_agent.hardware.digits import LONGEST, PAUSE_MS, Digits, pause, take
from lock_agent.hardware.input_events import EVENT, characters

TOKEN = "81628122059883820530701277999200364075792393200535789842341143280706" * 3


def scans(*parts: tuple[int, str]) -> tuple[list[str], int]:
    """Send parts at moments in ms; return the scans, and how many were garbage, after a last pause."""
    digits, found, garbage = Digits(), [], 0
    for at, sent in parts:
        taken = take(digits, sent, at) if sent else pause(digits, at)
        digits, garbage = taken.digits, garbage + taken.garbage
        found += taken.scans
    ended = pause(digits, digits.at_ms + PAUSE_MS)
    return [*found, *ended.scans], garbage + ended.garbage


def test_a_line_end_ends_a_scan() -> None:
    assert scans((0, "123\r\n45"), (5, "6\r")) == (["123", "456"], 0)


def test_a_pause_ends_a_scan_of_a_scanner_that_sends_no_line_end() -> None:
    assert scans((0, "12"), (PAUSE_MS - 1, ""), (PAUSE_MS - 1, "3"), (2 * PAUSE_MS, ""), (999, "4")) == (
        ["123", "4"],
        0,
    )


def test_a_door_that_was_busy_does_not_cut_a_scan_in_two() -> None:
    assert scans((0, "123"), (10 * PAUSE_MS, "45\n")) == (["12345"], 0)


def test_a_whole_token_fits_and_one_digit_more_is_garbage() -> None:
    token = TOKEN[:LONGEST]

    assert scans((0, f"{token}\n{token}1\n7\n")) == ([token, "7"], 1)


@pytest.mark.parametrize("text", ["https://example.org/", "12a34", "+4930123", "１２３", "12 34", "\x1b[A"])
def test_what_is_not_only_digits_is_garbage_as_a_whole(text: str) -> None:
    assert scans((0, f"{text}\n99\n")) == (["99"], 1)


def test_line_ends_alone_are_nothing() -> None:
    assert scans((0, "\r\n\r\n")) == ([], 0)


def test_a_scanner_that_never_stops_fills_no_memory() -> None:
    digits = Digits()
    for number in range(3000):
        digits = take(digits, "7" * 500, number).digits

    assert len(digits.text) <= LONGEST
    assert scans((0, "7" * 10**6 + "\n")) == ([], 1)


@given(st.lists(st.text(max_size=300), max_size=20))
def test_any_text_gives_digits_or_nothing(parts: list[str]) -> None:
    found, _ = scans(*[(number, part) for number, part in enumerate(parts)])

    assert all(set(scan) <= set("0123456789") and len(scan) <= LONGEST for scan in found)


def typed(*keys: tuple[int, int]) -> bytes:
    """Return the kernel's events of keys (code, value), each with its SYN."""
    return b"".join(EVENT.pack(1, 2, 1, code, value) + EVENT.pack(1, 2, 0, 0, 0) for code, value in keys)


def test_an_event_is_as_long_as_the_kernel_makes_it() -> None:
    assert EVENT.size == 2 * struct.calcsize("l") + 8


def test_digits_are_typed_on_either_block_and_entered() -> None:
    top = [(code, value) for code in (*range(2, 12), 28) for value in (1, 0)]
    block = [(code, value) for code in (82, 79, 80, 81, 75, 76, 77, 71, 72, 73, 96) for value in (1, 2, 0)]

    assert characters(typed(*top)) == "1234567890\n"
    assert characters(typed(*block)) == "0123456789\n"


def test_shift_changes_no_digit_and_any_other_key_is_garbage() -> None:
    assert characters(typed((42, 1), (2, 1), (2, 0), (42, 0), (3, 1))) == "12"
    assert scans((0, characters(typed((2, 1), (30, 1), (3, 1), (28, 1))))) == ([], 1)


def test_a_buffer_that_ran_over_spoils_the_scan_it_happened_in() -> None:
    raw = typed((2, 1)) + EVENT.pack(1, 2, 0, 3, 0) + typed((3, 1), (28, 1), (4, 1), (28, 1))

    assert scans((0, characters(raw))) == (["3"], 1)


@given(st.binary(max_size=500))
def test_any_bytes_are_read_without_a_fault(raw: bytes) -> None:
    assert len(characters(raw)) <= len(raw) // EVENT.size
