"""A switch matrix, sample by sample."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lock_agent.hardware.matrix import (
    RELEASED,
    STUCK_MS,
    STUCK_SAMPLE_MS,
    Crossing,
    Matrix,
    Position,
    label,
    look,
    may_hold_a_ghost,
)

LAYOUT = ("123", "456", "789", "*0#")
KEYS = {text: (row, column) for row, texts in enumerate(LAYOUT) for column, text in enumerate(texts)}


def held(keys: str) -> Position:
    return frozenset(KEYS[key] for key in keys)


def typed(*samples: str) -> str:
    """Return the keys that a row of samples, 5 ms apart, comes to."""
    matrix, keys = Matrix(), ""
    for number, sample in enumerate(samples):
        result = look(matrix, held(sample), 5 * number)
        matrix = result.matrix
        keys += label(LAYOUT, result.key) if result.key is not None else ""
    return keys


@pytest.mark.parametrize("key", KEYS)
def test_every_key_counts_once_however_long_it_is_held(key: str) -> None:
    assert typed(*[key] * 400, *[""] * 3) == key


def test_two_samples_are_not_enough() -> None:
    assert typed("5", "5", "", "5", "5", "", "", "") == ""


def test_a_bouncing_key_counts_once() -> None:
    assert typed("5", "", "5", "", "5", "5", "5", "", "5", "5", "5", "", "5", "", "", "") == "5"


def test_a_key_counts_again_after_it_was_released() -> None:
    assert typed(*["5"] * 3, *[""] * 3, *["5"] * 3) == "55"


def test_quick_fingers_overlap() -> None:
    assert typed(*["1"] * 3, *["12"] * 3, *["2"] * 3, *["25"] * 3, *["5"] * 3) == "125"


def test_two_keys_at_once_have_no_order_and_do_not_count() -> None:
    assert typed(*["15"] * 5, *["1"] * 5, *["19"] * 5, *[""] * 3, *["7"] * 3) == "7"


def test_three_corners_show_a_ghost_and_none_of_them_counts_until_all_are_released() -> None:
    assert (
        typed(*["1"] * 3, *["12"] * 3, *["1245"] * 3, *["124"] * 3, *["14"] * 3, *[""] * 3, *["5"] * 3)
        == "125"
    )


def test_a_ghost_that_shows_late_does_not_count() -> None:
    assert typed(*["1"] * 3, *["12"] * 3, *["124"] * 3, *["1245"] * 3, *["124"] * 3, *[""] * 3) == "124"


def test_a_ghost_needs_a_rectangle() -> None:
    assert may_hold_a_ghost(held("1245"))
    assert may_hold_a_ghost(held("13*#"))
    assert not may_hold_a_ghost(held("124"))
    assert not may_hold_a_ghost(held("159"))


def test_a_key_that_jams_is_told_once_and_looked_at_less_often() -> None:
    matrix, stuck = Matrix(), 0
    for number in range(2 * STUCK_MS // 5):
        result = look(matrix, held("5"), 5 * number)
        matrix, stuck = result.matrix, stuck + result.stuck

    assert stuck == 1
    assert matrix.pause_ms(2 * STUCK_MS) == STUCK_SAMPLE_MS


def test_other_keys_count_beside_one_that_jams() -> None:
    assert typed(*["5"] * 5000, *["59"] * 3) == "59"


@given(st.lists(st.frozensets(st.sampled_from(sorted(KEYS.values())), max_size=12), max_size=300))
def test_no_noise_counts_a_key_without_three_equal_samples(samples: list[frozenset[Crossing]]) -> None:
    matrix = Matrix()
    for number, sample in enumerate(samples):
        result = look(matrix, sample, 5 * number)
        matrix = result.matrix
        if result.key is not None:
            assert samples[number - 2 : number + 1] == [sample] * 3
            assert result.key in sample
            assert not may_hold_a_ghost(sample)
    for number in range(3):
        matrix = look(matrix, RELEASED, 5 * (len(samples) + number)).matrix
    assert matrix.at_rest
