"""Wiegand frames, bit by bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lock_agent.hardware.wiegand import LONGEST, Card, Frame, Garbage, Key, Wiegand

BIT_NS = 1_200_000
PAUSE_NS = 60_000_000


def bits(value: int, length: int) -> list[int]:
    return [value >> place & 1 for place in reversed(range(length))]


def card(number: int, length: int = 26) -> list[int]:
    """Return the bits of a card: parity, number, parity."""
    inner = bits(number, length - 2)
    half = len(inner) // 2
    return [sum(inner[:half]) % 2, *inner, 1 - sum(inner[half:]) % 2]


def received(*frames: list[int], spacing_ns: int = BIT_NS) -> list[Frame]:
    """Send frames with pauses between them, and return what was read."""
    reader, now, found = Wiegand(), 5_000_000_000, []
    for frame in frames:
        for value in frame:
            found += reader.bit(value, now)
            now += spacing_ns
        now += PAUSE_NS
    return found + reader.end()


@pytest.mark.parametrize(("number", "key"), list(enumerate("0123456789*#")))
def test_four_bits_are_a_key_and_so_are_eight(number: int, key: str) -> None:
    assert received(bits(number, 4), bits((15 - number) << 4 | number, 8)) == [Key(key), Key(key)]


@pytest.mark.parametrize("frame", [bits(12, 4), bits(0x0F ^ 0xFF, 8)[:7], bits(0x15, 8), [1], bits(0, 27)])
def test_what_is_no_frame_is_garbage(frame: list[int]) -> None:
    assert received(frame, bits(7, 4)) == [Garbage(), Key("7")]


@pytest.mark.parametrize("length", [26, 34])
def test_a_card_has_two_parities(length: int) -> None:
    frame = card(0x3C0FFE, length)

    assert received(frame) == [Card(length)]
    for place in range(length):
        flipped = [value ^ (number == place) for number, value in enumerate(frame)]
        assert received(flipped) == [Garbage()]


def test_the_slowest_bits_the_standard_allows_are_one_frame() -> None:
    assert received(card(4711), spacing_ns=20_000_000) == [Card(26)]


def test_edges_too_close_together_are_a_disturbance() -> None:
    assert received(bits(7, 4), spacing_ns=50_000) == [Garbage()]


def test_a_wire_that_rattles_fills_no_memory() -> None:
    reader = Wiegand()
    for number in range(100_000):
        assert reader.bit(number % 2, number * BIT_NS) == []

    assert len(reader._bits) == LONGEST
    assert reader.end() == [Garbage()]
    assert reader.end() == []


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 40_000_000)), max_size=200))
def test_any_noise_is_read_without_a_fault(edges: list[tuple[int, int]]) -> None:
    reader, now, found = Wiegand(), 0, []
    for value, pause in edges:
        now += pause
        found += reader.bit(value, now)

    assert len(found + reader.end()) <= len(edges)
