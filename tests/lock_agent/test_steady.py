"""Switches that bounce, and buttons that must not be missed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lock_agent.hardware.steady import HOLD_MS, LONGEST_HOLD_MS, Press, Steady, judge, settle, shake, touch


def moved(*edges: tuple[int, bool], until: int) -> list[tuple[int, bool]]:
    """Move a closed contact at moments in ms, look every millisecond; return when it settled where."""
    steady, level, found = settle(Steady(), False, 0), False, []
    for now in range(1, until):
        for at, to in edges:
            if at == now:
                level, steady = to, shake(steady, now)
        after = settle(steady, level, now)
        if after.level != steady.level:
            found.append((now, level))
        steady = after
    return found


def test_the_first_look_is_believed_at_once() -> None:
    assert settle(Steady(), True, 7).level is True


def test_a_contact_that_holds_is_believed_after_a_while() -> None:
    assert moved((100, True), (500, False), until=1000) == [(100 + HOLD_MS, True), (500 + HOLD_MS, False)]


def test_a_contact_that_bounces_moves_once() -> None:
    bounces = [(100 + 7 * number, number % 2 == 0) for number in range(9)]

    assert moved(*bounces, until=1000) == [(156 + HOLD_MS, True)]


def test_a_short_knock_is_no_movement() -> None:
    assert moved((100, True), (120, False), until=500) == []


def test_a_loose_contact_cannot_flood_the_journal() -> None:
    edges = [(100 * number, number % 2 == 1) for number in range(1, 200)]

    found = moved(*edges, until=20_000)

    assert len(found) < 12


def test_a_loose_contact_that_rests_is_believed_again() -> None:
    edges = [(100 * number, number % 2 == 1) for number in range(1, 30)]

    assert moved(*edges, until=20_000)[-1] == (2900 + LONGEST_HOLD_MS, True)


def pressed(*edges: tuple[int, bool]) -> list[int]:
    """Return when a button with these edges (ms, closed) was found pressed; it is looked at every 5 ms."""
    press, found, waiting = Press(), [], list(edges)
    for now in range(0, 6000, 5):
        while waiting and waiting[0][0] <= now:
            press = touch(press, waiting[0][1], waiting[0][0])
            waiting.pop(0)
        press, opens = judge(press, now)
        found += [now] if opens else []
    return found


def test_a_button_opens_ten_milliseconds_after_it_is_pressed() -> None:
    assert pressed((100, True)) == [110]


def test_a_tap_opens() -> None:
    assert pressed((101, True), (113, False)) == [115]


def test_a_button_that_bounces_opens_once() -> None:
    assert pressed((100, True), (102, False), (103, True), (104, False), (400, True), (402, False)) == [110]


def test_a_spike_on_the_wire_opens_nothing() -> None:
    assert pressed((100, True), (101, False), (3000, True), (3004, False)) == []


def test_who_presses_again_opens_again() -> None:
    assert pressed((100, True), (200, False), (1500, True), (1600, False)) == [110, 1510]


def test_leaning_on_the_button_is_one_press() -> None:
    assert pressed((100, True), (5000, False)) == [110]


@pytest.mark.parametrize("pause", [20, 40, 100, 400])
def test_a_button_that_chatters_for_ever_keeps_opening(pause: int) -> None:
    edges = [(pause * number, number % 2 == 1) for number in range(1, 6000 // pause)]

    found = pressed(*edges)

    assert max(after - before for before, after in pairwise(found)) < 2000
    assert len(found) <= 6


@given(st.lists(st.tuples(st.integers(0, 6000), st.booleans()), max_size=60))
def test_a_button_held_for_long_is_never_missed(edges: list[tuple[int, bool]]) -> None:
    noise = sorted(edge for edge in edges if edge[0] < 3000)

    found = pressed(*noise, (4500, True))

    assert any(at <= 4510 for at in found if at >= 3500)
